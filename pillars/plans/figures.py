"""What staff may know of plans: how many, of whom, with which items. Never a number that tells of fewer than five plans.

A number is shown as a multiple of five that is no more than the truth and up to eight less; see `rounded`. The number
that is taken off first is secret and belongs to one question, for ever. What this protects, and what it does not:

- A number shown tells of five plans or more, and one not shown of zero to eight: neither tells of a single plan, nor
  that there is one.
- Subtracting a part from a whole, or a page with a filter from one without, leaves a range of at least nine, because
  each number has a secret of its own. Were the numbers only rounded, "5" over two months "fewer than 5" would tell that
  each month has some, and twenty plans in five sizes could tell that each has four.
- Anybody can begin plans and watch when a number moves. That tells how far the others are from a step nobody knows, and
  so not how many they are.
- Plans and items count from the month after they were begun or added, so that looking every day shows none of them
  coming. A status, an agency's size and the deletion of a plan count at once: who looks every day, or tries with plans of
  their own, can notice that one plan of thousands changed, but not which, nor how many stand behind a small number.
- Not protected: what all plans of a group do is known of each of them; rare chains of several subtractions narrow a
  number further; who has the database or the secret key needs no page.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from pillars.models import AgencySize, Entry, Item, Plan

TOGETHER = 5
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


def rounded(number: int, *question: object) -> int:
    """A true number as it may be shown: less a secret zero to four that belongs to the question, then down to a five."""
    digest = salted_hmac("pillars.plans.figures", repr(question), algorithm="sha256").digest()
    return max(number - int.from_bytes(digest) % TOGETHER, 0) // TOGETHER * TOGETHER


def months(today: date) -> list[date]:
    """The first days of the months that can be asked about, latest first; the current one is not over."""
    found = [today.replace(day=1)]
    while len(found) <= MOST_MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[1:]


def of(which: Which, today: date) -> Figures:
    """All that is shown of these plans, in three queries; of too few plans nothing but that they are too few."""
    begun = Plan.objects.filter(created_at__lt=_start(today.replace(day=1)))
    table = [(row["month"].date(), row["agency_size"] or NOT_GIVEN, row["number"]) for row in begun.by_month_and_size()]

    def plans(month: date | None, size: str | None) -> int:
        number = sum(count for begun, of, count in table if month in (None, begun) and size in (None, of))
        return rounded(number, "plans", str(month), size)

    total = plans(which.month, which.size)
    if not total:
        return Figures(0, [], [], [], [])
    by_month = [] if which.month else [(month, plans(month, which.size)) for month in months(today)]
    by_size = [] if which.size else [(size, plans(which.month, size)) for size in SIZES]
    return Figures(total, by_month, by_size, *_items(which, today, total))


def _items(which: Which, today: date, most: int) -> list[list[tuple[Item, int]]]:
    """The items most chosen and those most in place. No number is higher than the one it is a part of."""
    counts = {}
    for row in _entries(which, today).by_item():
        question = (row["item"], str(which.month), which.size)
        chosen = min(rounded(row["chosen"], "chosen", *question), most)
        counts[row["item"]] = (chosen, min(rounded(row["in_place"], "in place", *question), chosen))
    items = Item.objects.in_bulk([pk for pk, (chosen, _) in counts.items() if chosen])
    lists = []
    for place in (0, 1):
        shown = [(items[pk], numbers[place]) for pk, numbers in counts.items() if numbers[place]]
        lists.append(sorted(shown, key=lambda row: (-row[1], row[0].sort_key))[:MOST_ITEMS])
    return lists


def _entries(which: Which, today: date) -> QuerySet[Entry]:
    """What the plans asked about hold. They are a subquery, because SQLite joins from the wrong end."""
    month = today.replace(day=1)
    plans = Plan.objects.filter(created_at__lt=_start(month))
    if which.month:
        after = (which.month + timedelta(days=31)).replace(day=1)
        plans = plans.filter(created_at__gte=_start(which.month), created_at__lt=_start(after))
    if which.size:
        plans = plans.filter(agency_size="" if which.size == NOT_GIVEN else which.size)
    return Entry.objects.filter(plan__in=plans, added_at__lt=_start(month))


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
