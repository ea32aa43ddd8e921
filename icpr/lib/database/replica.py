"""Whether readers can be answered from the replica: each server process looks once a second, beside the requests.

Two threads ask the primary where its log stands and the replica how far it has come, each over a connection of its own,
so that one server that hangs tells nothing of the other. A third cuts whatever waits for a replica that hangs. While
the primary does not answer, nothing more is done there: the replica goes on as it is, unless it was behind before.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
from django.conf import settings
from django.db import connections

from icpr.lib.database.cutting import InUse
from icpr.lib.database.lag import Lag
from icpr.lib.database.places import PRIMARY, REPLICA, reading_from

EVERY, FRESH = 1.0, 5.0  # seconds: between two looks, and for which one counts
AWAY_AFTER = 3.0  # seconds without an answer, after which the primary is said to be away

APPLIED = "(SELECT md5(string_agg(app || '.' || name, ',' ORDER BY app, name)) FROM django_migrations)"
OF_PRIMARY = f"SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint, {APPLIED}"
OF_REPLICA = f"SELECT pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint, {APPLIED}"

USED = "Readers are answered from the replica of the database."
BEGINS = "The replica of the database is not known yet"
SILENT = "The replica of the database does not answer: look into its log, and start it"
PROMOTED = "READ_DATABASE_URL leads to a server that is no replica: name a replica, or take the setting away"
LATE = "The replica of the database is more than {} seconds behind: see whether it still gets the primary's log"
OTHER = "The replica of the database is not prepared as the primary is: wait until it has caught up"
MEANWHILE = "{}. Readers are answered from the primary meanwhile."

log = logging.getLogger(__name__)


class Watch:
    """What is known of both servers. `why_not` is why readers are not answered from the replica, or None."""

    def __init__(self, most_behind: float):
        self.most_behind, self.lag = most_behind, Lag()
        self.why_not: str | None = BEGINS
        self.in_use = InUse()
        self._looked_at = time.monotonic()
        self._primary_asked, self._primary_has, self._primary_answered_at = threading.Event(), None, -AWAY_AFTER

    def start(self) -> None:
        for each in ((PRIMARY, OF_PRIMARY, self.told_by_primary), (REPLICA, OF_REPLICA, self.told_by_replica)):
            threading.Thread(target=self._ask_for_ever, args=each, name=f"watch-{each[0]}", daemon=True).start()
        threading.Thread(target=self._cut_for_ever, name="watch-waiting", daemon=True).start()

    def is_usable(self) -> bool:
        """Whether a reader can be answered from the replica now. Asks nobody."""
        return self.why_not is None and time.monotonic() - self._looked_at < FRESH

    def is_all_there_is(self) -> bool:
        """Whether the primary does not answer, and readers can be answered from the replica."""
        return self.is_usable() and time.monotonic() - self._primary_answered_at > AWAY_AFTER

    def suspect(self) -> None:
        """After a failure: until the next look, readers are answered from the primary, if that answers."""
        if not self.is_all_there_is():
            self._set(SILENT)

    def note(self) -> str:
        if self.is_usable():
            return USED
        return MEANWHILE.format(self.why_not or SILENT)

    def told_by_primary(self, asked_at: float, row: tuple | None) -> None:
        """None when it did not answer."""
        if row is not None:
            self.lag.stood(asked_at, row[0])
            self._primary_has, self._primary_answered_at = row[1], time.monotonic()
        self._primary_asked.set()

    def told_by_replica(self, asked_at: float, row: tuple | None) -> None:
        """None when it did not answer."""
        if self._primary_asked.is_set():
            reason = self._reason(asked_at, row)
            if reason is None and self.why_not is not None and (pool := connections[REPLICA].pool) is not None:
                pool.check()  # connections from before it failed
            self._set(reason)
            self._looked_at = time.monotonic()

    def _reason(self, asked_at: float, row: tuple | None) -> str | None:
        if row is None:
            return SILENT
        is_replica, replayed, applied = row
        if not is_replica:
            return PROMOTED
        if self.lag.behind(replayed or 0, asked_at) > self.most_behind:
            return LATE.format(self.most_behind)
        return OTHER if self._primary_has not in {None, applied} else None

    def _set(self, why_not: str | None) -> None:
        if why_not != self.why_not:
            log.warning("%s", MEANWHILE.format(why_not) if why_not else USED)
        self.why_not = why_not

    def _ask_for_ever(self, place: str, question: str, told: Callable[[float, tuple | None], None]) -> None:
        """Ask a server every second, over one connection while it lasts."""
        over: psycopg.Connection | None = None
        while True:
            began, is_promoted = time.monotonic(), False
            try:
                over = over or psycopg.connect(**connections[place].get_connection_params() | {"autocommit": True})
                with self.in_use.held(partial(_of_replica, over, place)):
                    row = over.execute(question).fetchone()
                told(began, row)
                is_promoted = place == REPLICA and not row[0]
            except Exception as error:  # whatever it is, it tells of this server that it does not answer
                log.info("The %s did not answer a look: %s", "replica" if place == REPLICA else "primary", error)
                if over is not None:
                    over.close()
                over = None
                told(began, None)
            time.sleep(max(0.0, began + EVERY - time.monotonic()))
            if is_promoted:  # behind the same address may stand another by now
                over.close()
                over = None

    def _cut_for_ever(self) -> None:
        while True:
            time.sleep(EVERY)
            if time.monotonic() - self._looked_at > FRESH:
                self.in_use.cut()


def _of_replica(connection: psycopg.Connection, place: str) -> psycopg.Connection | None:
    return connection if place == REPLICA else None


_watch: Watch | None = None


def start() -> None:
    """Begin to look, if there is a replica; once in each server process."""
    global _watch
    if REPLICA in settings.DATABASES and _watch is None:
        _watch = Watch(settings.READ_DATABASE_LAG_SECONDS)
        _watch.start()


def is_usable() -> bool:
    """Whether a reader can be answered from the replica now."""
    return _watch is not None and _watch.is_usable()


def is_all_there_is() -> bool:
    """Whether the primary does not answer, and readers can be answered from the replica."""
    return _watch is not None and _watch.is_all_there_is()


@contextmanager
def asked() -> Iterator[None]:
    """Have this thread ask the replica until the end. If it hangs, its connection is cut."""
    wrapper = connections[REPLICA]
    with reading_from(REPLICA), _watch.in_use.held(lambda: wrapper.connection):
        yield


def suspect() -> None:
    """Say that the replica failed."""
    if _watch is not None:
        _watch.suspect()


def note() -> str | None:
    """How the replica stands, for whoever watches the library; None without one."""
    return None if _watch is None else _watch.note()
