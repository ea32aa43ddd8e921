"""The Blueprint in the API: what its pages show, with the same ratings."""

import pytest

from pillars.blueprint.facets import facets
from resources.api.parameters import BLUEPRINT_FACETS
from tests.factories import make_example, make_finding, make_item, make_pillar, make_practice, make_resource
from tests.resources.api.asking import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice():
    practice = make_practice(name="Foot patrol")
    make_finding(practice=practice, strength="reviews", outcome="crime")
    return practice


def test_works(client, practice):
    pillar = make_pillar(name="Trust")
    item = make_item(number="1.1", pillar=pillar, practices=[practice])
    make_item(number="1.2", pillar=pillar, actors=["federal"])
    make_item(number="1.3", pillar=pillar, state="to-check")
    record = make_resource(items=[item])
    found = ask(client, "items")
    assert (found["total"], found["heading"]) == (1, "1 Task Force item for local agency")
    [shown] = found["items"]
    assert (shown["number"], shown["resources"]) == ("1.1", 1)
    assert shown["evidence"] == {"key": "proven", "label": "Proven", "for": ["crime"]}
    assert ask(client, "items?who=anyone")["total"] == 2
    assert ask(client, "items?who=anyone&rating=not-reviewed&nonsense=1")["items"][0]["number"] == "1.2"
    assert ask(client, "items/1.1")["newest_resources"][0]["number"] == record.permanent_number


def test_one_item(client, practice):
    make_item(number="1.1.1", near_practices=[practice])
    make_example(item=make_item(number="1.1.2"), agency="Smalltown Police")
    assert [below["number"] for below in ask(client, "items/1.1")["action_items"]] == ["1.1.1", "1.1.2"]
    found = ask(client, "items/1.1.1")
    assert (found["parent"]["number"], found["near_practices"][0]["key"]) == ("1.1", "foot-patrol")
    assert found["evidence"]["key"] == "not-reviewed"
    assert ask(client, "items/1.1.2")["examples"][0]["agency"] == "Smalltown Police"
    make_item(number="1.2", state="to-check")
    for number in ("1.2", "9.9", "1.1.1.1", "x"):
        ask(client, f"items/{number}", 404)


def test_practices(client, practice):
    make_practice(name="Body armor")
    item = make_item(practices=[practice])
    assert [one["key"] for one in ask(client, "practices")["practices"]] == ["foot-patrol", "body-armor"]
    assert ask(client, "practices?q=armor")["total"] == 1
    found = ask(client, "practices/foot-patrol")
    assert found["findings"][0]["outcome"] == "crime"
    assert found["items"][0]["number"] == item.number
    practice.slug = "patrol-on-foot"
    practice.save()
    moved = client.get("/api/v1/practices/foot-patrol")
    assert (moved.status_code, moved["Location"]) == (301, "https://library.test/api/v1/practices/patrol-on-foot")
    ask(client, "practices/nothing", 404)


def test_findings(client, practice):
    make_finding(practice=practice, direction="harm", strength="trial")
    other = make_finding(direction="mixed", practice=make_practice(name="Body armor"))
    assert ask(client, "findings")["total"] == 3
    assert [one["practice"]["key"] for one in ask(client, "findings?practice=body-armor")["findings"]] == ["body-armor"]
    assert ask(client, "findings?direction=harm,mixed")["total"] == 2
    assert ask(client, "findings?direction=harm&strength=reviews")["total"] == 0
    assert ask(client, "findings?direction=nonsense", 422)["errors"][0]["parameter"] == "direction"
    first = ask(client, "findings?limit=2")
    other.practice.findings.exclude(pk=other.pk).delete()
    assert [one["direction"]["key"] for one in ask(client, first["next"])["findings"]] == ["mixed"]


def test_all_facets_of_the_list_are_parameters():
    assert {facet.name: facet.label for facet in facets()} == BLUEPRINT_FACETS


def test_twenty_items_cost_what_two_do(client, practice, django_assert_num_queries):
    def make(numbers):
        for number in numbers:
            make_item(number=f"2.{number}", practices=[practice])

    make(range(1, 3))
    ask(client, "items")
    for numbers in ((), range(3, 21)):
        make(numbers)
        with django_assert_num_queries(10):
            ask(client, "items")
        with django_assert_num_queries(2):
            ask(client, "practices")
        with django_assert_num_queries(10):
            ask(client, "items/2.1")
