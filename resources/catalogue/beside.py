"""What stands beside the records of a search: the Blueprint, topics, people and publishers that match it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from pillars.models import FocusArea, Pillar, Topic
from resources import search
from resources.catalogue import in_blueprint, people
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.people import Named
from resources.search import Found, Query, blueprint
from resources.search.blueprint import Entry

MOST = 3
# How many entries may hold a search, and which share of them all: what more of them hold says nothing of any.
MANY, COMMON = 10, 1 / 3
FACETS = {Pillar: "pillar", FocusArea: "focus", Topic: "topic"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the Blueprint as the panel shows it; with the words marked, in its title or where else they stand."""

    entry: Entry
    title: SafeString
    snippet: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A pillar, focus area or topic that has public records, so many of them."""

    name: str
    url: str
    number: int
    pillar: Pillar | None = None


@dataclass(frozen=True)
class Beside:
    """Falsy when there is nothing to show. words: what was searched. shown: the first of the Blueprint's matches.

    named: the practice that the words name, which is the first of `shown`. items, practices: how many hold all of the
    words. is_near: whether none of those shown does.
    """

    words: str = ""
    shown: list[Shown] = field(default_factory=list)
    named: Shown | None = None
    items: int = 0
    practices: int = 0
    is_near: bool = False
    corrected: str = ""
    terms: list[Term] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.shown or self.terms or self.people)

    @property
    def holds_all(self) -> bool:
        """Whether something of the Blueprint holds all of the words: an answer, where records have none."""
        return bool(self.shown) and not self.is_near

    @property
    def others(self) -> list[Shown]:
        return [shown for shown in self.shown if shown is not self.named]

    @property
    def has_others(self) -> bool:
        """Whether there is more than the practice that is named."""
        return bool(self.others or self.terms or self.people)

    @property
    def summary(self) -> str:
        """What there is, in a few words: "3 in the Blueprint, 1 topic"."""
        held = self.items + self.practices - (self.named is not None)
        counted = [
            (f"{held} in the Blueprint" if held > 0 else "the Blueprint") if self.others else "",
            f"{len(self.terms)} topic{'' if len(self.terms) == 1 else 's'}" if self.terms else "",
            "people and publishers" if self.people else "",
        ]
        return ", ".join(filter(None, counted))

    @property
    def items_url(self) -> str:
        return f"{reverse('blueprint')}?{urlencode({'q': self.words})}"

    @property
    def practices_url(self) -> str:
        return f"{reverse('practices')}?{urlencode({'q': self.words})}"


def of(words: str, found: Found, index: CatalogueIndex) -> Beside:
    """What stands beside what words find among the records of an index. Asks the database nothing once the Blueprint of
    this edition has been read, but for a spelling when nothing is found."""
    if not words:
        return Beside()
    here = in_blueprint.beside(words, found, index.edition)
    matches, query = here.matches, here.query
    is_common = len(matches.full) > max(MANY, COMMON * len(blueprint.of(index.edition).entries))
    first = matches.named[:MOST] if is_common else matches.first(MOST)
    shown = [_shown(entry, query) for entry in first]
    return Beside(
        words=here.text,
        shown=shown,
        named=shown[0] if shown and first[0] is matches.practice else None,
        items=len(here.items),
        practices=len(here.practices),
        is_near=not set(first) & set(matches.full),
        corrected=here.corrected if here.corrected != found.corrected else "",
        terms=_terms(query, index),
        people=people.named(here.text, query, index, most=MOST),
    )


def _shown(entry: Entry, query: Query) -> Shown:
    title = search.highlight(entry.title, query)
    if "<mark>" in title:
        return Shown(entry, title)
    texts = (search.snippet(text, query) for text in (entry.statement, *entry.told))
    return Shown(entry, title, max(texts, key=lambda text: text.count("<mark>"), default=""))


def _terms(query: Query, index: CatalogueIndex) -> list[Term]:
    """Terms whose names hold all of a query."""
    terms = blueprint.of(index.edition).terms
    places = terms.titled(query)
    if len(places) > max(MOST, COMMON * len(terms)):
        return []
    found = (terms.entries[place] for place in terms.best_first(query, places))
    rows = [(term, index.facets[FACETS[type(term)]].get(term.slug)) for term in found]
    return [
        Term(term.name, term.get_absolute_url(), len(value.members), term if isinstance(term, Pillar) else None)
        for term, value in rows
        if value and value.members
    ][:MOST]
