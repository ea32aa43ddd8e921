"""Every list of the library: what its page fixes and what its reader asks, answered by the one selection.

    listing = Listing("/model-policies/", Criteria(values={"kind": ("model-policy",)}, sort=TITLE))
    listing.total, listing.ids(0, 20), listing.records(0, 20), listing.heading, listing.address

A page, a feed, a file or a message about the same listing gives the same records in the same order.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from pyroaring import BitMap

from icpr.lib.query.notices import Notice
from resources.catalogue import facet_index as catalogue
from resources.catalogue import groups
from resources.catalogue.criteria import ADDED, Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS
from resources.catalogue.headings import describe, subject
from resources.catalogue.selection import Selection, select
from resources.edition import Edition
from resources.models import Resource
from resources.relations import BY_FACET

KIND = next(facet for facet in FACETS if facet.name == "kind")
NO_LIMIT, LATEST = Criteria(), Criteria(sort=ADDED)


class KindCount(NamedTuple):
    kind: str
    number: int


class Listing:
    """One list: `fixed` is what its page at `path` always asks, `asked` what the reader adds in the address.

    title: the heading of the page; without one the criteria are said in a sentence. notices: what of the reader's query
    was not understood. has_moved: whether a value was asked for by a key it had formerly. Whatever asks the database is
    to be called before a template shows it: there `{% if %}` takes a locked database for "no".
    """

    has_criteria = True  # or it is of certain records

    def __init__(
        self,
        path: str,
        fixed: Criteria = NO_LIMIT,
        asked: Criteria = NO_LIMIT,
        *,
        title: str = "",
        notices: Iterable[Notice] = (),
        has_moved: bool = False,
        index: CatalogueIndex | None = None,
    ):
        self.path, self.fixed, self.asked, self.title = path, fixed, asked, title
        self.notices, self.has_moved, self._index = list(notices), has_moved, index
        self.criteria = asked.within(fixed)

    @cached_property
    def index(self) -> CatalogueIndex:
        return self._index or catalogue.current()

    @cached_property
    def selection(self) -> Selection:
        return Selection(self.criteria, self.index).answered()

    @property
    def edition(self) -> Edition:
        """Which state of the catalogue answers."""
        return self.index.edition

    @property
    def total(self) -> int:
        return self.selection.total

    @cached_property
    def heading(self) -> str:
        return self.title or describe(self.selection)

    @property
    def subject(self) -> str:
        """As the heading, without a number: the name of a feed."""
        has_limits = self.criteria.q or self.criteria.count
        return self.title if self.title and not has_limits else subject(self.selection)

    @property
    def address(self) -> str:
        """The path and query of the page for what is asked, in canonical order."""
        return self.path + self.asked.query_string()

    @property
    def list_query(self) -> str:
        """The query string of the same records in the list that can be filtered."""
        return self.criteria.query_string()

    def ids(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Primary keys in order, from `start` up to but not including `stop`."""
        return self.selection.ids(start, stop)

    @property
    def positions(self) -> BitMap:
        """Where the records stand in the index, whatever their order."""
        return self.selection.matches

    def records(
        self, start: int = 0, stop: int | None = None, public: QuerySet[Resource] | groups.Shape | None = None
    ) -> list[Resource]:
        """The records in order, without those that stopped being public meanwhile.

        `public` says what is read with each, and starts from `published()`; by default what a card shows.
        """
        if self.criteria == LATEST:  # a column the database has in order; nothing needs to be counted
            return list((groups.cards() if public is None else public).added()[start:stop])
        return groups.in_order(self.ids(start, stop), groups.CARDS if public is None else public)

    def openable_first(self, most: int) -> list[int]:
        """Primary keys of the newest, those that can be opened before the others; at most so many."""
        index, matches = self.index, self.selection.matches
        openable = index.newest(matches, index.openable, most=most)
        return openable + index.newest(matches - index.openable, most=most - len(openable))

    def narrowed(self, facet: str, *keys: str) -> "Listing":
        """A part of this list: the same where one facet has one of these values."""
        return self.part(self.fixed.with_only(facet, *keys))

    def part(self, fixed: Criteria) -> "Listing":
        """A part of this list, by all that it fixes; it has no page of its own."""
        return Listing(self.path, fixed, self.asked, title=self.title, index=self.index)

    @property
    def by_kind(self) -> list[KindCount]:
        """Each kind there is, with its number; the most frequent first."""
        counts = [KindCount(count.value.key, count.number) for count in self.selection.counts(KIND) if count.number]
        return sorted(counts, key=lambda count: (-count.number, count.kind))

    def of_kinds(self, kinds: Iterable[str]) -> "Listing":
        return self.narrowed("kind", *kinds)

    @staticmethod
    def read_each(parts: Iterable["Listing"], most: int) -> list[list[Resource]]:
        """The first of several lists, for rows without pillars, what can be opened before the rest: three queries."""
        return groups.together([part.openable_first(most) for part in parts], groups.BARE)


class Chosen(Listing):
    """A list of certain records, by their primary keys in order; those that are not public are left out."""

    has_criteria = False

    def __init__(self, path: str, pks: Iterable[int], *, title: str, index: CatalogueIndex | None = None):
        super().__init__(path, title=title, index=index)
        self.pks = [pk for pk in pks if pk in self.index.positions]

    @property
    def total(self) -> int:
        return len(self.pks)

    def ids(self, start: int = 0, stop: int | None = None) -> list[int]:
        return self.pks[start:stop]

    @property
    def positions(self) -> BitMap:
        return self.index.members(self.pks)


class OfRecord(Chosen):
    """One record as a list of one."""

    def __init__(self, record: Resource):
        super().__init__(record.record_url, [record.pk], title=record.title)


def of_query(data: QueryDict) -> Listing:
    """The list that can be filtered, as a query string asks for it."""
    found = select(data)
    listing = Listing(
        reverse("resources"),
        asked=found.criteria,
        notices=found.notices,
        has_moved=found.has_moved,
        index=found.index,
    )
    listing.selection = found  # a search is made once
    return listing


def of_value(path: str, facet: str, key: str, *, title: str = "", index: CatalogueIndex | None = None) -> Listing:
    """All under one value of a facet: a pillar, a tag, a publisher. Empty for a key no published record has."""
    return Listing(path, Criteria(values={facet: (key,)}), title=title, index=index)


def of_term(facet: str, slug: str) -> Listing:
    """What is published under a pillar, focus area or topic, as its page in the frame asks for it."""
    return of_value(reverse(BY_FACET[facet].page, args=[slug]), facet, slug)


def whats_new() -> Listing:
    """All records, the latest added first."""
    return Listing(reverse("whats-new"), LATEST, title="What’s new")
