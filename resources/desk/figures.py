"""Figures of the library for its staff: what it holds, how it grows, what is searched, and what the Blueprint has."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, OuterRef, Sum, Value
from django.utils import timezone
from pyroaring import BitMap

from icpr.lib.moments import midnight
from pillars.models import Item
from resources.catalogue import facet_index
from resources.models import Resource, SearchCount

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
    """By the index that lists are answered from: in a query or two, and none that looks at each record."""
    index = facet_index.current()
    kinds, pillars = index.facets["kind"], index.facets["pillar"]
    with_pillar = {each.label: each.members for each in pillars.values()}
    rows = [*with_pillar.items(), ("none", index.everything - BitMap().union(*with_pillar.values()))]
    return Grid(
        [each.label for each in kinds.values()],
        [(name, [members.intersection_cardinality(each.members) for each in kinds.values()]) for name, members in rows],
    )


def _published(today: date) -> Chart:
    """Also of what has ended since; up to now."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    ends = [*map(midnight, months), timezone.now()]
    counts = [
        Resource.objects.published_within(start, stop).order_by().values(place=Value(place)).annotate(count=Count("pk"))
        for place, (start, stop) in enumerate(pairwise(ends))
    ]
    found = dict(counts[0].union(*counts[1:], all=True).order_by().values_list("place", "count"))
    return _chart("Published, by month", [(f"{day:%B %Y}", found.get(n, 0)) for n, day in enumerate(months)])


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
