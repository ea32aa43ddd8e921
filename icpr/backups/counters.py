"""The last primary key each table gave out. A deleted record's key is never used again, not even after a restore: a
document's address holds it, and a preview link signs it."""

from django.db import models


def counts_up(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.AutoField)


def last_given(model: type[models.Model], connection) -> int:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return row[0] if row else 0
        quoted = connection.ops.quote_name(table)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, column])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")
        return cursor.fetchone()[0]


def go_on_from(model: type[models.Model], last: int, connection) -> None:
    """Give out the next key after `last`, or after the highest there is."""
    table, column = model._meta.db_table, model._meta.pk.column
    highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    last = max(last, highest)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            quoted = connection.ops.quote_name(table)
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [quoted, column, last or 1, last > 0]
            )
