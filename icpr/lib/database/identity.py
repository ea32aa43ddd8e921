"""Whether what is named as a replica can be one of this primary.

Servers that do not answer are not judged: a replica may be away, or have taken the primary's place, while the library
goes on.
"""

from typing import NamedTuple

import psycopg
from django.conf import settings
from django.db import connections

from icpr.lib.database.places import PRIMARY, REPLICA
from icpr.lib.database.replica import APPLIED

SAME = "leads to the primary itself: name a replica of it, or take the setting away."
STRANGER = "leads to a server that is no replica of the primary: name one that is, or take the setting away."
OTHER = "leads to a database that is prepared for another version of the library: name a replica of the primary."


class Identity(NamedTuple):
    """Of a server: whether it is a replica, when it was started, and, where that may be known, the number that it
    shares with all its replicas; of the database, the digest of its migrations, if there are any."""

    is_replica: bool
    started_at: object
    system: int | None
    applied: str | None


def problem() -> str | None:
    """What is wrong with READ_DATABASE_URL, to be said behind its name."""
    if REPLICA not in settings.DATABASES:
        return None
    primary, replica = _identity(PRIMARY), _identity(REPLICA)
    if primary is None or replica is None:
        return None
    if None not in {primary.system, replica.system}:
        if primary.system != replica.system:
            return STRANGER
        is_same = not replica.is_replica and not primary.is_replica and replica.started_at == primary.started_at
        return SAME if is_same else None
    if not replica.is_replica:
        return STRANGER
    return OTHER if primary.applied != replica.applied and primary.applied else None


def _identity(place: str) -> Identity | None:
    given = connections[place].get_connection_params() | {"autocommit": True}
    try:
        with psycopg.connect(**given) as asked:
            is_replica, started_at = asked.execute("SELECT pg_is_in_recovery(), pg_postmaster_start_time()").fetchone()
            system = _allowed(asked, "SELECT system_identifier FROM pg_control_system()")
            return Identity(is_replica, started_at, system, _allowed(asked, f"SELECT {APPLIED}"))
    except psycopg.OperationalError:
        return None


def _allowed(asked: psycopg.Connection, question: str):
    """The answer, or None where it may not be known or there is none yet."""
    try:
        return asked.execute(question).fetchone()[0]
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable):
        return None
