"""How PostgreSQL's manual fills an empty database: foreign keys and the index of words are made at the end, at once.

Row by row each key would be looked up when the transaction ends, and the words put into their index one by one: a
quarter of the time at 100,000 records.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
# Those of words: what the triggers and the loader look up, they find by other indexes, which stay.
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'gin' AND relnamespace = current_schema()::regnamespace ORDER BY 1
"""
CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"  # a table with checks to come is not changed
ROOM = "1GB"  # to make an index in


@contextmanager
def bare() -> Iterator[None]:
    """Within a transaction that fills an empty database; it holds the tables until it ends. If it fails, all is as it
    was. SQLite has nothing of the kind: it makes no index faster than it fills one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        keys, indexes = cursor.execute(KEYS).fetchall(), cursor.execute(INDEXES).fetchall()
        cursor.execute(CHECKED)
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute(CHECKED)
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{ROOM}'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
