"""How often things were opened on a day. Nothing about who."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Sum

from icpr.lib.database.adding import add_up
from icpr.lib.shown_in import NOWHERE


class Sort(models.TextChoices):
    """What is counted. What the name of a row says of each stands beside it."""

    RECORD = "record", "Records"  # its permanent number
    DOCUMENT = "document", "Documents"  # its key, or the permanent number of a policy whose files were taken as one
    LIST = "list", "Lists"  # its address
    PAGE = "page", "Other pages"  # its address
    REFERRER = "referrer", "Sites that led here"  # the name of the host
    DATA = "data", "Data, by programs too"  # api, oai, dump or the form of a list: csv, ris ...


OTHER = ""  # the name of the row for all that had no room that day, or whose name is not kept


class UsageCountQuerySet(models.QuerySet):
    def add(self, counts: Iterable["UsageCount"]) -> None:
        """Add to what is counted, in one transaction."""
        add_up(counts, by=("sort", "name", "day"), summed=("times",), using=self.db)

    def expired(self, today: date, days: int):
        """Those older than a number of days; with 0, when none are to be kept, all."""
        return self.filter(day__lt=today - timedelta(days=days)) if days else self.all()

    def totals(self, sort: Sort, since: date):
        """Pairs of a name and how often it was opened since a day, the most frequent first; without the others."""
        found = self.filter(sort=sort, day__gte=since).exclude(name=OTHER)
        return found.order_by().values_list("name").annotate(total=Sum("times")).order_by(F("total").desc(), "name")


class UsageCount(models.Model):
    """One thing on one day of the site's own time."""

    sort = models.CharField(max_length=10, choices=Sort.choices)
    name = models.CharField(max_length=300, blank=True)
    day = models.DateField(db_index=True)
    times = models.PositiveIntegerField()

    objects = UsageCountQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        default_permissions = ("view",)
        verbose_name = "count of what was opened"
        verbose_name_plural = "counts of what was opened"
        ordering = ["-day", "sort", "name"]
        constraints = [models.UniqueConstraint(fields=["sort", "name", "day"], name="usage_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.name or 'others'}"
