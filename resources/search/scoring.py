"""What the texts of one thing are worth to a query, from 0 up: the same for all that the search puts in order.

BM25's saturation and length norm on weighted fields (Robertson & Zaragoza 2009, "The Probabilistic Relevance
Framework", section 3.6), with words given by synonyms counting less than words typed.
"""

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from resources.search.analysis import STOP_WORDS
from resources.search.queries import Alternative, Group, Phrase

SATURATION = 0.6
SYNONYM = 0.85
RELATED = 0.65  # what a subject related to a group is worth of the group, where it counts
TITLE_PHRASE = 8.0
# What is added for a title that is the query, as typed or in other words, or that holds all of it; and to a record of
# the kind the query names.
WHOLE_TITLE, WHOLE_TITLE_IN_OTHER_WORDS = 40.0, 30.0
ALL_IN_TITLE = 6.0
OF_KIND = 6.0
COVERAGE = 1.7

# What is looked for, each with how much it tells.
Weighed = Sequence[tuple[Group, float]]


class Field(NamedTuple):
    """text: analysed words with a space before, between and after. weight: of a field of its kind."""

    text: str
    weight: float
    saturation: float


def field_of(text: str, weight: float, usual_length: int) -> Field:
    """A field of an analysed text, for one whose kind usually has so many words."""
    return Field(f" {text} ", weight, SATURATION * (0.4 + 0.6 * (text.count(" ") + 1) / usual_length))


def score(
    fields: Sequence[Field], groups: Weighed, kind: Set[str] = frozenset(), *, has_related: bool = False
) -> float:
    """What some fields are worth, the first of which is a title; `kind` holds the words for what kind of thing it is,
    analysed, which a query may name beside the title. `has_related`: subjects related to a group count for a part."""
    score = held = 0.0
    for group, weight in groups:
        worth, share = max(_worth(group.exact, fields), SYNONYM * _worth(group.others, fields)), 1.0
        if has_related and group.related:
            near = RELATED * _worth([(phrase,) for phrase, _ in group.related], fields)
            worth, share = max((worth, 1.0), (near, 1.0 if worth else RELATED))
        score += worth * weight
        held += weight * share * bool(worth)
    score *= (held / sum(weight for _, weight in groups)) ** COVERAGE
    others = [group for group, _ in groups if not kind.issuperset(_flat(group.exact[-1]))]
    score += OF_KIND * (len(others) < len(groups))
    return score + _of_title(fields[0], [group for group, _ in groups], others)


def _of_title(title: Field, every: Sequence[Group], others: Sequence[Group]) -> float:
    """What a title adds to the score; `others` are the groups that do not name a kind of thing."""
    words = [stem for stem in title.text.split() if stem not in STOP_WORDS]
    typed = " ".join(stem for group in every for stem in _flat(group.exact[-1]))
    score = TITLE_PHRASE if f" {typed} " in f" {' '.join(words)} " else 0.0
    asked = [groups for groups in (every, others) if groups]
    if any(_is_title(words, groups, widened=False) for groups in asked):
        return score + WHOLE_TITLE
    if any(_is_title(words, groups, widened=True) for groups in asked):
        return score + WHOLE_TITLE_IN_OTHER_WORDS
    in_title = all(_worth((*group.exact, *group.others), [title]) for group in others)
    return score + ALL_IN_TITLE * bool(others and in_title)


def _is_title(words: list[str], groups: Sequence[Group], *, widened: bool) -> bool:
    """Whether the words of a title are the groups, in their order. After the words of a title stand the joined forms of
    its compounds."""
    ends = {0}
    for group in groups:
        found = [_flat(alternative) for alternative in (*group.exact, *(group.others if widened else ()))]
        ends = {end + len(stems) for end in ends for stems in found if words[end : end + len(stems)] == stems}
        if not ends:
            return False
    return any(end and all(_is_joined(word, words[:end]) for word in words[end:]) for end in ends)


def _is_joined(word: str, parts: Sequence[str]) -> bool:
    return any(word.startswith(part[:-1]) and len(word) > len(part) + 2 for part in parts)


@lru_cache(maxsize=4_096)
def _flat(alternative: Alternative) -> list[str]:
    return [stem for phrase in alternative for stem in phrase if stem not in STOP_WORDS]


def _worth(alternatives: Sequence[Alternative], fields: Sequence[Field]) -> float:
    """The best of several ways to hold a group, each worth the mean of its phrases."""
    best = 0.0
    for found in alternatives:
        worth = 0.0
        for phrase in found:
            worth += _held(phrase, fields)
        best = max(best, worth / len(found))
    return best


def _held(phrase: Phrase, fields: Sequence[Field]) -> float:
    needle = _needle(phrase)
    worth = 0.0
    for text, weight, saturation in fields:
        if needle in text:
            times = text.count(needle)
            worth += weight * times / (times + saturation)
    return worth


@lru_cache(maxsize=4_096)
def _needle(phrase: Phrase) -> str:
    return f" {' '.join(phrase)} "
