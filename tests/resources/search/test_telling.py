"""Which words of a query a record has to hold, and how much each tells."""

import pytest

from resources import search
from resources.catalogue import facet_index
from resources.models import Resource, SynonymGroup
from resources.search import telling, word_lists
from resources.search.queries import Query, parse
from tests.factories import make_resource


def demanded(text: str) -> str:
    return " ".join(group.typed for group in telling.demanded(parse(text), word_lists.lists()).required)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("what should we do first to build trust", "build trust"),
        ("find a grievance form now", "grievance form"),
        ("first aid", "first aid"),
        ("find help", "find help"),
        ("see something", "see"),
        ("find help now", "find help now"),
        ("first aid kit", "aid kit"),
        ("manifestaciones y protestas", "manifestaciones protestas"),
        ("derechos de los inmigrantes", "derechos inmigrantes"),
        ("los", "los"),
        ("el que", "el que"),
        ("la Raza", "Raza"),
        ("Los Angeles", "Angeles"),
        ('"first" build trust', "first build trust"),
    ],
)
def test_works(typed, asked):
    """Everyday words need not be held beside two that tell more, nor words of Spanish grammar beside one."""
    assert demanded(typed) == asked


def test_without_the_lists_every_word_is_demanded():
    query = parse("what should we do first to build trust")
    assert telling.demanded(query, word_lists.WordLists(())) == query


def test_one_word_needs_no_lists():
    assert telling.lists_for(parse("grievance")) == word_lists.WordLists(())
    assert telling.lists_for(Query()) == word_lists.WordLists(())


@pytest.mark.django_db
def test_a_term_of_the_vocabulary_is_demanded_whole():
    SynonymGroup.objects.create(terms="first\nat the start", reason="A test.")
    now = facet_index.current()
    make_resource(title="Building trust")
    found = search.find("first build trust", now.positions, now.edition)
    assert found.ids == []


@pytest.mark.django_db
def test_what_holds_the_everyday_words_too_comes_first():
    make_resource(title="Building trust", annotation="Steps.")
    make_resource(title="Building trust first", annotation="Steps.")
    now = facet_index.current()
    answer = search.find("first build trust", now.positions, now.edition)
    assert answer.passed_over == ("first",)
    found = answer.ids
    assert [Resource.objects.get(pk=pk).title for pk in found] == ["Building trust first", "Building trust"]
