"""The target dates of a plan in time: what is overdue, what comes, and a strip of all dates to be drawn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format

from pillars.models import Entry
from pillars.plans import progress
from pillars.plans.formats import dated

SLOTS = 40  # of the strip's width: what is due closer together is stacked
MOST_STACKED = 5
MOST_TICKS = 4
TOP, ROW = 6, 12  # pixels above the highest, and between two that are stacked
LABELS = {"overdue": "Overdue", "open": "To come", "settled": "In place"}


@dataclass(frozen=True)
class Month:
    """What is due in a month, soonest first."""

    first_day: date
    entries: list[Entry]


@dataclass(frozen=True)
class Dot:
    """An item on the strip: `x` in percent of its width, `y` in pixels from its top."""

    kind: str  # of LABELS
    x: float
    y: int


@dataclass(frozen=True)
class Tick:
    """A day that is named under the strip, at `x` percent of its width."""

    label: str
    x: float

    @property
    def anchor(self) -> str:
        """Which end of the label stands there, so that it does not reach over the edge."""
        return "start" if self.x < 75 else "end"


class Timeline:
    """The dates of some entries. What was put aside has no place in it, as in the calendar."""

    def __init__(self, entries: list[Entry]):
        self.today = timezone.localdate()
        self.dated = sorted(dated(entries), key=lambda entry: (entry.due_on, entry.position))
        self.due = progress.due(entries)
        self.undated = [entry for entry in entries if not entry.due_on and not entry.is_settled]

    @cached_property
    def overdue(self) -> list[Entry]:
        return [entry for entry in self.due if entry.is_overdue]

    @cached_property
    def soon(self) -> list[Month]:
        """What is due within ninety days."""
        return months(entry for entry in self.due if not entry.is_overdue)

    @cached_property
    def later(self) -> list[Month]:
        known = set(self.due)
        return months(entry for entry in self.dated if not entry.is_settled and entry not in known)

    @cached_property
    def settled(self) -> list[Entry]:
        """What had a date and is in place."""
        return [entry for entry in self.dated if entry.is_settled]

    @cached_property
    def numbers(self) -> list[tuple[str, str, int]]:
        """How many dates of each kind there are, of which there are any: kind, label, number."""
        counts = Counter(map(self._kind, self.dated))
        return [(kind, label, counts[kind]) for kind, label in LABELS.items() if counts[kind]]

    @property
    def words(self) -> str:
        """The strip for those who do not see it."""
        first, last = (date_format(entry.due_on, "F j, Y") for entry in (self.dated[0], self.dated[-1]))
        counted = ", ".join(f"{label.lower()} {number}" for _, label, number in self.numbers)
        return f"Target dates from {first} to {last}: {counted}"

    @property
    def dots(self) -> list[Dot]:
        stacked: Counter[int] = Counter()
        dots = []
        for entry in self.dated:
            slot = round(self._x(entry.due_on) * SLOTS / 100)
            stacked[slot] += 1
            if stacked[slot] <= MOST_STACKED:
                y = TOP + (MOST_STACKED - stacked[slot]) * ROW
                dots.append(Dot(self._kind(entry), round(100 * slot / SLOTS, 2), y))
        return dots

    @property
    def ticks(self) -> list[Tick]:
        """The first days of some months, evenly apart."""
        starts = [
            date(year, month, 1) for year in range(self._first.year, self._last.year + 1) for month in range(1, 13)
        ]
        inside = [day for day in starts if self._first <= day <= self._last]
        step = -(-len(inside) // MOST_TICKS) or 1
        return [Tick(date_format(day, "M Y"), self._x(day)) for day in inside[::step]]

    @property
    def now(self) -> float:
        """Where today is, in percent of the width."""
        return self._x(self.today)

    def _kind(self, entry: Entry) -> str:
        return "settled" if entry.is_settled else "overdue" if entry.is_overdue else "open"

    @property
    def _first(self) -> date:
        return min(self.today, self.dated[0].due_on)

    @property
    def _last(self) -> date:
        return max(self.today, self.dated[-1].due_on)

    def _x(self, day: date) -> float:
        days = (self._last - self._first).days or 1
        return round(2 + 96 * (day - self._first).days / days, 2)


def months(entries: Iterable[Entry]) -> list[Month]:
    """Entries that are in order by month."""
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.due_on.replace(day=1), []).append(entry)
    return [Month(first_day, together) for first_day, together in found.items()]
