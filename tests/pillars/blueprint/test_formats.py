"""The Blueprint's lists in other forms than their pages."""

import csv
import io

import pytest

from pillars.models import Practice
from tests.factories import make_finding, make_item, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def items():
    patrol = make_practice(name="Patrol", directions=["helps"])
    policy = make_pillar(number=2, name="Policy")
    first = make_item(number="2.1", pillar=policy, practices=[patrol], actors=["local-agency"])
    make_item(number="2.2", pillar=policy, actors=["state"])
    make_item(number="2.3", pillar=policy, state="to-check")
    make_resource(items=[first])


def test_works(client, items):
    told = client.get("/blueprint.json?who=anyone").json()
    assert (told["total"], told["address"]) == (2, "https://library.test/blueprint/?who=anyone")
    assert [item["number"] for item in told["items"]] == ["2.1", "2.2"]
    first = told["items"][0]
    assert first["url"] == "https://library.test/blueprint/2.1/"
    assert first["evidence"]["key"] == "not-enough-research"
    assert (first["resources"], first["practices"][0]["name"]) == (1, "Patrol")


@pytest.mark.parametrize("query", ["", "who=anyone", "evidence=helps", "pillar=policy&who=anyone&sort=number", "q=x"])
def test_each_form_has_what_the_page_has(client, items, query):
    page = client.get(f"/blueprint/?{query}").context["page"]
    told = client.get(f"/blueprint.json?{query}").json()
    rows = list(csv.reader(io.StringIO(client.get(f"/blueprint.csv?{query}").content.decode("utf-8-sig"))))
    numbers = [item.number for item in page.items]
    assert [item["number"] for item in told["items"]] == numbers
    assert [row[0] for row in rows[1:]] == [f"Item {number}" for number in numbers]
    assert (told["total"], told["heading"]) == (page.total, page.sentence)


def test_what_is_not_understood_is_said(client, items):
    answer = client.get("/blueprint.json?pillar=nonsense")
    assert answer.json()["notices"] == ["“nonsense” is not a choice for “pillar” and was left out."]
    assert "nonsense" in client.get("/blueprint.csv?pillar=nonsense")["X-Notice"]


def test_the_former_address_of_the_table_leads_on(client, items):
    answer = client.get("/blueprint/?who=anyone&format=csv")
    assert (answer.status_code, answer["Location"]) == (301, "/blueprint.csv?who=anyone")
    assert client.get("/blueprint/?format=nonsense").context["page"].total == 1


def test_practices_are_written_with_their_findings(client, items):
    make_finding(practice=Practice.objects.get(), outcome="trust", direction="no-effect", year=None)
    make_practice(name="Other")
    [first, other] = client.get("/practices.json").json()["practices"]
    assert (first["name"], other["findings"]) == ("Patrol", [])
    assert {finding["direction"]["key"] for finding in first["findings"]} == {"helps", "no-effect"}
    rows = list(csv.reader(io.StringIO(client.get("/practices.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["practice", "Patrol", "Other"]
    assert "trust: No effect found" in rows[1][5]
    assert "year not known" in rows[1][5]


def test_practices_that_hold_words(client, items):
    make_practice(name="Foot patrol")
    make_practice(name="Mediation")
    told = client.get("/practices.json?q=patrol").json()
    assert [practice["name"] for practice in told["practices"]] == [
        practice.name for practice in client.get("/practices/?q=patrol").context["practices"]
    ]
    assert (told["total"], told["address"]) == (2, "https://library.test/practices/?q=patrol")


@pytest.mark.parametrize("address", ["/blueprint.json", "/blueprint.csv", "/practices.json", "/practices.csv"])
def test_twenty_rows_cost_what_two_do(client, items, django_assert_max_num_queries, address):
    for number in range(1, 19):
        practice = make_practice(name=f"Practice {number}", directions=["helps", "mixed"])
        make_item(number=f"3.{number}", practices=[practice], actors=["local-agency"])
    client.get(address)
    with django_assert_max_num_queries(11):
        client.get(address)
