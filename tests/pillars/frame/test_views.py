"""The pages of the frame: pillars, focus areas, topics."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.catalogue import facet_index
from tests.factories import make_focus_area, make_pillar, make_resource, make_topic

pytestmark = pytest.mark.django_db

MAKERS = {
    "/pillars/trust/": lambda: {"pillars": [make_pillar(name="Trust")]},
    "/focus-areas/trust/": lambda: {"focus_areas": [make_focus_area(name="Trust")]},
    "/topics/trust/": lambda: {"topics": [make_topic(name="Trust")]},
}


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("address", MAKERS)
def test_works(client, address):
    terms = MAKERS[address]()
    for kind, title in (
        ("model-policy", "A policy"),
        ("report", "A report"),
        ("guide", "A guide"),
        ("video", "A video"),
        ("police-chief-article", "An article"),
    ):
        make_resource(kind=kind, title=title, **terms)
    make_resource(title="Elsewhere")
    page = text(client.get(address))
    parts = [
        "Policy papers",
        "A policy",
        "Resources</h2>",
        "A guide",
        "Videos",
        "A video",
        "From the Field",
        "An article",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "<b>5</b> resources in all" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("address", MAKERS)
def test_numbers_lead_to_as_many_results(client, address):
    terms = MAKERS[address]()
    for kind in ("report", "report", "guide", "model-policy"):
        make_resource(kind=kind, **terms)
    make_resource(published=False, **terms)
    facet = {"pillars": "pillar", "focus-areas": "focus", "topics": "topic"}[address.split("/")[1]]
    page = text(client.get(address))
    assert f'<a href="/resources/?{facet}=trust"><b>4</b> resources in all</a>' in page
    assert "<b>2</b> reports" in page
    assert 'id="status">4 results' in text(client.get(f"/resources/?{facet}=trust"))
    assert 'id="status">2 results' in text(client.get(f"/resources/?{facet}=trust&kind=report"))


@pytest.mark.parametrize("address", MAKERS)
def test_only_what_is_public(client, address):
    make_resource(title="Unfinished", published=False, **MAKERS[address]())
    page = text(client.get(address))
    assert "Unfinished" not in page
    assert "Nothing is published here yet." in page


@pytest.mark.parametrize("address", MAKERS)
def test_twenty_cost_what_two_do(client, address):
    def queries() -> int:
        facet_index.current()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    terms = MAKERS[address]()
    kinds = ["model-policy", "report", "video", "police-chief-article"]
    for kind in kinds:
        make_resource(kind=kind, **terms)
    few = queries()
    for number in range(20):
        make_resource(kind=kinds[number % 4], **terms)
    assert queries() == few <= 6


@pytest.mark.parametrize("address", MAKERS)
def test_an_unknown_one_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_all_ways_in_are_listed(client):
    for address, maker in MAKERS.items():
        maker()
        assert f'href="{address}"' in text(client.get("/pillars/"))


def test_an_empty_frame(client):
    assert client.get("/pillars/").status_code == 200
