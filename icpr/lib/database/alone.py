"""What only one process at a time may do, of all that start together on one PostgreSQL, such as making tables."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

KEY = 4_970_001  # PostgreSQL's advisory locks are numbers, of each database its own
LOOK_EVERY = 0.5  # seconds

_held = False


@contextmanager
def alone(told: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Wait until no other process is inside, however long that takes, and keep others out until the end.

    The lock is of a transaction on a connection of its own, because with PgBouncer a session keeps nothing between
    transactions; a process that dies gives it back. Inside, it may be asked for again. A file of SQLite needs none of
    it: it has one writer.
    """
    global _held
    if _held or connection.vendor != "postgresql":
        yield
        return
    from psycopg import connect  # not for SQLite, which needs none of it

    with connection.wrap_database_errors:
        own = connect(**connection.get_connection_params())
    with own:
        _ask(own, "SET LOCAL idle_in_transaction_session_timeout = 0")
        if not _taken(own):
            told("Another process prepares the database: this one waits for it.")
            while not _taken(own):
                time.sleep(LOOK_EVERY)
        _held = True
        try:
            yield
        finally:
            _held = False


def _taken(own) -> bool:
    return _ask(own, "SELECT pg_try_advisory_xact_lock(%s)", [KEY]).fetchone()[0]


def _ask(own, *statement):
    with connection.wrap_database_errors:  # what fails is told as any other failure of the database
        return own.execute(*statement)
