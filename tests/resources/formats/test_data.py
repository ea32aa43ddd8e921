"""Records as JSON: what a program needs of a list, and of one record."""

import pytest

from resources.catalogue.facets import FACETS
from tests.factories import make_item, make_many, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db
SITE = "https://library.test"


def test_works(client):
    pillar = make_pillar(number=1, name="Trust")
    made = make_resource(title="A guide on trust", kind="guide", issued=2015, pillars=[pillar])
    make_resource(title="Trust", kind="report")
    told = client.get("/resources.json?q=trust&pillar=trust").json()
    assert told["heading"] == "1 resource matching “trust” on Trust"
    assert told["address"] == f"{SITE}/resources/?q=trust&pillar=trust"
    assert (told["total"], told["page"], told["pages"], told["next"], told["notices"]) == (1, 1, 1, None, [])
    [record] = told["records"]
    assert record | made.as_dict() == record
    assert record["cite"]["txt"] == f"{SITE}/resources/a-guide-on-trust.txt"
    facets = {facet["name"]: facet["values"] for facet in told["facets"]}
    assert facets["pillar"] == [{"key": "trust", "label": "Trust", "number": 1, "chosen": True}]
    assert facets["kind"] == [{"key": "guide", "label": "Guide", "number": 1, "chosen": False}]
    assert facets["year"] == [{"key": "2015", "label": "2015", "number": 1, "chosen": False}]
    assert facets.keys() == {facet.name for facet in FACETS if facet.is_offered} | {"year"}


def test_years_that_are_asked_for_are_marked(client):
    for year in (2014, 2015, None):
        make_resource(issued=year)

    def years(query: str) -> dict[str, bool]:
        [*_, facet] = client.get(f"/resources.json{query}").json()["facets"]
        return {value["key"]: value["chosen"] for value in facet["values"]}

    assert years("?since=2015") == {"2015": True, "2014": False, "undated": False}
    assert years("?undated=only") == {"2015": False, "2014": False, "undated": True}


def test_pages_lead_to_each_other(client):
    make_many(205)
    pages, address = [], "/resources.json?sort=title"
    while address:
        pages.append(client.get(address).json())
        address = pages[-1]["next"] and pages[-1]["next"].removeprefix(SITE)
    assert [len(page["records"]) for page in pages] == [100, 100, 5]
    assert [page["previous"] for page in pages] == [
        None,
        f"{SITE}/resources.json?sort=title",
        f"{SITE}/resources.json?sort=title&page=2",
    ]
    assert len({record["number"] for page in pages for record in page["records"]}) == 205


def test_what_was_not_understood_and_what_was_searched_instead_is_said(client):
    make_resource(title="Trust in schools")
    told = client.get("/resources.json?q=shcools&kind=nonsense&page=x").json()
    assert told["total"] == 1
    assert told["notices"][0] == "Kind “nonsense” is not one we know, so it was left out."
    assert any(f"Search exactly as typed: {SITE}/resources/?q=" in notice for notice in told["notices"])
    assert told["notices"][-1] == "“x” is not a page number, so this is the first page."
    assert "There is nothing in this list." in client.get("/resources.json?q=zeppelin").json()["notices"]


def test_a_record_is_given_as_it_is(client):
    made = make_resource(title="A guide")
    told = client.get("/resources/a-guide.json").json()
    assert told | made.as_dict() == told
    assert told["cite"]["txt"] == f"{SITE}/resources/a-guide.txt"


def test_resources_of_an_item_and_of_a_practice_have_no_facets(client):
    item, practice = make_item(number="1.1"), make_practice(name="Patrol")
    item.practices.add(practice)
    about, both = make_resource(practices=[practice], issued=2001), make_resource(practices=[practice], items=[item])
    for_item, _ = make_resource(items=[item]), make_resource(items=[item], published=False)
    told = client.get("/blueprint/1.1.json").json()
    assert [record["number"] for record in told["records"]] == [r.permanent_number for r in (for_item, both)]
    assert (told["total"], told["facets"]) == (2, [])
    told = client.get("/practices/patrol.json").json()
    assert [record["number"] for record in told["records"]] == [r.permanent_number for r in (about, both, for_item)]


@pytest.mark.parametrize("address", ["/resources.json", "/resources.json?q=title", "/tags/youth.json"])
def test_twenty_rows_cost_what_two_do(client, django_assert_num_queries, address):
    make_resource(title="A title", tags=["youth"])
    client.get(address)
    few = {"/resources.json": 14, "/resources.json?q=title": 15, "/tags/youth.json": 14}[address]
    with django_assert_num_queries(few):
        client.get(address)
    for _ in range(19):
        make_resource(title="A title", tags=["youth"])
    client.get(address)
    with django_assert_num_queries(few):
        client.get(address)
