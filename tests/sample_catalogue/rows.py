"""Writes many new rows of one model: as `bulk_create`, at a third of the cost, but gives no primary keys back."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Field, JSONField, Model

PLAIN = frozenset({str, int, bool, type(None)})  # what both databases take as it is


def insert(objects: Sequence[Model]) -> None:
    """Add rows of one model, which have no primary keys yet unless these are given by relations."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key or field.remote_field]
    columns = [list(_values(field, objects)) for field in fields]
    insert_rows(meta.db_table, [field.column for field in fields], zip(*columns, strict=True))


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Add rows of plain values to a table. Triggers see them as they see any others."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", list(rows))


def _values(field: Field, objects: Sequence[Model]) -> Iterator:
    """The values of a field as they are stored."""
    plain = frozenset() if isinstance(field, JSONField) else PLAIN
    for each in objects:
        value = field.pre_save(each, add=True)
        yield value if type(value) in plain else field.get_db_prep_save(value, connection)
