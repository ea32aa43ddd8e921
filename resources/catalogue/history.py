"""What happened to the public records: that they appeared, that an editor told of a change, that they went.

    events(What.ALL, Cursor.none(), most=40)    # the latest, newest first

Events stand in the order of their moments and are read from a place in it on, which costs the same wherever that is.
An addition is told of while the record is public; what is gone is told of as it was last seen.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from icpr.lib.moments import midnight
from resources.catalogue import groups
from resources.catalogue.tombstone import Tombstone
from resources.models import ChangeNote, RecordClock, Resource


class What(StrEnum):
    """What is asked for; also the sorts of events, but for `ALL`."""

    ALL = ""
    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


SORTS = (What.NEW, What.CHANGED, What.WITHDRAWN)
DAY, EXACT = "%Y-%m-%d", "%Y%m%dT%H%M%S%fZ"
EXACT_PLACE = re.compile(r"([0-9]{8}T[0-9]{12}Z)-([0-9]{1,9})", re.ASCII)
NAMED = ("kind", "title", "slug", "language")  # what a link to a record is made of
YEARS = range(1900, 9000)  # those of the ends of time are none in other time zones


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the history: before an event (its moment and number), or before a day of the site's own clock."""

    moment: datetime
    number: int = 0

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place an address names: "2026-11-28", or "20261128T174500000000Z-123"; None for what names none."""
        found = EXACT_PLACE.fullmatch(text)
        try:
            if found:
                moment = datetime.strptime(found[1], EXACT).replace(tzinfo=UTC)
            else:
                moment = midnight(datetime.strptime(text, DAY).date())
        except (ValueError, OverflowError):
            return None
        return cls(moment, int(found[2]) if found else 0) if moment.year in YEARS else None

    def __str__(self) -> str:
        return f"{exact(self.moment)}-{self.number}"

    def before(self, moment: str) -> Q:
        """The rows that come after this place, newest first; `moment` and "number" name their columns."""
        if not self.number:
            return Q(**{f"{moment}__lt": self.moment})
        # The first condition is all that an index is asked for.
        same = Q(**{f"{moment}__lt": self.moment}) | Q(number__lt=self.number)
        return Q(**{f"{moment}__lte": self.moment}) & same


@dataclass(frozen=True, slots=True)
class Row:
    """An event before what it is about is read. key: of its note, or of its record."""

    moment: datetime
    number: int
    what: What
    key: int

    @property
    def place(self) -> Place:
        return Place(self.moment, self.number)

    @property
    def day(self) -> date:
        return timezone.localdate(self.moment)


@dataclass(frozen=True, slots=True)
class Only:
    """Which events are asked for: those of some records, by their numbers, and after a moment."""

    numbers: frozenset[int]
    since: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One of them. record: of what is public; clock: of what is gone, as it was last seen. note: of a change."""

    moment: datetime
    number: int
    what: What
    record: Resource | None = None
    note: ChangeNote | None = None
    clock: RecordClock | None = None

    @property
    def gone(self) -> Tombstone:
        """What is said of what is gone."""
        return Tombstone(self.clock)

    @property
    def day(self) -> date:
        return timezone.localdate(self.moment)


def rows(
    what: What, before: Place | None, at: datetime, start: int = 0, most: int = 40, *, only: Only | None = None
) -> list[Row]:
    """The events up to a moment that come after a place, newest first; of all records or of some; one query."""
    parts = [part for sort in SORTS if what in (What.ALL, sort) for part in _of_sort(sort, before, at)]
    parts = [part.filter(number__in=only.numbers, moment__gt=only.since) for part in parts] if only else parts
    if parts[1:] and connection.features.supports_slicing_ordering_in_compound:  # else PostgreSQL reads each to its end
        parts = [part.order_by("-moment", "-number")[: start + most] for part in parts]
    union = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    columns = union.order_by("-moment", "-number")[start : start + most]
    return [Row(moment, number, What(sort), key) for moment, number, sort, key in columns]


def _of_sort(sort: What, before: Place | None, at: datetime) -> list[QuerySet]:
    match sort:
        case What.NEW:
            found = [Resource.objects.published(at).annotate(moment=F("publish_at"), key=F("pk"))]
        case What.CHANGED:
            notes = ChangeNote.objects.public(at)
            found = [notes.annotate(moment=F("told_at"), number=F("resource__number"), key=F("pk"))]
        case What.WITHDRAWN:
            found = [part.annotate(key=F("number")) for part in RecordClock.objects.ways_gone(at)]
    after = before.before("moment") if before else Q()
    columns = ("moment", "number", "sort", "key")
    return [rows.filter(after).order_by().annotate(sort=Value(sort.value)).values_list(*columns) for rows in found]


def events(found: Iterable[Row], at: datetime) -> list[Event]:
    """The events of these rows, without those whose record went meanwhile: five queries at most."""
    keys = {sort: [row.key for row in found if row.what is sort] for sort in SORTS}
    notes = ChangeNote.objects.in_bulk(keys[What.CHANGED])
    shown = {*keys[What.NEW], *(note.resource_id for note in notes.values())}
    records = groups.lines().prefetch_related(earlier_editions(at)).in_bulk(shown)
    clocks = RecordClock.objects.gone(at).select_related("record__superseded_by").in_bulk(keys[What.WITHDRAWN])
    made = (_event(row, records, notes, clocks) for row in found)
    return [event for event in made if event]


def _event(row: Row, records: dict, notes: dict, clocks: dict) -> Event | None:
    facts = (row.moment, row.number, row.what)
    match row.what:
        case What.NEW:
            return Event(*facts, record=records[row.key]) if row.key in records else None
        case What.CHANGED:
            note = notes.get(row.key)
            record = note and records.get(note.resource_id)
            return Event(*facts, record=record, note=note) if record else None
        case What.WITHDRAWN:
            return Event(*facts, clock=clocks[row.key]) if row.key in clocks else None


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """What readers have been told of one record: when it was added, the public records it takes the place of, and the
    notes of editors, the last first."""

    added_at: datetime
    earlier_editions: list[Resource]
    notes: list[ChangeNote]


def of_public_record(record: Resource) -> RecordHistory:
    """Of a public record; two queries."""
    earlier = Resource.objects.published().filter(superseded_by=record).only(*NAMED).by_title()
    return RecordHistory(record.publish_at, list(earlier), list(record.notes.filter(told_at__lte=timezone.now())))


def earlier_editions(at: datetime) -> Prefetch:
    """With `earlier_editions`, the public records that a record takes the place of."""
    public = Resource.objects.published(at).only(*NAMED, "superseded_by").order_by("number")
    return Prefetch("supersedes", public, to_attr="earlier_editions")


def exact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(EXACT)


def span(day: date) -> tuple[datetime, datetime]:
    """When a day of the site's own clock begins, and when the next."""
    return midnight(day), midnight(day + timedelta(days=1))
