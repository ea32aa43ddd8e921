"""What staff have put off: a record leaves one of the queues until a day, for a reason."""

from datetime import date

from django.conf import settings
from django.db import models

from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line
from resources.models import Resource


class SnoozeQuerySet(models.QuerySet):
    def current(self, today: date):
        """Those that hold on a day; on its last day a record is in its queue again."""
        return self.filter(until__gt=today)


class Snooze(models.Model):
    """A record that is left out of a queue until a day. queue: its name in `resources.desk.queues`."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="snoozes")
    queue = models.CharField(max_length=30)
    until = models.DateField(db_index=True)
    reason = Line(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    objects = SnoozeQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["until", "pk"]
        default_permissions = ()  # who may change records may put them off
        constraints = [models.UniqueConstraint(fields=["resource", "queue"], name="snooze_once_a_queue")]

    def __str__(self) -> str:
        return f"{self.resource}: {self.queue} until {self.until}"


class CountedQueue(models.Model):
    """What a queue of a large library held when it was last counted: how many records, since when the first of them has
    waited, and the keys of the latest of them. See `resources.desk.counting`."""

    queue = models.CharField(max_length=30, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateField(null=True)
    latest = models.JSONField()
    counted_at = models.DateTimeField()

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()  # nobody changes it

    def __str__(self) -> str:
        return f"{self.queue}: {self.count}"


class WeeklyMailQuerySet(models.QuerySet):
    def is_wanted_by(self, user) -> bool:
        """Whether somebody wants it, as all do who did not say otherwise."""
        return not self.filter(user=user, is_wanted=False).exists()

    def done_for(self, week: date):
        """Of those who need no mail for a week any more: it was looked at, or they want none."""
        return self.filter(models.Q(is_wanted=False) | models.Q(week__gte=week))


class WeeklyMail(models.Model):
    """What somebody among staff wants of the weekly mail. week: the Monday of the last one for which it was looked
    whether there is anything to write."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    is_wanted = models.BooleanField(default=True)
    week = models.DateField(null=True)

    objects = WeeklyMailQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        default_permissions = ()  # everybody for themselves

    def __str__(self) -> str:
        return f"Weekly mail of {self.user}"
