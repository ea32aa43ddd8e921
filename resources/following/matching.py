"""Which news concern which subscriptions: what an address lists now is asked of its page's own selection.

    matcher = Matcher(after, until, minor=True)
    matcher.matches(subscription, until)        # list of Match

Each address is looked at once, however many follow it: its records, as a bitmap, meet those that have news.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.http import Http404
from pyroaring import BitMap

from icpr.lib.formats import Gone
from resources.catalogue.catalogue_index import CatalogueIndex
from resources.following import blueprint_news
from resources.following.collection_news import entered, key_of
from resources.following.estimates import Estimate, estimate
from resources.following.models import Level, Subscription
from resources.following.news import WEIGHT, Event, News, What
from resources.following.targets import Kind, Target, number_of, target
from resources.models import Resource

__all__ = ["Estimate", "Match", "Matcher", "Subject", "changes_for", "estimate"]


class Subject(NamedTuple):
    """What news are of. sort: "record" or "item" or "practice", with its primary key; "gone", with the permanent number
    of a record that can be seen no more."""

    sort: str
    key: int


@dataclass(frozen=True, slots=True)
class Match:
    """What somebody is told of one thing: its events, the earliest first. Minor changes are in it by themselves."""

    subject: Subject
    events: tuple[Event, ...]

    @property
    def weight(self) -> tuple:
        """What sorts matches: the weightiest first, and of the same the latest."""
        return min(WEIGHT[event.what] for event in self.events), -self.events[-1].moment.timestamp(), self.subject


@dataclass(frozen=True, slots=True)
class Followed:
    """What an address is of now, and the news of all that is in it. target: None of a record, which has one whatever
    became of it, and of what cannot be asked for any more (`is_lost`)."""

    target: Target | None
    news: dict[Subject, list[Event]] = field(default_factory=dict)
    is_lost: bool = False


class Matcher:
    """Finds matches for any number of subscriptions. after: of the one that was told of least. minor: whether any of
    them wants to know of all changes."""

    def __init__(self, after: datetime, until: datetime, *, minor: bool, at: datetime | None = None):
        self.news = News.between(after, until, minor=minor, at=at)
        self._followed: dict[str, Followed] = {}
        self._moved: tuple[object, BitMap] = (None, BitMap())

    @property
    def latest(self) -> datetime | None:
        """When the last of all news was; None when nothing happened."""
        blueprint = [*self._items.values(), *self._practices.values()]
        moments = [self.news.latest, *(event.moment for events in blueprint for event in events)]
        return max(filter(None, moments), default=None)

    def matches(self, subscription: Subscription, until: datetime) -> list[Match]:
        """What a subscription is told, up to and with a moment; the weightiest first, each subject once."""
        found = []
        for subject, events in self.followed(subscription.address).news.items():
            told = [event for event in events if subscription.told_until < event.moment <= until]
            major = [event for event in told if event.is_major]
            shown = major or (told if subscription.level == Level.ALL else [])
            if shown:
                found.append(Match(subject, tuple(sorted(shown, key=lambda event: (event.moment, event.what)))))
        return sorted(found, key=lambda match: match.weight)

    def followed(self, address: str) -> Followed:
        """What is at an address, looked at once."""
        if address not in self._followed:
            self._followed[address] = self._look_at(address)
        return self._followed[address]

    def _look_at(self, address: str) -> Followed:
        if (number := number_of(address)) is not None:
            return self._of_record(number)
        try:
            found = target(address)
        except (Gone, Http404) as error:
            return self._of_what_went(error)
        news = self._of_list(found) | self._of_blueprint(found)
        return Followed(found, self._of_collection(found, news) if found.kind is Kind.COLLECTION else news)

    def _of_what_went(self, error: Gone | Http404) -> Followed:
        """A collection was a record; of another list a part was lost."""
        number = getattr(error, "facts", {}).get("number")
        if number is None:
            return Followed(None, is_lost=True)
        return self._of_record(int(number.rpartition("-")[2]))

    def _of_collection(self, found: Target, news: dict[Subject, list[Event]]) -> dict[Subject, list[Event]]:
        """Besides the news of its records those of the collection itself, and what came into it."""
        held, own = {subject: [*events] for subject, events in news.items()}, key_of(found.listing.path)
        if own in self.news.of_record:
            held[Subject("record", own)] = [*self.news.of_record[own]]
        for sort, key, event in entered(own, self.news.after, self.news.until, self.news.at):
            held.setdefault(Subject(sort, key), []).append(event)
        return held

    def _of_record(self, number: int) -> Followed:
        if number in self._numbers:
            pk = self._numbers[number]
            return Followed(None, {Subject("record", pk): self.news.of_record[pk]})
        if number in self.news.of_number:
            return Followed(None, {Subject("gone", number): self.news.of_number[number]})
        return Followed(None)  # nothing is new of it, wherever it is

    def _of_list(self, found: Target) -> dict[Subject, list[Event]]:
        """Of the records in a list; a new edition is told of there by itself."""
        index = found.listing.index
        keys = [index.ids[position] for position in found.listing.positions & self._moved_in(index)]
        told = {pk: [event for event in self.news.of_record[pk] if event.what is not What.REPLACED] for pk in keys}
        return {Subject("record", pk): events for pk, events in told.items() if events}

    def _of_blueprint(self, found: Target) -> dict[Subject, list[Event]]:
        if found.item and (events := self._items.get(found.item.pk)):
            return {Subject("item", found.item.pk): events}
        if found.practice and (events := self._practices.get(found.practice.pk)):
            return {Subject("practice", found.practice.pk): events}
        return {}

    def _moved_in(self, index: CatalogueIndex) -> BitMap:
        """The positions of all that has news, made once an index."""
        if self._moved[0] is not index.positions:
            self._moved = index.positions, index.members(pk for pk in self.news.of_record if pk in index.positions)
        return self._moved[1]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Permanent number → primary key, of the records that have news."""
        return dict(Resource.objects.filter(pk__in=list(self.news.of_record)).values_list("number", "pk"))

    @cached_property
    def _items(self) -> dict[int, list[Event]]:
        return blueprint_news.of_items(self.news.after, self.news.until)

    @cached_property
    def _practices(self) -> dict[int, list[Event]]:
        return blueprint_news.of_practices(self.news.after, self.news.until)


def matcher_for(subscriptions: Iterable[Subscription], until: datetime, at: datetime | None = None) -> Matcher:
    """One matcher for all of some subscriptions."""
    every = list(subscriptions)
    after = min((each.told_until for each in every), default=until)
    return Matcher(after, until, minor=any(each.level == Level.ALL for each in every), at=at)


def changes_for(subscription: Subscription, after: datetime, until: datetime) -> list[Match]:
    """What of a period concerns one subscription, whatever it was told of before. The subscription need not be kept."""
    asked = Subscription(address=subscription.address, level=subscription.level, told_until=after)
    return matcher_for([asked], until).matches(asked, until)
