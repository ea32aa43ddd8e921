"""What people searched for: how often a day, and how much they found. Nothing about who."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, F, Min, Q, Sum, When, Window
from django.db.models.functions import FirstValue, RowNumber

from icpr.lib.database.adding import add_up
from icpr.lib.shown_in import NOWHERE

FOUND_NOTHING = Q(last_results=0)  # of `searches`: those that found nothing when they were made last


class SearchCountQuerySet(models.QuerySet):
    def add(self, counts: Iterable["SearchCount"]) -> None:
        """Add to what is counted, in one transaction; the later number of results stands."""
        by, summed, latest = ("day", "query", "filters"), ("times", "asked_for"), ("results", "in_part")
        add_up(counts, by=by, summed=summed, latest=latest, using=self.db)

    def expired(self, today: date, days: int):
        """Those older than a number of days; with 0, when none are to be kept, all."""
        return self.filter(day__lt=today - timedelta(days=days)) if days else self.all()

    def searches(self, since: date):
        """Each search once since a day, as it last was, with `total`, the times it was made, `total_asked`, how often
        staff were told that it was looked for, and `vain_since`, the first day on which it found nothing; the most
        frequent first."""
        one = {"partition_by": [F("query"), F("filters")]}
        latest = one | {"order_by": F("day").desc()}
        return (
            self.filter(day__gte=since)
            .annotate(
                total=Window(Sum("times"), **one),
                total_asked=Window(Sum("asked_for"), **one),
                vain_since=Window(Min(Case(When(results=0, then="day"))), **one),
                place=Window(RowNumber(), **latest),
                # Asked of the last day only: a plain condition would be applied before the days are put together.
                last_results=Window(FirstValue("results"), **latest),
                last_in_part=Window(FirstValue("in_part"), **latest),
            )
            .filter(place=1)
            .order_by("-total", "-day", "query", "filters")
        )


class SearchCount(models.Model):
    """One search on one day."""

    day = models.DateField()
    query = models.CharField(max_length=100)
    filters = models.CharField(max_length=300, blank=True, help_text="As in an address, in canonical order.")
    times = models.PositiveIntegerField()
    results = models.PositiveIntegerField(help_text="How many it last gave that day.")
    in_part = models.BooleanField(help_text="No record held all of its words.")
    asked_for = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often readers who found nothing told staff what they looked for."
    )

    objects = SearchCountQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        verbose_name = "search"
        verbose_name_plural = "searches"
        ordering = ["-day", "query", "filters"]
        constraints = [models.UniqueConstraint(fields=["day", "query", "filters"], name="search_counted_once_a_day")]

    def __str__(self) -> str:
        return f"“{self.query}”"
