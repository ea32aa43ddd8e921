"""Ways out of a list without results: which word or filter to drop, and where the nearest records belong."""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from django.urls import reverse
from pyroaring import BitMap

from resources import search
from resources.catalogue.facets import FACETS, Value
from resources.catalogue.selection import PAGE_SIZE, Selection
from resources.relations import BY_FACET
from resources.search.queries import Group, runs_of

# How many words are tried, each a search of its own, and how many ways are shown; terms shown of each facet.
MOST_TRIED, MOST_WORDS = 4, 3
MOST_TERMS = {"pillar": 1, "topic": 2}
# A word is not said to be to blame when more than a page and half of all records hold the others.
HALF = 0.5


class Way(NamedTuple):
    """What to drop, the address of the list without it, and how many results that has."""

    part: str
    url: str
    number: int


class Term(NamedTuple):
    """A pillar or topic with its page. `number` and `hue` are a pillar's."""

    label: str
    url: str
    number: int | None
    hue: str


def ways(selection: Selection) -> list[Way]:
    """What to drop for some results, the most fruitful first: a word when nothing holds all of them, then a filter."""
    names = {"q": "the words", "years": "the years"}
    names |= {facet.name: f"the {facet.label.lower()} filter" for facet in FACETS}
    relaxations = selection.relaxations() if selection.criteria.count else []
    parts = [Way(names[part], criteria.address, number) for part, criteria, number in relaxations]
    return parts if selection.found.ids or not selection.criteria.q else [*_words(selection), *parts]


def _words(selection: Selection) -> list[Way]:
    found, passing = [], selection.besides_words
    most = max(PAGE_SIZE, HALF * len(passing))
    for dropped, text in _tried(selection):
        if 0 < (number := passing.intersection_cardinality(_holding(text, selection))) <= most:
            found.append(Way(f"“{dropped}”", replace(selection.criteria, q=text).address, number))
    return sorted(found, key=lambda way: -way.number)[:MOST_WORDS]


def _tried(selection: Selection) -> list[tuple[str, str]]:
    """The words that may be to blame, each with the text without it: every one, or when they are many those that alone
    a nearest record lacks. Common words go, as in the search itself."""
    query = selection.query
    words = [word for group in query.required for word in _parts(group)]
    away = [f"-{word}" for group in query.excluded for word in _parts(group)]
    blamed = range(len(words)) if len(words) > 1 else ()
    if len(words) > MOST_TRIED:
        alone = {near.lacks[0] for near in selection.nearest if len(near.lacks) == 1}
        blamed = [place for place, word in enumerate(words) if word in alone][:MOST_TRIED]
    return [(words[place], " ".join([*words[:place], *words[place + 1 :], *away])) for place in blamed]


def _parts(group: Group) -> list[str]:
    """The words of a group as typed: a phrase in its quotation marks, else all that are not common."""
    if group.is_quoted:
        return [f'"{group.typed}"']
    runs = runs_of(group.typed)
    return [run.text for run in runs if not run.is_common] or [run.text for run in runs]


def _holding(text: str, selection: Selection) -> BitMap:
    """The positions of what a search for a text finds as it is typed."""
    positions, edition = selection.index.positions, selection.index.edition
    return positions.of_published(BitMap(search.holding_all(text, positions, edition) + search.pinned(text, edition)))


def terms(selection: Selection) -> list[Term]:
    """The pillar and the topics that most of the nearest records belong to; all pillars when none is near. None when
    the filters alone are to blame."""
    index = selection.index
    if selection.found.ids:
        return []
    if not selection.nearest:
        return [_term("pillar", value) for value in index.facets["pillar"].values() if value.members]
    near = [index.values_of(found.pk) for found in selection.nearest]
    shown = []
    for facet, most in MOST_TERMS.items():
        often = Counter(value.key for values in near for value in values[facet])
        usual = [key for key, number in often.most_common(most) if number * 2 >= len(near)]
        shown += [_term(facet, index.facets[facet][key]) for key in usual]
    return shown


def _term(facet: str, value: Value) -> Term:
    return Term(value.label, reverse(BY_FACET[facet].page, args=[value.key]), value.number, value.hue)
