"""Figures of the library for its staff: what it holds, how it grows, what is searched, and what the Blueprint has."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from pillars.models import Item, Pillar
from resources.models import Kind, Resource, SearchCount

MONTHS, DAYS = 12, 30
WIDTH = 100  # of the longest bar, in units of its drawing


@dataclass(frozen=True)
class Bar:
    """A line of a chart: what it is of, how many, and the length of its bar."""

    label: str
    count: int
    width: float


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]


@dataclass(frozen=True)
class Grid:
    """How many records each pillar has of each kind. rows: the pillar's name with a number for each of `kinds`."""

    kinds: list[str]
    rows: list[tuple[str, list[int]]]


def _chart(title: str, counts: list[tuple[str, int]]) -> Chart:
    most = max((count for _, count in counts), default=0) or 1
    return Chart(title, [Bar(label, count, round(WIDTH * count / most, 1)) for label, count in counts])


def charts(today: date) -> list[Chart]:
    """In four queries."""
    return [_published(today), _searched(today), *_covered()]


def by_pillar_and_kind() -> Grid:
    """In two queries."""
    rows = Resource.objects.published().order_by().values_list("pillars", "kind").annotate(count=Count("pk"))
    counts = {(pillar, kind): count for pillar, kind, count in rows}
    kinds = [kind for kind in Kind if any(of == kind for _, of in counts)]
    names = [(pillar.pk, str(pillar)) for pillar in Pillar.objects.order_by("number")] + [(None, "none")]
    return Grid(
        [kind.label for kind in kinds], [(name, [counts.get((pk, k.value), 0) for k in kinds]) for pk, name in names]
    )


def _published(today: date) -> Chart:
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    rows = Resource.objects.published().order_by().annotate(month=TruncMonth("publish_at")).values_list("month")
    counts = {timezone.localdate(month): count for month, count in rows.annotate(count=Count("pk"))}
    return _chart("Published, by month", [(f"{month:%B %Y}", counts.get(month, 0)) for month in months])


def _searched(today: date) -> Chart:
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    rows = SearchCount.objects.filter(day__gte=days[0]).order_by().values_list("day").annotate(count=Sum("times"))
    counts = dict(rows)
    return _chart("Searches, by day", [(f"{day:%B} {day.day}", counts.get(day, 0)) for day in days])


def _covered() -> list[Chart]:
    """Of the Blueprint, by pillar: the items that have at least one record readers see, of all that they see."""
    records = Resource.items.through.objects.filter(item=OuterRef("pk"), resource__in=Resource.objects.published())
    items = Item.objects.published().order_by().values_list("pillar__number", "pillar__name", Exists(records))
    every, covered = Counter(), Counter()
    for number, name, has_record in items:
        every[number or 0, name or "no pillar"] += 1
        covered[number or 0, name or "no pillar"] += has_record
    counts = [
        (f"{name}, {covered[number, name]} of {every[number, name]}", covered[number, name])
        for number, name in sorted(every)
    ]
    return [_chart("Items of the Blueprint with a resource, by pillar", counts)]
