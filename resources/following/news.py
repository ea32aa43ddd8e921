"""What readers may be told of between two moments, each event by its own moment, as far as they can see it now.

    news = News.between(after, until, minor=True)
    news.of_record[pk], news.of_number[number]      # lists of Event

An event is told of once if each period begins where the last one ended. That is why a record that appeared and was
edited since still appears here at the moment it did, and why only what is public now is told of.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F
from django.utils import timezone

from resources.models import ChangeNote, RecordClock, Resource

ONE_DEED = timedelta(minutes=1)  # what changed so shortly before or after readers were told of it is the same change


class What(StrEnum):
    """gone: withdrawn, expired or deleted. replaced: the record that takes its place appeared. new: it appeared.
    entered: it came into a collection. told: an editor told readers of a change. reworded: of an item or practice.
    changed: anything else that is shown. In the order of their weight."""

    GONE, REPLACED, NEW, ENTERED = "gone", "replaced", "new", "entered"
    TOLD, REWORDED, CHANGED = "told", "reworded", "changed"


WEIGHT = {what: place for place, what in enumerate(What)}


@dataclass(frozen=True, slots=True)
class Event:
    """One of them. text: what an editor told. is_edition: whether that is of a new edition. later: the primary key of
    the record that takes its place."""

    moment: datetime
    what: What
    text: str = ""
    is_edition: bool = False
    later: int | None = None

    @property
    def is_major(self) -> bool:
        return self.what is not What.CHANGED


@dataclass
class News:
    """Events after one moment, up to and with another: of the records that are public `at` a later one by primary key,
    of those that are gone by permanent number."""

    after: datetime
    until: datetime
    at: datetime
    of_record: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))
    of_number: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def between(cls, after: datetime, until: datetime, *, minor: bool, at: datetime | None = None) -> "News":
        """Read: six queries, of the changes and not of the records. minor: also what no editor told of, which looks at
        all clocks. at: the moment whose readers are told, by default now."""
        news = cls(after, until, at or timezone.now())
        told: dict[int, list[datetime]] = defaultdict(list)
        for pk, event in [*news._appeared(), *news._told(), *news._replaced()]:
            told[pk].append(event.moment)
            if after < event.moment <= until:
                news.of_record[pk].append(event)
        for pk, event in news._changed() if minor else ():
            if not any(abs(event.moment - moment) <= ONE_DEED for moment in told[pk]):
                news.of_record[pk].append(event)
        for number, event in [*news._gone(), *news._replaced_of_gone()]:
            news.of_number[number].append(event)
        return news

    @property
    def latest(self) -> datetime | None:
        """When the last of them was; None when nothing happened."""
        every = [*self.of_record.values(), *self.of_number.values()]
        return max((event.moment for events in every for event in events), default=None)

    def _span(self, column: str, around: timedelta = timedelta()) -> dict[str, datetime]:
        return {f"{column}__gt": self.after - around, f"{column}__lte": self.until + around}

    def _appeared(self) -> Iterator[tuple[int, Event]]:
        found = Resource.objects.published(self.at).filter(**self._span("publish_at", ONE_DEED)).order_by()
        for pk, moment in found.values_list("pk", "publish_at"):
            yield pk, Event(moment, What.NEW)

    def _told(self) -> Iterator[tuple[int, Event]]:
        notes = ChangeNote.objects.public(self.at).filter(**self._span("told_at", ONE_DEED)).order_by("told_at", "pk")
        for pk, moment, what, text in notes.values_list("resource_id", "told_at", "what", "text"):
            yield pk, Event(moment, What.TOLD, text, what == ChangeNote.What.EDITION)

    def _replacing(self):
        later = Resource.objects.published(self.at).filter(**self._span("publish_at", ONE_DEED)).order_by()
        found = Resource.objects.filter(superseded_by__in=later.values("pk")).order_by()
        return found.annotate(moment=F("superseded_by__publish_at"))

    def _replaced(self) -> Iterator[tuple[int, Event]]:
        found = self._replacing() & Resource.objects.published(self.at)
        for pk, moment, later in found.values_list("pk", "moment", "superseded_by"):
            yield pk, Event(moment, What.REPLACED, later=later)

    def _replaced_of_gone(self) -> Iterator[tuple[int, Event]]:
        gone = RecordClock.objects.gone(self.at).filter(record__in=self._replacing().values("pk"))
        facts = gone.values_list("number", "record__superseded_by__publish_at", "record__superseded_by")
        for number, moment, later in facts.order_by():
            if self.after < moment <= self.until:
                yield number, Event(moment, What.REPLACED, later=later)

    def _changed(self) -> Iterator[tuple[int, Event]]:
        stamped = RecordClock.objects.at(self.at).filter(is_gone=False, **self._span("stamp"))
        for pk, moment in stamped.values_list("record", "stamp"):
            yield pk, Event(moment, What.CHANGED)

    def _gone(self) -> Iterator[tuple[int, Event]]:
        for way in RecordClock.objects.ways_gone(self.at):
            for number, moment in way.filter(**self._span("moment")).order_by().values_list("number", "moment"):
                yield number, Event(moment, What.GONE)
