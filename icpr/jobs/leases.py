"""Who may do a job: one worker at a time, for as long as it gives signs of life.

A job is claimed by one conditional UPDATE on the database's clock. No lock is held while it is done. When a worker
dies, its lease ends and another claims the job; should the first one live after all, its fence is old and it writes
nothing.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce, Now

from icpr.jobs.models import LONGEST_TEXT, Job, JobQuerySet
from icpr.jobs.registry import DeclaredJob
from icpr.lib.logs.formatters import discreet

FIRST_PAUSE, LONGEST_PAUSE = 10, 3_600  # seconds after the first failed attempt, doubled each time
MOST_DOUBLINGS = 5


class LeaseLost(Exception):
    """Another worker has the job now; what this one wanted to write is not written."""


class Interrupted(Exception):
    """The process is told to stop: the job ends here and is done again by another."""


@dataclass
class Lease:
    """The right to do one job. `while_held` is called at every `beat`; it may raise Interrupted."""

    job: DeclaredJob
    fence: int
    seconds: float  # how long it lasts without a heartbeat
    attempt: int = 1  # since the job was last done
    while_held: Callable[[], None] = lambda: None
    is_complete: bool = False
    extended_at: float = field(default_factory=time.monotonic)  # by this process's clock, to know when to extend again

    def beat(self) -> None:
        """Say that the work goes on. Called between its parts, outside of transactions, as often as one likes.

        Raises LeaseLost when another has the job, and Interrupted when this process has to stop.
        """
        self.while_held()
        now = time.monotonic()
        if now - self.extended_at < self.seconds / 3:
            return
        try:
            held = self._row().update(lease_until=Now() + timedelta(seconds=self.seconds), heartbeat_at=Now())
        except DatabaseError:
            if now - self.extended_at < self.seconds:
                return  # tried again at the next beat
            raise
        if not held:
            raise LeaseLost(self.job.name)
        self.extended_at = now

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """A transaction in which nobody else can take the job. Raises LeaseLost, writing nothing, if somebody has.

        With `complete` in it, what it writes and that the job is done are kept together or not at all: exactly once.
        """
        try:
            with transaction.atomic():
                if not self._row().select_for_update().values_list("pk"):
                    raise LeaseLost(self.job.name)
                yield
        except BaseException:
            self.is_complete = False
            raise

    def complete(self, result: str = "") -> None:
        """Write that it is done, and when it is due again. Woken meanwhile, it is due at once. Raises LeaseLost."""
        every = self.job.every
        again = Value(None, DateTimeField()) if every is None else Now() + timedelta(seconds=every)
        took = ExpressionWrapper(Now() - F("started_at"), DurationField())
        result = discreet(result)[:LONGEST_TEXT]
        self._end(again, attempts=0, result=result, error="", finished_at=Now(), took=took)
        self.is_complete = True

    def fail(self, error: str) -> None:
        """Write why it came to nothing; due again after a pause that grows with attempts. Raises LeaseLost."""
        error = discreet(error)[:LONGEST_TEXT]
        self._end(Now() + timedelta(seconds=pause(self.attempt)), error=error, failure=error, failed_at=Now())

    def give_back(self) -> None:
        """Let another do it now, as if it had not been begun. Raises LeaseLost."""
        self._end(Now(), attempts=F("attempts") - 1)

    def _end(self, due_at, **fields) -> None:
        due_at = Coalesce("due_at", due_at, output_field=DateTimeField())
        if not self._row().update(lease_until=None, due_at=due_at, heartbeat_at=Now(), **fields):
            raise LeaseLost(self.job.name)

    def _row(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.name, fence=self.fence, lease_until__isnull=False)


def claim(job: DeclaredJob, while_held: Callable[[], None] = lambda: None) -> Lease | None:
    """Take a job that is due, or None. Of all that try at the same moment one gets it.

    A lease grows with the attempts, so that a job that brings its worker down does not do so every minute.
    """
    row = Job.objects.claimable().filter(pk=job.name).values("fence", "attempts").first()
    if row is None:
        return None
    seconds = job.lease * 2 ** min(row["attempts"], MOST_DOUBLINGS)
    taken = Job.objects.claimable().filter(pk=job.name, fence=row["fence"])
    if not taken.update(
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        due_at=None,
        lease_until=Now() + timedelta(seconds=seconds),
        holder=f"{socket.gethostname()[:80]} {os.getpid()}",
        started_at=Now(),
        heartbeat_at=Now(),
    ):
        return None
    return Lease(job, row["fence"] + 1, seconds, row["attempts"] + 1, while_held)


def pause(attempts: int) -> float:
    """Seconds to wait after so many attempts that came to nothing."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
