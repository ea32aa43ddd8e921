"""What's new: the history of the public records by day, a page at a time, each page from a place in it on."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from icpr.lib.moments import day_in_words, midnight
from icpr.lib.query.notices import Notice
from resources.catalogue import history
from resources.catalogue.history import Event, Place, Row, What, span
from resources.catalogue.history_query import FEEDS_ONLY, LABELS, PER_PAGE, Asked
from resources.models import ChangeNote, Kind, RecordClock, Resource

KINDS_NAMED = 4
NOTHING = {
    What.ALL: "Nothing is published yet.",
    What.NEW: "Nothing is published yet.",
    What.CHANGED: "No change has been told of yet.",
    What.WITHDRAWN: "Nothing has been withdrawn.",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of a day: how many records were added of each kind, and how many changed and went."""

    kinds: Counter[str]
    changed: int
    gone: int

    @property
    def added(self) -> int:
        return self.kinds.total()

    @property
    def said(self) -> str:
        """For instance "85 records added, 3 changed, 1 withdrawn or expired"."""
        noun = "record" if self.added == 1 else "records"
        parts = [(self.added, f"{noun} added"), (self.changed, "changed"), (self.gone, "withdrawn or expired")]
        return ", ".join(f"{number:,} {words}" for number, words in parts if number)


@dataclass(frozen=True, slots=True)
class Day:
    """A day and those of its events that stand on this page. is_continued: whether a page before has some of them."""

    day: date
    events: list[Event]
    numbers: Numbers
    is_continued: bool

    @property
    def most_frequent(self) -> list[tuple[Kind, int]]:
        """The kinds of which most were added; the most frequent first."""
        return [(Kind(kind), number) for kind, number in self.numbers.kinds.most_common(KINDS_NAMED)]

    @property
    def others(self) -> int:
        """How many were added of all other kinds."""
        return self.numbers.added - sum(number for _, number in self.most_frequent)


class WhatsNewPage:
    """A page of the history, read when it is made.

    older: the query string of the next page; skip_to: that of the day before the last one here, where that one goes on
    on further pages; else "".
    """

    def __init__(self, asked: Asked):
        self.asked, self.at = asked, timezone.now()
        no_page = Notice("page", "There is no page of that number, so this is the beginning.")
        self.notices = [*asked.notices, *([no_page] if asked.page > 1 else [])]
        rows = history.rows(asked.what, asked.before, self.at, most=PER_PAGE + 1)
        shown, further = rows[:PER_PAGE], rows[PER_PAGE:]
        self.older = asked.address(shown[-1].place) if further else ""
        self.skip_to = self._skip_to(shown[-1].day) if further and further[0].day == shown[-1].day else ""
        self.days = self._days(shown)

    def _skip_to(self, day: date) -> str:
        before = Place(midnight(day))
        return self.asked.address(day.isoformat()) if history.rows(self.asked.what, before, self.at, most=1) else ""

    def _days(self, rows: list[Row]) -> list[Day]:
        by_day = groupby(history.events(rows, self.at), key=lambda event: event.day)
        read = [(day, list(events)) for day, events in by_day]
        if not read:
            return []
        # Only the first and the last day of a page can have events on other pages.
        numbers = {day: _numbers(events) for day, events in read} | self._counted(read[0][0], read[-1][0])
        before = self.asked.before
        continued = timezone.localdate(before.moment) if before and before.number else None
        return [Day(day, events, numbers[day], day == continued) for day, events in read]

    def _counted(self, *days: date) -> dict[date, Numbers]:
        """The numbers of two days, or of one given twice: a query for each sort of event, of what went three."""
        spans = dict(zip(("first", "last"), map(span, days), strict=True))
        sorts, none = self.asked.sorts, dict.fromkeys(spans, 0)
        published, notes = Resource.objects.published(self.at), ChangeNote.objects.public(self.at)
        kinds = _count(published, "publish_at", spans, "kind") if What.NEW in sorts else []
        changed = _count(notes, "told_at", spans) if What.CHANGED in sorts else none
        ways = RecordClock.objects.ways_gone(self.at) if What.WITHDRAWN in sorts else ()
        gone = sum((Counter(_count(way, "moment", spans)) for way in ways), Counter())
        return {
            day: Numbers(Counter({row["kind"]: row[name] for row in kinds if row[name]}), changed[name], gone[name])
            for name, day in zip(spans, days, strict=True)
        }

    @property
    def address(self) -> str:
        """The path and query of the beginning, as the forms of this page have them."""
        return self.asked.path

    @property
    def total(self) -> int:
        """How many events stand on this page that lists of records can hold: none of what was changed or went, of which
        feeds alone tell."""
        return 0 if self.asked.what in FEEDS_ONLY else sum(len(day.events) for day in self.days)

    @property
    def what(self) -> str:
        """What tells this page from the first: "changed, before November 28, 2026"; "" for the first."""
        before = self.asked.before and f"before {day_in_words(self.asked.before.moment)}"
        return ", ".join(filter(None, [self.asked.what.value, before]))

    @property
    def newest(self) -> str:
        return self.asked.address()

    @property
    def nothing(self) -> str:
        """What is said when there are no events here."""
        if self.asked.before:
            return "Nothing happened before that."
        return NOTHING[self.asked.what]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What can be asked for: its address, its name and whether it is."""
        return [(self.asked.address(what=what), label, what is self.asked.what) for what, label in LABELS.items()]


def _count(rows: QuerySet, moment: str, spans: dict[str, tuple[datetime, datetime]], *by: str):
    """How many rows fall in each span; with `by`, for each value of that column."""
    within = {name: Q(**{f"{moment}__gte": start, f"{moment}__lt": end}) for name, (start, end) in spans.items()}
    counts = {name: Count("pk", filter=condition) for name, condition in within.items()}
    rows = rows.filter(within["first"] | within["last"]).order_by()
    return list(rows.values(*by).annotate(**counts)) if by else rows.aggregate(**counts)


def _numbers(events: list[Event]) -> Numbers:
    of = Counter(event.what for event in events)
    kinds = Counter(event.record.kind for event in events if event.what is What.NEW)
    return Numbers(kinds, of[What.CHANGED], of[What.WITHDRAWN])
