"""What was opened, as staff may see it: numbers of a period, none that tells of fewer than five openings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Sum
from django.utils import timezone

from icpr.lib.few import TOGETHER, in_words, rounded
from resources.usage.models import OTHER, Sort, UsageCount

PERIODS = (7, 30, 90, 365)  # days
BY_WEEK = 365  # the period that is told by weeks
ON_RECORDS = 90
HEIGHT, WIDTH, GAP = 50, 10, 1  # of a chart and its columns, in units of its drawing
CHARTS = (
    ("Pages opened", (Sort.RECORD, Sort.LIST, Sort.PAGE)),
    ("Documents opened", (Sort.DOCUMENT,)),
)


@dataclass(frozen=True)
class Column:
    """A day or week of a chart: its days, its number rounded down and in words, and its place in the drawing."""

    first: date
    last: date
    number: int
    words: str
    x: int
    y: float
    height: float

    @property
    def label(self) -> str:
        return f"{self.first:%b} {self.first.day}, {self.first.year}"


@dataclass(frozen=True)
class Chart:
    title: str
    total: str  # in words
    most: int
    columns: list[Column]

    @property
    def highest(self) -> str:
        return in_words(self.most)

    @property
    def width(self) -> int:
        return len(self.columns) * WIDTH


@dataclass(frozen=True)
class Period:
    """The last so many days, today among them; by whole weeks from a Monday on where it is told by weeks."""

    days: int
    today: date

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Period":
        """As an address asks for it; what is not known becomes 30 days."""
        days = next((days for days in PERIODS if str(days) == data.get("days")), PERIODS[1])
        return cls(days, timezone.localdate())

    @property
    def step(self) -> int:
        """Days that stand together."""
        return 7 if self.days == BY_WEEK else 1

    @property
    def since(self) -> date:
        first = self.today - timedelta(days=self.days - 1)
        return first - timedelta(days=first.weekday()) if self.step == 7 else first

    @cached_property
    def charts(self) -> list[Chart]:
        """In one query."""
        rows = UsageCount.objects.filter(day__gte=self.since, day__lte=self.today).order_by().values_list("day", "sort")
        counts = Counter({(day, sort): times for day, sort, times in rows.annotate(times=Sum("times"))})
        return [self._chart(title, sorts, counts) for title, sorts in CHARTS]

    def _chart(self, title: str, sorts: tuple[Sort, ...], counts: Counter) -> Chart:
        steps: Counter[date] = Counter()
        for (day, sort), times in counts.items():
            if sort in sorts:
                steps[self.since + (day - self.since) // timedelta(days=self.step) * timedelta(days=self.step)] += times
        firsts = [self.since + timedelta(days=each) for each in range(0, (self.today - self.since).days + 1, self.step)]
        most = max(map(rounded, steps.values()), default=0)
        columns = []
        for place, first in enumerate(firsts):
            number = rounded(steps[first])
            height = round(HEIGHT * number / most, 1) if most else 0
            last = min(first + timedelta(days=self.step - 1), self.today)
            x = place * WIDTH + GAP
            columns.append(Column(first, last, number, in_words(steps[first]), x, HEIGHT - height, height))
        return Chart(title, in_words(sum(steps.values())), most, columns)

    def top(self, sort: Sort, most: int) -> list[tuple[str, int]]:
        """Names with their numbers rounded down, the most opened first, of what was opened five times or more.

        Of sites only what came on days with five openings or more: no site of a single reader stands here.
        """
        counts = UsageCount.objects.all()
        if sort is Sort.REFERRER:
            counts = counts.filter(times__gte=TOGETHER)
        totals = counts.totals(sort, self.since).filter(total__gte=TOGETHER)[:most]
        return sorted(((name, rounded(total)) for name, total in totals), key=lambda pair: (-pair[1], pair[0]))

    def others(self, sort: Sort) -> int:
        """How often things were opened that had no room of their own, or whose name is not kept, rounded down."""
        found = UsageCount.objects.filter(sort=sort, name=OTHER, day__gte=self.since)
        return rounded(found.aggregate(total=Sum("times"))["total"] or 0)


def opened(permanent_number: str) -> str:
    """How often a record was opened in the last ninety days, in words. One query."""
    since = timezone.localdate() - timedelta(days=ON_RECORDS - 1)
    found = UsageCount.objects.filter(sort=Sort.RECORD, name=permanent_number, day__gte=since)
    return in_words(found.aggregate(total=Sum("times"))["total"] or 0)
