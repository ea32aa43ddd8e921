"""Writes of little weight, made while a page is read: they never wait for another writer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

PATIENCE = 50  # milliseconds


@contextmanager
def impatient() -> Iterator[None]:
    """What is written inside is given up, without an error, when the database has another writer."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            with transaction.atomic():
                if not on_sqlite:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}ms'")
                yield
        except OperationalError:
            pass
        finally:
            if on_sqlite:
                usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
                cursor.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")
