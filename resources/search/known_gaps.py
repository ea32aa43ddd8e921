"""Known gaps: terms of the vocabulary for which the library has no record. They say what it has yet to acquire."""

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from resources.edition import Edition
from resources.models import SynonymGroup
from resources.search import synonyms
from resources.search.engine import match
from resources.search.queries import parse


class Gap(NamedTuple):
    """A synonym group, and those of its terms that find nothing."""

    group: SynonymGroup
    terms: list[str]


def gaps(groups: Iterable[SynonymGroup], published: Set[int], edition: Edition) -> Iterator[Gap]:
    """Of some groups those with terms that find none of the published records (their primary keys), in the same order.

    A term finds a record that holds all its words, or one of the other words the vocabulary gives for it. Spelling and
    answers in part are left out: they are guesses. A statement for each term.
    """
    known = synonyms.of(edition)
    for group in groups:
        if unanswered := [term for term in group.term_list if published.isdisjoint(match(parse(term, known)))]:
            yield Gap(group, unanswered)
