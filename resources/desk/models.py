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
