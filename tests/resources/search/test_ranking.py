"""The order of what is found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources import search
from resources.catalogue import facet_index
from resources.models import Resource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    now = facet_index.current()
    names = dict(Resource.objects.values_list("pk", "title"))
    return [names[pk] for pk in search.find(text, now.positions, now.edition).ids]


def test_works():
    make_resource(title="Police trust and the many other things a department may look into")
    make_resource(title="Elsewhere", annotation="On police trust.")
    make_resource(title="Police trust")
    assert titles("police trust") == [
        "Police trust",
        "Police trust and the many other things a department may look into",
        "Elsewhere",
    ]


def test_what_a_later_work_takes_the_place_of_sinks():
    later = make_resource(title="Trust in the many places of the present")
    make_resource(title="Trust", superseded_by=later)
    assert titles("trust") == ["Trust in the many places of the present", "Trust"]


def test_of_equals_the_more_recent_comes_first():
    make_resource(title="Trust", annotation="New.", issued=2022, in_brief="a")
    make_resource(title="Trust", annotation="Old.", issued=1998, in_brief="b")
    now = facet_index.current()
    found = search.find("trust", now.positions, now.edition).ids
    assert [Resource.objects.get(pk=pk).annotation for pk in found] == ["New.", "Old."]


def test_recency_never_outweighs_a_better_match():
    make_resource(title="Trust", issued=1990)
    make_resource(title="Other", annotation="On trust.", issued=2026)
    assert titles("trust") == ["Trust", "Other"]


def test_of_equals_what_staff_marked_as_new_comes_first_while_it_is():
    today = timezone.localdate()
    new = make_resource(title="Trust", slug="new", new_until=today)
    plain = make_resource(title="Trust", slug="plain")
    better = make_resource(title="Other", annotation="Words.", tags=["trust"])

    def found():
        now = facet_index.current()
        return search.find("trust", now.positions, now.edition).ids

    assert found() == [new.pk, plain.pk, better.pk]
    new.new_until = today - timedelta(days=1)
    new.save()
    assert found() == [plain.pk, new.pk, better.pk]


def test_being_new_never_outweighs_a_better_match():
    make_resource(title="Trust")
    make_resource(title="Other", annotation="On trust.", new_until=timezone.localdate(), issued=2026)
    assert titles("trust") == ["Trust", "Other"]


@pytest.mark.parametrize("text", ["U.S. attorneys", "US attorneys", "u.s. attorneys", "U.S. Attorney's"])
def test_initials_are_the_same_with_dots_and_without(text):
    make_resource(title="Attorneys")
    make_resource(title="U.S. Attorneys of the districts")
    make_resource(title="US attorneys of the districts")
    assert set(titles(text)[:2]) == {"U.S. Attorneys of the districts", "US attorneys of the districts"}


def test_a_word_in_capitals_among_capitals_is_no_acronym():
    make_resource(title="Help for officers")
    assert titles("HELP US HELP OFFICERS") == titles("help us help officers") == ["Help for officers"]


@pytest.mark.parametrize("text", ["chief's officer", "chiefs officers", "CHIEF OFFICER", "chief’s officers’"])
def test_possessives_and_plurals_are_the_same_word(text):
    make_resource(title="The chief’s officers")
    make_resource(title="Chiefs and officer’s")
    assert sorted(titles(text)) == ["Chiefs and officer’s", "The chief’s officers"]


def test_the_order_of_tags_does_not_matter():
    """A database may give them in any order; the stored words are the same."""
    made = make_resource(title="Tagged", tags=["stress", "trauma", "alpha"])
    first = Resource.objects.get(pk=made.pk).search_text.terms
    made.tags.clear()
    for name in ("trauma", "alpha", "stress"):
        made.tags.add(name)
    assert Resource.objects.get(pk=made.pk).search_text.terms == first
