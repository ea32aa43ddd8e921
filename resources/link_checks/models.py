"""What was found at each address that the library leads to: a row an address, on however many records it stands."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line

FAILED_DAYS = 3  # on so many different days must an address fail before it counts as gone


class State(models.TextChoices):
    """What the last check found."""

    WAITING = "waiting", "Not checked yet"
    OK = "ok", "Works"
    MOVED = "moved", "Moved for good"
    MEMBERS = "members", "Asks to sign in"
    UNSURE = "unsure", "Not sure"
    PARKED = "parked", "Perhaps another owner"
    GONE = "gone", "Gone"


class Told(models.TextChoices):
    """What pages of readers say of an address."""

    NOTHING = "", "Nothing"
    WORKED = "worked", "It worked"
    GONE = "gone", "It does not work"


ANSWERED = (State.OK, State.MOVED, State.MEMBERS)  # there is somebody who knows of the page


class CheckedAddressQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """Those to be checked, the longest waiting first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def due_by_turns(self, now: datetime, each: int):
        """As `due`, of each host no more than so many, so that one large site keeps no other waiting."""
        place = Window(RowNumber(), partition_by=F("host"), order_by=[F("due_at"), F("pk")])
        return self.due(now).annotate(place=place).filter(place__lte=each)

    def in_state(self, *states: State):
        return self.filter(state__in=states)


class CheckedAddress(models.Model):
    """The address as it stands on records, papers or rows of the Blueprint, and what was found there.

    failed_days: the days on which it failed since it last answered; failed_on: the last of them. told and told_on are
    what readers are told, which changes seldom: see `resources.link_checks.telling`.
    """

    url = models.URLField("address", max_length=500, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_index=True)
    state_since = models.DateTimeField("since", null=True, blank=True)
    reason = Line(max_length=300, blank=True, help_text="What was found, in words.")
    code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the last answer (RFC 9110).")
    new_url = models.URLField("new address", max_length=500, blank=True)
    checked_at = models.DateTimeField("last checked", null=True, blank=True)
    worked_at = models.DateTimeField("last worked", null=True, blank=True)
    due_at = models.DateTimeField("checked next", db_index=True)
    failed_days = models.PositiveSmallIntegerField(default=0)
    failed_on = models.DateField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    told = models.CharField(max_length=6, choices=Told, blank=True, default=Told.NOTHING)
    told_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = CheckedAddressQuerySet.as_manager()
    shown_in = ShownIn(
        hidden=(
            *("host", "state", "state_since", "reason", "code", "new_url", "checked_at", "worked_at", "due_at"),
            *("failed_days", "failed_on", "etag", "last_modified", "told_at"),
        )
    )

    class Meta:
        verbose_name, verbose_name_plural = "link", "links"
        ordering = ["url"]
        default_permissions = ()  # who may change records sees them; see `resources.admin.link_checks`
        constraints = [
            models.CheckConstraint(
                condition=Q(state="moved") & ~Q(new_url="") | ~Q(state="moved") & Q(new_url=""),
                name="checked_address_moved_has_new",
            )
        ]

    def __str__(self) -> str:
        return self.url

    def fail(self, today: date) -> bool:
        """Count a failure, once a day. Whether it has failed on days enough to count as gone."""
        if self.failed_on != today:
            self.failed_on, self.failed_days = today, min(self.failed_days + 1, FAILED_DAYS)
        return self.failed_days >= FAILED_DAYS
