"""The authors and publishers that a search names, wholly or by a part such as a family name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from icpr.lib.folding import key_of
from resources.catalogue import facet_index
from resources.catalogue.criteria import Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.values import Value
from resources.edition import LISTS, Edition, per_edition
from resources.models.people import author_key
from resources.search import Query
from resources.search.analysis import STOP_WORDS

MOST_SHARING = 12  # names that may share the words typed: words of more are no name
LONGEST = 6  # words of a name as it is typed
SHORTEST = 3  # letters of the longest of them


@dataclass(frozen=True, slots=True)
class Named:
    """An author or publisher, with the address of their works here and how many these are."""

    label: str
    kind: str
    address: str
    number: int


def named(text: str, query: Query, index: CatalogueIndex, *, most: int) -> list[Named]:
    """Those whose name holds all words of a text, which is read as a query; those of most records first.

    A publisher is also found by another name of the vocabulary: "IACP".
    """
    typed = _words(text)
    others = query.required[0].names if len(query.required) == 1 and not query.excluded else ()
    publishers = [key for words in (typed, *map(_words, others)) for key in _publishers(words, index.edition)]
    found = [("publisher", key) for key in dict.fromkeys(publishers)]
    found += [("author", key) for key in _authors(typed, index.edition)]
    values = [(facet, index.facets[facet][key]) for facet, key in found]
    values.sort(key=lambda pair: -len(pair[1].members))
    return [_named(facet, value) for facet, value in values[:most]]


def _named(facet: str, value: Value) -> Named:
    address = Criteria().with_only(facet, value.key).address
    return Named(value.label, facet.capitalize(), address, len(value.members))


def _words(text: str) -> list[str]:
    """The words of what may be a name; none when it is too long or too short for one."""
    words = [word for word in key_of(text).split() if word not in STOP_WORDS]
    return words if 0 < len(words) <= LONGEST and max(map(len, words)) >= SHORTEST else []


def _few(keys: Iterable[str]) -> list[str]:
    found = list(keys)
    return found if len(found) <= MOST_SHARING else []


def _publishers(words: list[str], edition: Edition) -> list[str]:
    return _few(key for key, name in _publisher_names(edition) if name.issuperset(words)) if words else []


def _authors(words: list[str], edition: Edition) -> list[str]:
    """Keys of authors are their names in plain letters, so that one text of them all is soon looked through."""
    parts = [part for word in words for part in author_key(word).split("-")]
    if not parts:
        return []
    longest = max(parts, key=len)
    lines = _lines_with(longest, _author_keys(edition))
    return _few(key for key in lines if set(key.split("-")).issuperset(parts))


def _lines_with(part: str, text: str) -> Iterator[str]:
    place = text.find(part)
    while place >= 0:
        start, end = text.rindex("\n", 0, place) + 1, text.index("\n", place)
        yield text[start:end]
        place = text.find(part, end)


@per_edition(*LISTS)
def _publisher_names(edition: Edition) -> list[tuple[str, frozenset[str]]]:
    values = facet_index.of(edition).facets["publisher"].values()
    return [(value.key, frozenset(key_of(value.label).split())) for value in values if value.members]


@per_edition(*LISTS)
def _author_keys(edition: Edition) -> str:
    return "\n" + "\n".join(facet_index.of(edition).facets["author"]) + "\n"
