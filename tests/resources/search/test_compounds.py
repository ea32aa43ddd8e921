"""A compound finds the same records joined, apart and with a hyphen, as the public records write it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources import search
from resources.catalogue import facet_index as catalogue
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def found(text: str) -> list[int]:
    """Keys of the records that hold all of a query, in the order of results."""
    index = catalogue.current()
    return search.find(text, index.positions, index.edition).ids


def make(*titles: str, **fields) -> set[int]:
    return {make_resource(title=title, annotation="", **fields).pk for title in titles}


WAYS = {
    "joined and apart": ["Healthcare for officers", "Health care in jails"],
    "joined only": ["Healthcare for officers"],
    "apart only": ["Health care in jails"],
    "with a hyphen": ["A health-care guide", "Healthcare for officers"],
}


@pytest.mark.parametrize("titles", WAYS.values(), ids=WAYS.keys())
def test_works(titles):
    held = make(*titles)
    make("Care of dogs", "Community health")
    answers = [found(text) for text in ("healthcare", "health care", "health-care", "Healthcare")]
    assert set(answers[0]) == held
    assert answers.count(answers[0]) == len(answers)


def test_with_a_common_word_for_its_second_half():
    held = make("Officer wellbeing", "Officer well-being", "The well being of officers")
    make("Well digging", "Being there")
    for text in ("wellbeing", "well being", "well-being", "officer wellbeing"):
        assert set(found(text)) == held, text


def test_a_word_no_record_holds_is_read_as_the_two_it_joins():
    held = make("Making a policy", "Policy making by boards")
    for text in ("policymaking", "policy making", "policy-making"):
        assert set(found(text)) == held, text


def test_a_slip_of_the_finger_is_no_compound():
    held = make("Community policing", "A unity of com")
    assert found("comunity") == [min(held)]


def test_words_that_only_a_hyphen_joins_stay_two_words():
    apart = make("Policing by the community")
    together = make("Community-policing officers", "Community policing")
    assert set(found("community policing")) == apart | together
    assert set(found("community-policing")) == together


def test_words_that_happen_to_be_in_another_word_are_not_looked_for():
    held = make("A therapist for officers")
    make("Interviewing the rapist")
    assert set(found("therapist")) == held
    assert found("the rapist") != list(held)


def test_phrases_and_exclusions_are_taken_as_they_are():
    joined, apart = make("Healthcare for officers"), make("Health care in jails")
    assert set(found('"health care"')) == apart
    assert set(found("healthcare -jails")) == joined


def test_a_draft_decides_nothing():
    held = make("Fire that spreads", "A watch for a fire", "Watch the fire")
    make("Firewatch", published=False)
    assert set(found("fire watch")) == held - {min(held)}


def test_what_was_typed_in_any_way_is_survived():
    make("Healthcare for officers", "Health care in jails")
    for text in (
        "healthcare " * 24,
        "a" * 200,
        "health care " * 12,
        "ﬁrewatch",
        "éééé ééé",
        "İstanbulİstanbul",
        "health  -care",
    ):
        found(text)


def test_what_was_asked_before_is_not_asked_again():
    make("Healthcare for officers", "Health care in jails")
    with CaptureQueriesContext(connection) as first:
        found("health care training")
    with CaptureQueriesContext(connection) as again:
        found("health care training")
    with CaptureQueriesContext(connection) as known_words:
        found("care training")
    assert len(again) < len(first)
    assert len(known_words) <= len(again) + 1
