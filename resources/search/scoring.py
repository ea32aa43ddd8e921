"""What the texts of one thing are worth to a query, from 0 up: the same for all that the search puts in order.

BM25's saturation and length norm on weighted fields (Robertson & Zaragoza 2009, "The Probabilistic Relevance
Framework", section 3.6), with words given by synonyms counting less than words typed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from resources.search.analysis import STOP_WORDS
from resources.search.queries import Alternative, Group

SATURATION = 0.6
SYNONYM = 0.85
TITLE_PHRASE = 8.0
WHOLE_TITLE = 12.0
COVERAGE = 2.5

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


def score(fields: Sequence[Field], groups: Weighed) -> float:
    """What some fields are worth, the first of which is a title."""
    worths = [
        (max(_worth(group.exact, fields), SYNONYM * _worth(group.others, fields)), weight) for group, weight in groups
    ]
    held = sum(weight for worth, weight in worths if worth)
    score = sum(worth * weight for worth, weight in worths) * (held / sum(weight for _, weight in groups)) ** COVERAGE
    title = fields[0].text
    typed = " ".join(stem for group, _ in groups for phrase in group.exact[-1] for stem in phrase)
    bare_title = " ".join(stem for stem in title.split() if stem not in STOP_WORDS)
    if f" {typed} " in f" {bare_title} ":
        score += TITLE_PHRASE + (WHOLE_TITLE if typed == bare_title else 0.0)
    return score


def _worth(alternatives: Sequence[Alternative], fields: Sequence[Field]) -> float:
    """The best of several ways to hold a group, each worth the mean of its phrases."""
    return max((sum(_held(phrase, fields) for phrase in found) / len(found) for found in alternatives), default=0.0)


def _held(phrase: Sequence[str], fields: Sequence[Field]) -> float:
    needle = f" {' '.join(phrase)} "
    worth = 0.0
    for text, weight, saturation in fields:
        if times := text.count(needle):
            worth += weight * times / (times + saturation)
    return worth
