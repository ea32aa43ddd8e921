"""The order of what is found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources import search
from resources.catalogue import facet_index
from resources.models import Author, Resource, SynonymGroup
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


def test_the_title_that_is_the_query_comes_first():
    """Folded, stemmed, with its compounds joined or not, and in other words."""
    SynonymGroup.objects.create(terms="body camera\nbody-worn camera", reason="A test.")
    for place in range(3):
        make_resource(title=f"On body cameras and more body cameras {place}", issued=2025, tags=["body camera"])
    make_resource(title="Body-Worn Cameras", issued=1991)
    for text in ("body cameras", "BODY-WORN CAMERA", "body worn cameras", "bodyworn camera"):
        assert titles(text)[0] == "Body-Worn Cameras"


def test_a_model_policy_whose_title_is_the_rest_of_the_query_comes_first():
    make_resource(title="Writing a policy on grievances", issued=2025)
    make_resource(title="Grievances", kind="model-policy", issued=1991)
    make_resource(title="Grievances", annotation="An article.", kind="article", issued=2025, tags=["policy"])
    assert titles("grievance policy")[0] == titles("model policies on grievances")[0] == "Grievances"
    now = facet_index.current()
    first = search.find("grievance policy", now.positions, now.edition).ids[0]
    assert Resource.objects.get(pk=first).kind == "model-policy"


def test_of_equals_what_can_be_opened_comes_first():
    open_ = make_resource(title="Trust", slug="open", access="open")
    closed = make_resource(title="Trust", slug="closed", access="members")
    now = facet_index.current()
    assert search.find("trust", now.positions, now.edition).ids == [open_.pk, closed.pk]


@pytest.mark.parametrize("text", ["ICPR-000007", "icpr-000007", "icpr 7", "ICPR7", "icpr-7", "Icpr–0007"])
def test_a_number_finds_its_record_however_it_is_written(text):
    make_resource(title="Seventy", number=70)
    make_resource(title="Seven", number=7)
    assert titles(text) == ["Seven"]


def test_an_author_and_a_year_find_the_work():
    """A name is compared letter by letter where a year stands beside it: "Robert" has the stem of "Roberts"."""
    for name, given, year in (("Wasserman", "Robert", 2014), ("Roberts", "David", 2014), ("Roberts", "David", 2016)):
        made = make_resource(title=f"By {given} {name} in {year}", annotation="", issued=year)
        Author.objects.create(resource=made, family_name=name, given_names=given)
        made.save()
    assert titles("Roberts 2014")[0] == "By David Roberts in 2014"
    assert titles("wasserman, 2014") == ["By Robert Wasserman in 2014"]
    assert titles("2016") == ["By David Roberts in 2016"]
