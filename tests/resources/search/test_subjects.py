"""Subjects that a query is near to by words of vocabulary terms, with other words between."""

import pytest

from resources.models import SynonymGroup
from resources.search import subjects
from resources.search.synonyms import Row


def near(text: str, *terms: str) -> list[list[str]]:
    """For each word of a text the names of its subjects, by terms that are related to "harassment"."""
    row = Row("\n".join(terms), "harassment", SynonymGroup.Direction.RELATED, False, "en")
    found = subjects.terms_of([row]).near([frozenset([word]) for word in text.split()])
    return [[name for _, name in near] for near in found]


def test_works():
    assert near("cowork keep make dirti remark", "dirty remarks") == [[], [], [], ["harassment"], ["harassment"]]


def test_a_small_part_of_a_term_is_not_enough():
    assert near("dirti", "dirty remarks of a coworker") == [[]]


@pytest.mark.django_db
def test_the_opening_vocabulary_is_read(opening):
    from resources.catalogue import facet_index

    assert subjects.of(facet_index.current().edition).words
