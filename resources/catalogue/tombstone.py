"""What is said of a record that can be seen no more: as the public last saw it, why it went, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from icpr.lib.moments import day_in_words
from resources.catalogue.next_steps import letter_to_librarian, title_to_search
from resources.models import Kind, RecordClock, Resource


class Why(StrEnum):
    WITHDRAWN = "Withdrawn"
    EXPIRED = "No longer published"
    DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Made of a `RecordClock` that was read by `gone()`, with its record. Nothing that was edited later is in it."""

    clock: RecordClock

    @property
    def title(self) -> str:
        return self.clock.title

    @property
    def language(self) -> str:
        """Of the title, where the record is kept; English of a deleted one, of which it is not."""
        return self.clock.record.language if self.clock.record else "en"

    @property
    def number(self) -> str:
        return self.clock.permanent_number

    @property
    def kind(self) -> Kind:
        return Kind(self.clock.kind)

    @property
    def url(self) -> str:
        """The permanent address, where this is said."""
        return reverse("permanent", args=[self.number])

    @property
    def why(self) -> Why:
        if self.clock.record is None:
            return Why.DELETED
        return Why.WITHDRAWN if self.clock.reason else Why.EXPIRED

    @property
    def since(self) -> datetime:
        return self.clock.moment

    @property
    def reason(self) -> str:
        """In a sentence or more: what staff said, or that its time was over."""
        return self.clock.reason or {
            Why.EXPIRED: f"It was published until {day_in_words(self.since)}.",
            Why.DELETED: "It was taken out of the library; its number is given to no other record.",
        }.get(self.why, "")

    @property
    def has_day(self) -> bool:
        """Whether the day it went is to be said beside `why`; else the reason says it."""
        return self.why is not Why.EXPIRED

    @property
    def said(self) -> str:
        """All of it in a line: "Withdrawn on March 3, 2026. It is out of date." """
        when = f" on {day_in_words(self.since)}" if self.has_day else ""
        return f"{self.why}{when}. {self.reason}"

    @property
    def successor(self) -> Resource | None:
        """The public record that takes its place."""
        later = self.clock.record and self.clock.record.superseded_by
        return later if later and later.is_published() else None

    @property
    def search_url(self) -> str:
        """A search of the library for its title."""
        return f"{reverse('resources')}?{urlencode({'q': title_to_search(self.title)})}"

    @property
    def letter(self) -> str:
        """A mailto: address that asks a librarian for it; "" when nobody is named."""
        return letter_to_librarian(self.clock)


def of_record(record: Resource) -> Tombstone | None:
    """Of a record that is not public; None for one that never was."""
    return last_seen(record=record)


def of_number(number: int) -> Tombstone | None:
    """Of a permanent number, deleted or not; None for one that never was public, or is."""
    return last_seen(number=number)


def of_deleted(slug: str) -> Tombstone | None:
    """Of the latest deleted record that was last seen under a slug."""
    return last_seen(slug=slug, record=None)


def last_seen(**asked: object) -> Tombstone | None:
    """Of the latest record that is gone and was last seen with these facts of its clock."""
    gone = RecordClock.objects.gone(timezone.now()).select_related("record__superseded_by")
    found = gone.filter(**asked).order_by("-number").first()
    return Tombstone(found) if found else None
