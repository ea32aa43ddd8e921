"""Names in a search that are values of a filter: a language, an audience, a topic, a publisher, an author."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from resources.catalogue import facet_index
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.labels import acronym_of
from resources.catalogue.typed_words import FilterWords, Typed, words_of
from resources.edition import LISTS, Edition, per_edition
from resources.models.people import author_key

SPOKEN = {"speaker", "speakers", "speaking", "speech"}
LONGEST_NAME = 6  # words of an author's name
SHARED_BY_FEW = 2
SHORTEST_NAME = 2
NAMED = ("pillar", "focus", "topic", "publisher")


def languages(typed: Typed, place: int) -> Iterator[FilterWords]:
    """ "in Spanish", "en español"; a language's name alone is one at the end, English never: it goes without saying."""
    is_told = typed.at(place) in {"in", "en"}
    first = place + is_told
    for key, value in typed.index.facets["language"].items():
        names = [words_of(value.label), ("espanol",) if key == "es" else ()]
        for name in filter(None, names):
            last = first + len(name)
            if typed.run(first, len(name)) != name or not value.members or typed.at(last) in SPOKEN:
                continue
            if is_told or (key != "en" and typed.is_end(last)) or typed.at(last) in {"language", "version"}:
                yield FilterWords(place, last + (typed.at(last) in {"language", "version"}), "language", (key,))


def audiences(typed: Typed, place: int) -> Iterator[FilterWords]:
    first = place + 1 + (typed.at(place + 1) == "the")
    for key, value in typed.index.facets["audience"].items() if typed.at(place) == "for" else ():
        name = words_of(value.label)
        if value.members and typed.run(first, len(name)) == name:
            yield FilterWords(place, first + len(name), "audience", (key,))


def names(typed: Typed, place: int) -> Iterator[FilterWords]:
    """A pillar, focus area, topic or publisher by its whole name, a publisher by its acronym too; the longest first."""
    first = place + (typed.at(place) in {"by", "from"})
    known = _named(typed.index.edition)
    for length in range(min(known.longest, len(typed.words) - first), 0, -1):
        facet, key = known.phrases.get(typed.run(first, length), ("", ""))
        if facet and (first == place or facet == "publisher"):
            yield FilterWords(place, first + length, facet, (key,), is_subject=True)


def authors(typed: Typed, place: int) -> Iterator[FilterWords]:
    """ "Chuck Wexler", "by Wexler": a whole name anywhere, a family name behind "by" if one or two have it."""
    known, is_by = typed.index.facets["author"], typed.at(place) == "by"
    first = place + is_by
    for length in range(min(LONGEST_NAME, len(typed.words) - first), 0 if is_by else 1, -1):
        run = typed.run(first, length)
        if all(run) and (key := author_key(" ".join(run))) in known:
            yield FilterWords(place, first + length, "author", (key,))
    if is_by and typed.at(first):
        ending = f"-{author_key(typed.at(first))}"
        if 0 < len(keys := [key for key in known if key.endswith(ending)]) <= SHARED_BY_FEW:
            yield FilterWords(place, first + 1, "author", tuple(keys))


def works_by(text: str, index: CatalogueIndex) -> BitMap:
    """The positions of the records by whom a text names, if it is the whole name of an author or publisher and nothing
    else; one word alone is rather a subject."""
    run = tuple(Typed(text, index).words)
    if len(run) < SHORTEST_NAME or not all(run):
        return BitMap()
    facet, key = _named(index.edition).phrases.get(run, ("", ""))
    publisher = index.facets["publisher"].get(key) if facet == "publisher" else None
    author = index.facets["author"].get(author_key(" ".join(run)))
    return BitMap().union(*(value.members for value in (publisher, author) if value))


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a name → facet and key, and the number of words of the longest."""

    phrases: dict[tuple[str, ...], tuple[str, str]]
    longest: int


@per_edition(*LISTS)
def _named(edition: Edition) -> Named:
    """The names of what has public records. An acronym that two publishers share is neither's."""
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}
    shared: set[tuple[str, ...]] = set()
    facets = facet_index.of(edition).facets
    for facet in NAMED:
        for key, value in facets[facet].items():
            for name in _names_of(facet, value.label) if value.members else ():
                if phrases.setdefault(name, (facet, key)) != (facet, key) and len(name) == 1:
                    shared.add(name)
    phrases = {name: found for name, found in phrases.items() if name not in shared}
    return Named(phrases, max(map(len, phrases), default=0))


def _names_of(facet: str, label: str) -> set[tuple[str, ...]]:
    whole = {words_of(label), words_of(label.replace("&", " and "))}
    if facet != "publisher":
        return {name for name in whole if len(name) > 1}  # one word, such as "training", is rather a subject
    return (whole | {words_of(label.partition(",")[0]), words_of(acronym_of(label))}) - {()}
