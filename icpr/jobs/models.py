"""How each job stands. All times are of the database's clock, so that machines whose clocks differ agree."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

LONGEST_TEXT = 2_000
FAILS_AFTER = 3  # attempts that came to nothing, from which on somebody has to look
AHEAD = timedelta(minutes=1)  # of the clock: what is further in the future was written before the clock was set back
OVERDUE_AFTER = timedelta(minutes=15)  # after it was due, or a worker that died had it


class JobQuerySet(models.QuerySet):
    def claimable(self):
        """Those that are due and free now, that a worker left behind when it died, or whose times mean nothing any more
        because the clock was set back. Who does one of the last still is no danger: its fence is old."""
        waits = Q(lease_until__isnull=False) | Q(due_at__isnull=False)
        set_back = waits & Q(heartbeat_at__gt=Now() + AHEAD)
        return self.filter(Q(lease_until=None, due_at__lte=Now()) | Q(lease_until__lte=Now()) | set_back)

    def held(self):
        """Those that a worker does now."""
        return self.filter(lease_until__gt=Now())

    def overdue(self):
        """Those that have waited for a worker for `OVERDUE_AFTER`, and that nobody does."""
        since = Now() - OVERDUE_AFTER
        return self.filter(Q(lease_until=None, due_at__lte=since) | Q(lease_until__lte=since))

    def with_clock(self):
        """Each with `now`, the database's clock."""
        return self.annotate(now=Now())

    def failing(self, times: int):
        """Those that were begun so often at least since they were last done."""
        return self.filter(attempts__gte=times)


class Job(models.Model):
    """One job of `icpr.jobs.registry.JOBS`: when it is to be done, who does it now, and what came of it last.

    The fence counts up with every claim. Whoever holds the job writes under the fence it was given, so that a worker
    that was taken for dead writes nothing afterwards.
    """

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField("due", null=True, blank=True)  # empty while it is done, unless it was woken again
    lease_until = models.DateTimeField(null=True, blank=True)  # empty when nobody does it
    fence = models.PositiveBigIntegerField(default=0)
    holder = models.CharField("by", max_length=100, blank=True, help_text="Machine and process that did it last.")
    started_at = models.DateTimeField("last begun", null=True, blank=True)
    heartbeat_at = models.DateTimeField("last sign of life", null=True, blank=True)
    finished_at = models.DateTimeField("last done", null=True, blank=True)
    took = models.DurationField("how long it took", null=True, blank=True, help_text="The last time it was done.")
    result = models.TextField("last result", blank=True)
    error = models.TextField(blank=True, help_text="Why the last attempt came to nothing.")
    attempts = models.PositiveIntegerField(default=0, help_text="Since it was last done.")
    failed_at = models.DateTimeField("last failed", null=True, blank=True)
    failure = models.TextField("reason then", blank=True, db_default="", help_text="Kept when it is done again.")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_held(self) -> bool:
        """Whether a worker does it now. Asked of rows of `with_clock`."""
        return self.lease_until is not None and self.lease_until > self.now

    def is_overdue(self) -> bool:
        """As `overdue`. Asked of rows of `with_clock`."""
        at = self.claimable_at()
        return at is not None and at <= self.now - OVERDUE_AFTER

    def claimable_at(self) -> datetime | None:
        """When somebody may take it, or take it again if whoever has it dies; None when it waits to be woken. Asked of
        rows of `with_clock`."""
        at = self.lease_until or self.due_at
        return self.now if at and self.heartbeat_at and self.heartbeat_at > self.now + AHEAD else at
