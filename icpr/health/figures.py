"""What stands in the database and on the disk, in numbers for whoever watches it: jobs, mail, room, backup, index.

At most every `FRESH` seconds a process asks five statements, none of which takes longer with more records; a thread of
its own does, so that a database or a disk that hangs holds neither a reader nor the one who asks for figures.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import connections
from django.db.models import Count, Min
from django.utils import timezone

from icpr.health import latest
from icpr.health.readiness import backup_age
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.lib.database import replica
from icpr.lib.database.places import PRIMARY, REPLICA, reading_from
from icpr.lib.logs.outages import outage
from icpr.lib.metrics import counting
from icpr.outbox import queue
from icpr.outbox.models import Message
from resources import edition
from resources.catalogue import facet_index

FRESH, ANSWER_WITHIN = 5.0, 2.0  # seconds
MOST_LETTERS = 10_000  # that are counted; with more the figure stays there

log = logging.getLogger(__name__)


class Figure(NamedTuple):
    """A number of this moment. labels: names and values, of which there are few."""

    name: str
    about: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def jobs() -> Iterator[Figure]:
    for job in Job.objects.filter(name__in=JOBS).with_clock():
        labels = (("name", job.name),)  # "job" is what Prometheus calls who is asked
        if job.finished_at is not None:
            age = (job.now - job.finished_at).total_seconds()
            yield Figure("job_last_success_age_seconds", "Since each job was last done.", age, labels)
        if job.took is not None:
            yield Figure("job_duration_seconds", "How long it took then.", job.took.total_seconds(), labels)
        yield Figure("job_attempts", "Attempts without success since then.", job.attempts, labels)
        yield Figure("job_overdue", "1 if a job was due long ago and nobody does it.", job.is_overdue(), labels)


def mail() -> Iterator[Figure]:
    for state in (Message.State.WAITING, Message.State.UNKNOWN):
        first = Message.objects.filter(state=state).order_by("due_at")[:MOST_LETTERS]
        told = first.aggregate(number=Count("*"), oldest=Min("created_at"))
        labels = (("state", state.value),)
        yield Figure("mail_messages", f"Letters, counted up to {MOST_LETTERS}.", told["number"], labels)
        age = timezone.now() - (told["oldest"] or timezone.now())
        yield Figure("mail_oldest_seconds", "Age of the oldest letter.", max(0.0, age.total_seconds()), labels)
    yield Figure("mail_paused", "1 while staff have stopped all mail.", queue.is_paused())


def index() -> Iterator[Figure]:
    """How long this process has had an index that is no more of the catalogue. It is made anew when a reader needs it:
    that it stays behind while readers come is a fault."""
    global _behind_since
    now = timezone.now()
    with reading_from(REPLICA if replica.is_usable() else PRIMARY):  # as for readers
        _behind_since = (_behind_since or now) if facet_index.is_behind(edition.current()) else None
    seconds = (now - _behind_since).total_seconds() if _behind_since else 0
    yield Figure("index_behind_seconds", "How long the index of the process that answers is out of date.", seconds)


def disk() -> Iterator[Figure]:
    found = os.statvfs(settings.VAR_DIR)
    yield Figure("disk_free_bytes", "Room for the files of the library.", found.f_bavail * found.f_frsize)
    yield Figure("disk_size_bytes", "Size of the disk they are on.", found.f_blocks * found.f_frsize)


def backup() -> Iterator[Figure]:
    if (age := backup_age()) is not None:
        yield Figure("backup_age_seconds", "Since the last backup that is known of.", age.total_seconds())


_behind_since = None
READ: tuple[Callable[[], Iterable[Figure]], ...] = (jobs, mail, index, disk, backup)


class Look(latest.Look):
    """Reads all figures once. `found` grows meanwhile."""

    def __init__(self):
        super().__init__("figures")
        self.found: list[Figure] = []
        self.is_whole = False

    def run(self) -> None:
        try:
            read = [self._read(each) for each in READ]  # each of them, whatever comes of the others
            self.is_whole = all(read)
        finally:
            connections.close_all()
            self.ended.set()

    def _read(self, read: Callable[[], Iterable[Figure]]) -> bool:
        try:
            self.found += read()
        except Exception as error:  # the others are told all the same
            log.warning("Figures of %s are missing: %s", read.__name__, outage(error) or type(error).__name__)
            return False
        return True


_looks = latest.Latest(Look, fresh=FRESH, within=ANSWER_WITHIN)


def now() -> list[Figure]:
    """All of them, found out at most `FRESH` seconds ago; the last one tells whether none is missing."""
    look = _looks.get()
    whole = Figure(
        "figures_complete", "1 if database and disk told all of these.", look.ended.is_set() and look.is_whole
    )
    return [*look.found, whole]


def measure() -> None:
    """Have the figures of this process tell all that it counted and how its pools of connections stand. Asks no
    database."""
    counting.settle()
    for alias in settings.DATABASES:
        pool = getattr(connections[alias], "pool", None)
        if pool is not None:
            stats = pool.get_stats()
            idle = stats.get("pool_available", 0)
            counting.pool(alias, "in use", stats.get("pool_size", 0) - idle)
            counting.pool(alias, "idle", idle)
            counting.pool(alias, "waiting", stats.get("requests_waiting", 0))
