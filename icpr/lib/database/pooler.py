"""What takes the place of sessions behind a pooler such as PgBouncer, which gives each transaction another one.

What a session would be told when it begins is said of the account instead, in this one database; what lasts longer than
a statement is done within a transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from icpr.lib.backends import LOCK_TIMEOUT

IS_SAID = """
SELECT current_setting('lock_timeout') <> '0' OR EXISTS (
    SELECT 1 FROM pg_db_role_setting, unnest(setconfig) AS said
    WHERE setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
      AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
      AND said LIKE 'lock_timeout=%'
), current_database()
"""


def limit_lock_waits(using: str = "default", **_) -> None:
    """After `migrate`: have the account wait no longer for a lock than without a pooler, unless something else is said
    of it. Sessions that the pooler has open already come to know it as it renews them."""
    if not settings.DATABASE_POOLER:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(IS_SAID)
        is_said, database = cursor.fetchone()
        if not is_said:
            name = connection.ops.quote_name(database)  # by which the server knows it: the pooler may have another
            cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET lock_timeout = '{LOCK_TIMEOUT}'")


@contextmanager
def cursors_of_server(connection) -> Iterator[None]:
    """Within a transaction, have `iterator()` read from a cursor of the server, so that a large table is not read into
    memory: there it works behind a pooler, too."""
    usual = connection.settings_dict  # all threads share it
    connection.settings_dict = usual | {"DISABLE_SERVER_SIDE_CURSORS": False}
    try:
        yield
    finally:
        connection.settings_dict = usual
