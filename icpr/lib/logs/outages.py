"""What keeps the library from its records or its disk, told in one line with what to do."""

import errno
import logging
import sqlite3
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import InterfaceError, OperationalError

SAID_AGAIN_AFTER = 10  # seconds
LONGEST = 300  # characters of what a database says

FULL = "The disk is full: make room, then go on; nothing was kept half."
READ_ONLY = "The disk can only be read: look into the system's log for why, and make it writable again."
DISKS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}

SQLITE = {
    sqlite3.SQLITE_NOTADB: "{file} is no SQLite database: put a backup in its place, "
    "or name another with DATABASE_URL.",
    sqlite3.SQLITE_CORRUPT: "{file} is damaged: put a backup in its place.",
    sqlite3.SQLITE_CANTOPEN: "{file} cannot be opened: make its folder, and let this user read and write there.",
    sqlite3.SQLITE_READONLY: "{file} cannot be written: let this user write it and its folder.",
    sqlite3.SQLITE_PERM: "{file} cannot be opened: let this user read and write it and its folder.",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "The disk under {file} fails or is full: look into the system's log.",
    sqlite3.SQLITE_BUSY: "{file} is held by another process: try again, or end that process.",
    sqlite3.SQLITE_LOCKED: "{file} is held by another process: try again, or end that process.",
}
POSTGRESQL = {
    "53100": "The disk of PostgreSQL is full: make room there.",
    "XX001": "PostgreSQL finds its files damaged: look into its log, and restore a backup.",
    "XX002": "PostgreSQL finds an index damaged: look into its log, and make the index anew.",
}
# Classes of PostgreSQL's codes: connection, sign-in, database, rollback, resources, locks, intervention, system.
PASSING = {"08", "28", "3D", "40", "53", "55", "57", "58"}
NO_CONNECTION = (
    "PostgreSQL cannot be reached: {said} Start it, or correct the name, password or address in DATABASE_URL."
)
POOLER = "A pooler such as PgBouncer stands before PostgreSQL: set DATABASE_POOLER=1."
REFUSED = "PostgreSQL cannot answer just now: {said}"
NOT_PREPARED = "The database is not prepared ({said}): run `manage.py migrate`."


class Outage(Exception):
    """What some work needs is away; the text says in a line what it is and what to do."""


def outage(error: BaseException | None) -> str | None:
    """What the database or the disk says with this error, in a line that says what to do; None for any other fault."""
    if isinstance(error, Outage):
        return str(error)
    for each in _causes(error):
        if isinstance(each, sqlite3.Error):
            text = SQLITE.get((getattr(each, "sqlite_errorcode", None) or 0) & 0xFF)
            return text and text.format(file=settings.DATABASES["default"]["NAME"])
        if isinstance(each, OSError) and each.errno in DISKS:
            return DISKS[each.errno]
        if (code := getattr(each, "sqlstate", None)) in POSTGRESQL:
            return POSTGRESQL[code]
    if isinstance(error, OperationalError | InterfaceError):
        if "unsupported startup parameter" in str(error):
            return POOLER
        state = getattr(error.__cause__, "sqlstate", None)
        if state is None or state[:2] in PASSING:
            return (REFUSED if state else NO_CONNECTION).format(said=_line(error))
    return None


def unprepared(error: BaseException) -> str | None:
    """The line for a database without one of our tables or columns; None for any other fault."""
    wanted = ("no such table", "no such column")  # SQLite has one code for these and for faults of ours
    for each in _causes(error):
        missing = isinstance(each, sqlite3.OperationalError) and str(each).startswith(wanted)
        if missing or getattr(each, "sqlstate", None) in {"42P01", "42703"}:
            return NOT_PREPARED.format(said=_line(each).rstrip("."))
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _line(error: BaseException) -> str:
    said = " ".join(str(error).split())
    said = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    return said if said.endswith((".", "…", "?")) else f"{said}."


class OneLine(logging.Filter):
    """Makes one line of the traceback of an outage, and says the same one only every ten seconds:
    every request meets it."""

    def __init__(self):
        super().__init__()
        self._silent_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        reason = outage(record.exc_info[1]) if record.exc_info else None
        if reason is None:
            return True
        now = time.monotonic()
        if now < self._silent_until.get(reason, 0):
            return False
        waiting = {said: until for said, until in self._silent_until.items() if until > now}
        self._silent_until = waiting | {reason: now + SAID_AGAIN_AFTER}
        record.msg, record.args = f"{record.getMessage()}: %s", (reason,)
        record.exc_info = record.exc_text = None
        return True
