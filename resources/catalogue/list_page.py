"""A page of a list, ready to be shown: cards, facets, chips, order, neighbours."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote_plus

from django.utils.safestring import SafeString, mark_safe

from resources import search
from resources.catalogue import groups
from resources.catalogue.criteria import NEWEST, RELEVANCE, TITLE, Criteria
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.headings import describe
from resources.catalogue.query_form import Notice, printable, quote
from resources.catalogue.selection import PAGE_SIZE, Count, Selection
from resources.models import Resource

SHOWN_OF_LONG = 8
OPEN_AT_FIRST = {"pillar", "kind"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as shown. `only` is the address of the list with this value alone in its facet.

    `pillar` and `hue` are given for pillars only.
    """

    key: str
    label: str
    number: int
    chosen: bool
    only_url: str
    pillar: int | None = None
    hue: str = ""


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """One facet as shown: `shown` are checkboxes, `others` can be found by typing (long facets only).

    `others` is the HTML of their options: hundreds, made once for each index.
    """

    name: str
    label: str
    shown: list[Choice]
    others: SafeString
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit in force, and the address of the list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A record as shown; with title, annotation and a stretch of its text marked where there are words to mark."""

    resource: Resource
    title: SafeString | str = ""
    annotation: SafeString | str = ""
    snippet: SafeString | str = ""
    page_hit: search.PageHit | None = None


def page_number(typed: str, last: int) -> tuple[int, list[Notice]]:
    """The page to show for a number as it was typed, and what to tell the reader if it is not that one."""
    if not typed:
        return 1, []
    if not typed.isdecimal() or int(typed[:12]) < 1:
        return 1, [Notice("page", f"{quote(typed)} is not a page number, so this is the first page.")]
    if len(typed) > 12 or int(typed) > last:
        return last, [Notice("page", f"There is no page {quote(typed)}; this is the last one, page {last}.")]
    return int(typed), []


class ListPage:
    """What the list's template shows, for one selection and a page number as it was typed. `read()` it before it is shown."""

    cards: list["Card"]

    def __init__(self, selection: Selection, typed_page: str):
        self.selection = selection
        self.criteria = selection.criteria
        self.number, notices = page_number(printable(typed_page), selection.page_count)
        self.notices = [*selection.notices, *notices]

    @cached_property
    def sentence(self) -> str:
        return describe(self.selection)

    @property
    def total(self) -> int:
        return self.selection.total

    @property
    def last(self) -> int:
        return self.selection.page_count

    @property
    def query_string(self) -> str:
        return self.criteria.query_string(self.number)

    @property
    def previous(self) -> str:
        return self.criteria.query_string(self.number - 1) or "?" if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.criteria.query_string(self.number + 1) if self.number < self.last else ""

    @property
    def first_address(self) -> str:
        return self._address(self.criteria)

    @property
    def last_address(self) -> str:
        return self.criteria.query_string(self.last)

    @property
    def shown(self) -> tuple[int, int]:
        """The places of the first and the last result on this page, counted from 1."""
        start = (self.number - 1) * PAGE_SIZE
        return start + 1, min(start + PAGE_SIZE, self.total)

    def read(self) -> "ListPage":
        """The same with its `cards`, so that its template asks the database nothing. Raises what the database raises."""
        self.cards = self._read_cards()
        return self

    def _read_cards(self) -> list[Card]:
        ids = self.selection.page_ids(self.number)
        found = Resource.objects.published().for_list().in_bulk(ids) if self.criteria.q else groups.cards().in_bulk(ids)
        hits = search.page_hits(self.selection.found, found.keys())
        return [self._card(found[pk], hits.get(pk)) for pk in ids if pk in found]

    def _card(self, resource: Resource, hit: search.PageHit | None) -> Card:
        query = self.selection.query
        if not query:
            return Card(resource)
        title, annotation = search.highlight(resource.title, query), search.highlight(resource.annotation, query)
        inside = "" if "<mark>" in annotation else search.snippet(f"{resource.in_brief} {resource.body}", query)
        return Card(resource, title, annotation, inside, hit)

    @cached_property
    def panels(self) -> list[FacetPanel]:
        return [panel for facet in FACETS if (panel := self._panel(facet)).shown]

    def _panel(self, facet: Facet) -> FacetPanel:
        shown, others = self.selection.counts(facet), ""
        if facet.long and len(shown) > SHOWN_OF_LONG + 2:
            found = {count.value.key for count in shown}
            shown = [count for place, count in enumerate(shown) if place < SHOWN_OF_LONG or count.chosen]
            hidden = found.difference(count.value.key for count in shown)
            values = self.selection.index.facets[facet.name]
            others = "".join(value.option for key, value in values.items() if key in hidden)
        address = self.criteria.pattern(facet.name)
        choices = [self._choice(count, address.format(quote_plus(count.value.key))) for count in shown]
        is_open = bool(self.criteria.chosen(facet.name)) or facet.name in OPEN_AT_FIRST
        return FacetPanel(facet.name, facet.label, choices, mark_safe(others), is_open)

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

    @cached_property
    def chips(self) -> list[Chip]:
        criteria, chips = self.criteria, []
        if criteria.q:
            chips.append(Chip(f"“{criteria.q}”", self._address(replace(criteria, q=""))))
        for facet in FACETS:
            for key in criteria.chosen(facet.name):
                label = self.selection.index.facets[facet.name][key].label
                chips.append(Chip(label, self._address(criteria.without(facet.name, key))))
        if criteria.since is not None:
            chips.append(Chip(f"Since {criteria.since}", self._address(replace(criteria, since=None))))
        if criteria.until is not None:
            chips.append(Chip(f"Until {criteria.until}", self._address(replace(criteria, until=None))))
        return chips

    @property
    def orders(self) -> list[tuple[str, str]]:
        orders = [(NEWEST, "Newest"), (TITLE, "Title")]
        return [(RELEVANCE, "Relevance"), *orders] if self.criteria.q else orders

    @property
    def as_typed(self) -> str:
        """The address of the same list for exactly the words typed: each in quotation marks, so none is widened."""
        return self._address(replace(self.criteria, q=search.as_typed(self.criteria.q)))

    @property
    def as_suggested(self) -> str:
        """The address of the same list in the spelling suggested."""
        return self._address(replace(self.criteria, q=self.selection.found.suggested))

    @cached_property
    def relaxations(self) -> list[tuple[str, str, int]]:
        """For a list without results: (what to drop, address without it, results it would give)."""
        names = {"q": f"the words “{self.criteria.q}”", "years": "the years"}
        names |= {facet.name: f"the {facet.label.lower()} filter" for facet in FACETS}
        return [
            (names[part], self._address(criteria), number) for part, criteria, number in self.selection.relaxations()
        ]

    @staticmethod
    def _address(criteria: Criteria) -> str:
        """A relative address: "?" alone stands for the list without limits."""
        return criteria.query_string() or "?"
