"""A page of a list, ready to be shown: cards, facets, chips, order, neighbours."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import quote_plus

from django.utils.safestring import SafeString, mark_safe

from icpr.lib.query import chips
from icpr.lib.query.chips import Chip
from icpr.lib.query.page_number import Pages
from icpr.lib.query.panels import Choice, Panel
from resources import search
from resources.catalogue import beside, groups, offers
from resources.catalogue.beside import Beside
from resources.catalogue.criteria import ADDED, NEWEST, RELEVANCE, TITLE, Criteria
from resources.catalogue.facets import FACETS, Facet, Value
from resources.catalogue.headings import Heading, heading
from resources.catalogue.listing import Listing
from resources.catalogue.notes import notes
from resources.catalogue.relaxation import Term, Way, terms, ways
from resources.catalogue.selection import PAGE_SIZE, Count
from resources.catalogue.values import option_of
from resources.models import Resource

SHOWN_OF_LONG = 8
OFFERED_OF_MANY = 100
NOTE_OF_MANY = "The box offers those with most results; any other name can be typed in full."
OPEN_AT_FIRST = {"pillar", "kind"}


_quoted = lru_cache(maxsize=4_096)(quote_plus)


@dataclass(frozen=True, slots=True)
class Card:
    """A record as shown; with title, annotation and a stretch of its text marked where there are words to mark.

    near: of a record that holds only some of the words, which.
    """

    resource: Resource
    title: SafeString | str = ""
    annotation: SafeString | str = ""
    snippet: SafeString | str = ""
    page_hit: search.PageHit | None = None
    near: search.Nearest | None = None


class ListPage:
    """What the list's template shows, for one listing and a page number as it was typed. `read()` it before that."""

    cards: list["Card"]
    beside: Beside
    offers: offers.Offers
    nearest: list["Card"]
    ways: list[Way]
    terms: list[Term]

    def __init__(self, listing: Listing, typed_page: str):
        self.listing, self.selection = listing, listing.selection
        self.criteria = listing.criteria
        self.pages = Pages(typed_page, listing.total, PAGE_SIZE, self.criteria.query_string)
        self.notices = [*listing.notices, *self.pages.notices]
        self.notes = notes(self.criteria, self.selection.found, self.notices)

    @property
    def sentence(self) -> str:
        return str(self.heading)

    @property
    def heading(self) -> Heading:
        return heading(self.selection, is_held_beside=self.beside.holds_all)

    @property
    def total(self) -> int:
        return self.listing.total

    def read(self) -> "ListPage":
        """The same with what it shows read, so that its template asks the database nothing. Raises what that raises."""
        self.cards = self._read_cards()
        words = self.criteria.q if self.pages.number == 1 else ""
        self.beside = beside.of(words, self.selection.found, self.selection.index)
        self.nearest = self._read_nearest()
        self.ways = [] if self.total else ways(self.selection)
        self.terms = [] if self.total else terms(self.selection)
        self.offers = offers.of(self.selection)
        return self

    def _read_cards(self) -> list[Card]:
        shape = groups.FOUND if self.criteria.q else groups.CARDS
        found = groups.in_order(self.listing.ids(self.pages.start, self.pages.stop), shape)
        hits = search.page_hits(self.selection.found, {resource.pk for resource in found})
        return [self._card(resource, hits.get(resource.pk)) for resource in found]

    def _read_nearest(self) -> list[Card]:
        near = {found.pk: found for found in self.selection.nearest or self.selection.near_few}
        records = groups.in_order(list(near), groups.FOUND) if near else []
        return [replace(self._card(record, None), near=near[record.pk]) for record in records]

    def _card(self, resource: Resource, hit: search.PageHit | None) -> Card:
        query = self.selection.query
        if not query:
            return Card(resource)
        title, annotation = search.highlight(resource.title, query), search.highlight(resource.annotation, query)
        inside = "" if "<mark>" in annotation else search.snippet(f"{resource.in_brief} {resource.body}", query)
        return Card(resource, title, annotation, inside, hit)

    @property
    def held_by(self) -> int:
        """How many records hold the words when the filters leave none of them; else 0."""
        return 0 if self.total else len(self.selection.found.ids)

    @cached_property
    def panels(self) -> list[Panel]:
        shown = (facet for facet in FACETS if facet.is_offered or self.criteria.chosen(facet.name))
        return [panel for facet in shown if (panel := self._panel(facet)).choices]

    @property
    def has_filters(self) -> bool:
        """Whether any limit can be chosen or taken off."""
        return bool(self.panels or self.years or self.criteria.undated)

    def _panel(self, facet: Facet) -> Panel:
        shown, others = self._shown(facet)
        note = NOTE_OF_MANY if facet.many and len(shown) + len(others) >= OFFERED_OF_MANY else ""
        options = "".join(value.option or option_of(value.label) for value in others)
        address = self.criteria.pattern(facet.name)
        choices = [self._choice(count, address.format(_quoted(count.value.key))) for count in shown]
        is_open = bool(self.criteria.chosen(facet.name)) or facet.name in OPEN_AT_FIRST
        return Panel(facet.name, facet.label, choices, is_open, mark_safe(options), note=note)

    def _shown(self, facet: Facet) -> tuple[list[Count], list[Value]]:
        """The values of a facet that are shown with their numbers, and those that can be found by typing."""
        selection, rest = self.selection, []
        if facet.long and not facet.many:
            counts, rest = selection.most_frequent(facet, SHOWN_OF_LONG + 2)
        else:
            counts = selection.counts(facet, OFFERED_OF_MANY)
        if not facet.long or len(counts) + len(rest) <= SHOWN_OF_LONG + 2:
            return counts, []
        found = {value.key: value for value in (*(count.value for count in counts), *rest)}
        shown = [count for place, count in enumerate(counts) if place < SHOWN_OF_LONG or count.chosen]
        hidden = found.keys() - {count.value.key for count in shown}
        in_order = found if facet.many else selection.index.facets[facet.name]
        return shown, [value for key, value in in_order.items() if key in hidden]

    @staticmethod
    def _choice(count: Count, only_url: str) -> Choice:
        value = count.value
        return Choice(value.key, value.label, count.number, count.chosen, only_url, value.number, value.hue)

    @cached_property
    def years(self) -> list[Choice]:
        """The years that hold results, newest first."""
        criteria, address = self.criteria, self.criteria.year_pattern
        return [
            Choice(str(year), str(year), number, criteria.since == criteria.until == year, address.format(year, year))
            for year, number in self.selection.year_counts
        ]

    @property
    def undated_url(self) -> str:
        """The address of the same without a limit of years, of the records alone whose date is not known."""
        return replace(self.criteria, since=None, until=None, undated=True).address

    @property
    def undated_hidden(self) -> int:
        """How many records the limits of years hide because their date is not known."""
        has_years = (self.criteria.since, self.criteria.until) != (None, None)
        return self.selection.undated_count if has_years else 0

    @cached_property
    def chips(self) -> list[Chip]:
        """The limits in force; the words stand in the search box."""
        criteria, values = self.criteria, self.selection.index.facets
        found = chips.of_facets(criteria, lambda facet, key: values[facet][key].label)
        if criteria.since is not None:
            found.append(Chip(f"Since {criteria.since}", replace(criteria, since=None).address))
        if criteria.until is not None:
            found.append(Chip(f"Until {criteria.until}", replace(criteria, until=None).address))
        if criteria.undated:
            found.append(Chip("No known date", criteria.without_part("years").address))
        return found

    @property
    def clear(self) -> str:
        """The address of the list for the same words without any limit."""
        return Criteria(self.criteria.q, sort=self.criteria.sort).address

    @property
    def orders(self) -> list[tuple[str, str]]:
        orders = [(NEWEST, "Newest"), (TITLE, "Title")]
        if self.criteria.order == ADDED:
            orders.append((ADDED, "Added here"))
        return [(RELEVANCE, "Relevance"), *orders] if self.criteria.q else orders
