"""Rows of numbers, added to those that are there: what two processes count at the same moment counts for both."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connections, models, transaction

ADD = """
INSERT INTO {table} ({columns}) VALUES ({places})
ON CONFLICT ({by}) DO UPDATE SET {changes}
"""


def add_up(rows: Iterable[models.Model], *, by: Sequence[str], summed: Sequence[str], using: str, latest=()) -> None:
    """Write rows of one model that are not stored, in one transaction.

    by: the fields of a unique constraint. Where such a row is stored already, `summed` are added to what it holds, and
    `latest` take the place of what it holds. No other fields are written. Raises DatabaseError.
    """
    rows = list(rows)
    if not rows:
        return
    connection, table = connections[using], rows[0]._meta.db_table
    names = (*by, *summed, *latest)
    changes = [*(f"{n} = {table}.{n} + excluded.{n}" for n in summed), *(f"{n} = excluded.{n}" for n in latest)]
    statement = ADD.format(
        table=table,
        columns=", ".join(names),
        places=", ".join(["%s"] * len(names)),
        by=", ".join(by),
        changes=", ".join(changes),
    )

    def value(row: models.Model, name: str):
        found = getattr(row, name)
        return connection.ops.adapt_datefield_value(found) if isinstance(found, date) else found

    # In one order everywhere, so that two processes never wait for each other.
    values = sorted(tuple(value(row, name) for name in names) for row in rows)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.executemany(statement, values)
