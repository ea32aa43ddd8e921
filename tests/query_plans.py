"""How the database would look for what some code asks of it, whatever few rows a test has."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WHOLE = re.compile(r"Seq Scan on (\w+)|^SCAN (\w+)(?! USING)", re.MULTILINE)


@contextmanager
def read_whole() -> Iterator[set[str]]:
    """The tables that the statements of a block read row by row, though an index may stand ready: of a million records
    each of these would take seconds. To be looked at after the block."""
    tables: set[str] = set()

    def explained(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.lstrip().startswith("SELECT"):
            tables.update(_whole(sql, params))
        return answer

    with connection.execute_wrapper(explained):
        yield tables


def _whole(sql: str, params) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a table of few rows it would be chosen
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = on")
    return {first or second for first, second in WHOLE.findall(plan)}
