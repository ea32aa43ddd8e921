"""Filters that the words of a search name, offered and never applied: "Show only webinars (12)".

offers.of(selection)   # for "webinars on stops": the list of "stops" with the kind "webinar", and its number
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from resources import search
from resources.catalogue import filter_words
from resources.catalogue.criteria import Criteria
from resources.catalogue.headings import limits
from resources.catalogue.selection import Selection
from resources.catalogue.typed_words import FilterWords, Typed

MOST = 3  # a search each, where words are left to search for
KNOWN_ITEM_WORDS, KNOWN_ITEM_RESULTS = 3, 2
# Words that only join a filter to the rest, and say nothing at the ends of what is left.
JOINING = frozenset(
    """
    a about all an and any are at by find for from give in is issued list me of on only or please published released
    resources show some that the those to were with written
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A list that filters by what words of the search name, searched for the others: `label` stands behind "Show only",
    `address` is relative, `number` what the list holds."""

    label: str
    address: str
    number: int


@dataclass(frozen=True, slots=True)
class Offers:
    """shown: the most telling first. is_next_step: whether the search itself finds nothing, so that they are what to do
    next."""

    shown: list[Offer]
    is_next_step: bool = False


NONE = Offers([])


def of(selection: Selection) -> Offers:
    """What to offer for a search, with true numbers: all the filters its words name together, then some one by one,
    where the others find nothing or may be meant as words to search for.

    Nothing that finds nothing, nor a filter that is in force; and nothing where so many words find so few records that
    they are a title.
    """
    criteria = selection.criteria
    if not criteria.q:
        return NONE
    typed, named = filter_words.read(criteria.q, selection.index)
    filters = [each for each in _together(named) if _narrowed(criteria, [each]) != criteria]
    if not filters or (_is_known_item(typed, named) and 0 < selection.total <= KNOWN_ITEM_RESULTS):
        return NONE
    together = _offer(selection, typed, filters)
    shown, alone = [together] if together else [], [] if len(filters) == 1 else filters
    for each in alone[: MOST - 1]:
        others = (part for other in filters if other is not each for part in other)
        if not together or all(part.is_subject for part in others):
            shown += filter(None, [_offer(selection, typed, [each])])
    return Offers(shown, bool(shown) and not selection.total)


def _together(named: Iterable[FilterWords]) -> list[list[FilterWords]]:
    """Words for one facet are one filter: "webinars and podcasts". Of years only the first are read."""
    facets: dict[str, list[FilterWords]] = {}
    for part in named:
        if part.facet or not facets.get(""):
            facets.setdefault(part.facet, []).append(part)
    return list(facets.values())


def _narrowed(criteria: Criteria, way: list[list[FilterWords]]) -> Criteria:
    for parts in way:
        if parts[0].facet:
            keys = dict.fromkeys(key for part in parts for key in part.keys)
            criteria = criteria.with_only(parts[0].facet, *keys)
        else:
            criteria = replace(criteria, since=parts[0].since, until=parts[0].until, undated=False)
    return criteria


def _is_known_item(typed: Typed, named: list[FilterWords]) -> bool:
    return len(typed.words) - sum(part.last - part.first for part in named) >= KNOWN_ITEM_WORDS


def _offer(selection: Selection, typed: Typed, way: list[list[FilterWords]]) -> Offer | None:
    rest = _without(typed, [part for parts in way for part in parts])
    asked = replace(_narrowed(selection.criteria, way), q=rest)
    found = Selection(asked, selection.index).answered()
    if not found.total or (rest and not search.parse(rest)):
        return None
    return Offer(limits(Selection(_narrowed(Criteria(), way), selection.index)), asked.address, found.total)


def _without(typed: Typed, parts: list[FilterWords]) -> str:
    """The text without these words, nor the words at its ends that only joined them to the others."""
    taken = {place for part in parts for place in range(part.first, part.last)}
    left = [place for place in range(len(typed.words)) if place not in taken]
    while left and typed.words[left[0]] in JOINING:
        left.pop(0)
    while left and typed.words[left[-1]] in JOINING:
        left.pop()
    pieces = []
    for before, place in zip([None, *left], left, strict=False):
        start, stop = typed.spans[place]
        is_next = before is not None and before == place - 1
        pieces.append(typed.text[typed.spans[before][1] : stop] if is_next else f" {typed.text[start:stop]}")
    return "".join(pieces).strip()
