"""What staff may know of plans: how many, of whom, with which items.
Never a number that tells of fewer than five plans.

Every number is rounded down to a multiple of five, and what is below five is shown as too few to say, whether it is
four or none. A filter that leaves too few shows nothing else. Not hidden: that a number moves when plans come and go,
and what follows where parts that are too few stand beside their whole (five in all over two months tells that each has
some). Nothing more exact is offered anywhere, and no page tells of one plan.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from icpr.lib.few import rounded
from icpr.lib.moments import midnight
from pillars.models import AgencySize, Entry, Item, Plan

MOST_MONTHS = 12
MOST_ITEMS = 25
NOT_GIVEN = "not-given"
SIZES = {**dict(AgencySize.choices), NOT_GIVEN: "Not given"}


@dataclass(frozen=True)
class Which:
    """The plans asked about: begun in a month (its first day), by agencies of a size (a key of `SIZES`), or all."""

    month: date | None = None
    size: str | None = None


@dataclass(frozen=True)
class Figures:
    """Numbers of plans, rounded; 0 means too few to say. Items hold only those with a number, the highest first."""

    plans: int
    by_month: list[tuple[date, int]]
    by_size: list[tuple[str, int]]
    chosen: list[tuple[Item, int]]
    in_place: list[tuple[Item, int]]


def months(today: date) -> list[date]:
    """The first days of the months that can be asked about, the current one first."""
    found = [today.replace(day=1)]
    while len(found) < MOST_MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def of(which: Which, today: date) -> Figures:
    """All that is shown of these plans, in three queries; of too few plans nothing but that they are too few."""
    table = [
        (row["month"].date(), row["agency_size"] or NOT_GIVEN, row["number"])
        for row in Plan.objects.all().by_month_and_size()
    ]

    def plans(month: date | None, size: str | None) -> int:
        return rounded(sum(count for begun, of, count in table if month in (None, begun) and size in (None, of)))

    total = plans(which.month, which.size)
    if not total:
        return Figures(0, [], [], [], [])
    by_month = [] if which.month else [(month, plans(month, which.size)) for month in months(today)]
    by_size = [] if which.size else [(size, plans(which.month, size)) for size in SIZES]
    return Figures(total, by_month, by_size, *_items(which))


def _items(which: Which) -> list[list[tuple[Item, int]]]:
    """The items most chosen and those most in place."""
    counts = {row["item"]: (rounded(row["chosen"]), rounded(row["in_place"])) for row in _entries(which).by_item()}
    items = Item.objects.in_bulk([pk for pk, (chosen, _) in counts.items() if chosen])
    lists = []
    for place in (0, 1):
        shown = [(items[pk], numbers[place]) for pk, numbers in counts.items() if numbers[place]]
        lists.append(sorted(shown, key=lambda row: (-row[1], row[0].sort_key))[:MOST_ITEMS])
    return lists


def _entries(which: Which) -> QuerySet[Entry]:
    """What the plans asked about hold. They are a subquery, because SQLite joins from the wrong end."""
    plans = Plan.objects.all()
    if which.month:
        after = (which.month + timedelta(days=31)).replace(day=1)
        plans = plans.filter(created_at__gte=midnight(which.month), created_at__lt=midnight(after))
    if which.size:
        plans = plans.filter(agency_size="" if which.size == NOT_GIVEN else which.size)
    return Entry.objects.filter(plan__in=plans)
