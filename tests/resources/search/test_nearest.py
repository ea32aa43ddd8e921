"""What is nearest to a query that no record holds all of."""

import pytest
from django.http import QueryDict

from resources.catalogue.selection import select
from resources.models import Resource, SynonymGroup
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def near(text: str, **filters) -> dict[str, tuple[str, str]]:
    """By title, the words each of the nearest holds and lacks."""
    query = QueryDict(mutable=True)
    query.update({"q": text} | filters)
    selection = select(query)
    assert not (selection.nearest and selection.found.ids)
    titles = dict(Resource.objects.values_list("pk", "title"))
    return {titles[found.pk]: (" ".join(found.holds), " ".join(found.lacks)) for found in selection.nearest}


def make_policies(number: int = 12) -> None:
    for place in range(number):
        make_resource(title=f"Policy {place}", annotation="About it.")


def test_works():
    """A rare word outweighs a common one, and what is nearest is no result."""
    make_policies()
    make_resource(title="Canines", annotation="A policy.")
    assert near("canines at funerals policy") == {"Canines": ("canines policy", "funerals")}
    assert select(QueryDict("q=canines+at+funerals+policy")).total == 0


def test_nothing_is_near_that_holds_only_what_most_of_the_library_holds():
    make_policies()
    make_resource(title="Canines")
    assert near("funerals policy") == {}


def test_nothing_is_near_that_holds_too_little():
    make_policies()
    make_resource(title="Canines")
    assert near("canines funerals regatta astronomy violins orchids") == {}


def test_what_is_held_in_full_has_nothing_near():
    make_policies()
    make_resource(title="Canines at funerals")
    make_resource(title="Canines")
    assert near("canines funerals") == {}


def test_a_title_is_nearer_than_a_word_deep_in_a_text():
    make_policies()
    make_resource(title="One of many", body="Canines are named once, among much else.")
    make_resource(title="Canines")
    assert list(near("canines funerals")) == ["Canines"]


def test_at_most_ten_are_near():
    make_policies(40)
    for place in range(12):
        make_resource(title=f"Canines {place}")
    assert len(near("canines funerals")) == 10


def test_words_and_terms_are_told_as_typed():
    """A term of the vocabulary is one thing; one that no record holds in any words is taken apart."""
    make_policies()
    SynonymGroup.objects.create(terms="police dogs\ncanines", reason="A test.")
    make_resource(title="Canines")
    assert near("Police dogs funerals") == {"Canines": ("Police dogs", "funerals")}
    Resource.objects.filter(title="Canines").get().delete()
    make_resource(title="Dogs")
    assert near("police dogs") == {"Dogs": ("dogs", "police")}


def test_only_what_passes_the_filters_is_near():
    make_policies()
    make_resource(title="Canines", kind="guide")
    make_resource(title="More canines", kind="report")
    assert list(near("canines funerals", kind="report")) == ["More canines"]
    assert list(near("canines funerals", kind="report", since="1990")) == []


def test_where_filters_hide_all_that_holds_the_words_nothing_is_near():
    make_policies()
    make_resource(title="Canines at funerals", kind="guide")
    make_resource(title="Canines", kind="report")
    assert near("canines funerals", kind="report") == {}


def test_what_is_excluded_is_not_near():
    make_policies()
    make_resource(title="Canines and grants")
    assert near("canines funerals -grants") == {}


def test_an_everyday_word_tells_less_than_a_telling_one():
    make_policies()
    make_resource(title="Together")
    make_resource(title="Canines")
    assert list(near("canines funerals together")) == ["Canines"]


def test_a_subject_related_to_what_is_not_found_is_near_and_never_found():
    make_policies()
    SynonymGroup.objects.create(
        terms="qualified immunity", targets="liability\ncivil rights", direction="related", reason="A test."
    )
    make_resource(title="Civil rights")
    assert near("qualified immunity") == {"Civil rights": ("civil rights", "qualified immunity")}
    assert select(QueryDict("q=qualified+immunity")).total == 0
    make_resource(title="Qualified immunity")
    assert near("qualified immunity") == {}
    assert select(QueryDict("q=qualified+immunity")).total == 1


def test_the_nearest_are_those_of_the_likely_spelling():
    """It is offered, not searched: but what is nearest to a slip is nothing."""
    make_policies()
    for place in range(3):
        make_resource(title=f"Local government {place}")
    assert len(near("goverment zebra")) == 3


def test_beside_few_results_others_are_near_and_counted_nowhere(client):
    make_policies()
    make_resource(title="Canines at funerals")
    make_resource(title="Canines of the county")
    selection = select(QueryDict("q=canines+funerals"))
    assert (selection.total, len(selection.nearest), len(selection.near_few)) == (1, 0, 1)
    told = client.get("/resources/?q=canines+funerals").content.decode()
    assert told.index("Nearest records") < told.index("lacks <b>funerals</b>")


def test_beside_a_phrase_in_quotation_marks_nothing_is_near():
    make_policies()
    make_resource(title="Canines at funerals")
    make_resource(title="Canines of the county")
    assert select(QueryDict('q="canines"+funerals')).near_few == ()


def test_words_of_one_family_are_near():
    make_policies()
    make_resource(title="Disciplinary hearings")
    assert list(near("discipline hearings zebras")) == ["Disciplinary hearings"]
