"""Searching the library from the search box of a browser."""

import pytest
from lxml import etree

from tests.factories import make_resource

pytestmark = pytest.mark.django_db
SITE = "https://library.test"
ADDRESS = "/opensearch.xml"
NAMES = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


def test_works(client):
    made = make_resource(title="Foot patrol")
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    told = etree.fromstring(answer.content)
    assert len(told.findtext("os:ShortName", namespaces=NAMES)) <= 16
    templates = {url.get("type"): url.get("template") for url in told.findall("os:Url", NAMES)}
    assert templates["text/html"] == f"{SITE}/resources/?q={{searchTerms}}"
    for type_ in ("text/html", "application/x-suggestions+json"):
        found = client.get(templates[type_].removeprefix(SITE).replace("{searchTerms}", "foot+patrol"))
        assert found.status_code == 200
        assert made.get_absolute_url() in found.content.decode()
    assert client.get(told.findtext("os:Image", namespaces=NAMES).removeprefix(SITE)).status_code in {200, 404}


def test_every_page_names_it(client):
    for address in ("/", "/nothing/"):
        page = client.get(address).content.decode()
        assert 'type="application/opensearchdescription+xml" title="ICPR Library" href="/opensearch.xml">' in page


def test_suggestions_are_three_lists_of_one_length(client, django_assert_num_queries):
    made = make_resource(title="Foot patrol")
    client.get("/suggest/opensearch?q=foot")  # what is kept of the catalogue is made
    with django_assert_num_queries(2):
        answer = client.get("/suggest/opensearch?q=foot")
    assert answer["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["foot", ["Foot patrol"], ["Report"], [SITE + made.get_absolute_url()]]


@pytest.mark.parametrize("typed", ["", "zzz", "%00", "%ff", "a" * 8_000, "%22"])
def test_what_finds_nothing_is_no_error(client, typed):
    answer = client.get(f"/suggest/opensearch?q={typed}")
    assert answer.status_code == 200
    assert answer.json()[1:] == [[], [], []]


def test_nothing_of_a_draft_is_suggested(client):
    make_resource(title="Foot patrol", published=False)
    assert client.get("/suggest/opensearch?q=foot").json()[1:] == [[], [], []]
