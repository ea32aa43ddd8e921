"""All model policies with their papers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.catalogue import facet_index
from tests.factories import make_document, make_many, make_pillar, make_resource

pytestmark = pytest.mark.django_db

URL = "/model-policies/"


def test_works(client):
    for title in ("The Use of Force", "Arrests"):
        policy = make_resource(title=title, kind="model-policy")
        make_document(resource=policy, role="considerations")
    make_resource(title="A report")
    page = client.get(URL).content.decode()
    assert page.index("Arrests") < page.index("The Use of Force")
    assert page.count("<li>Considerations</li>") == 2
    letters = re.findall(r'<a href="#letter-\d+">(.)</a>', page)
    assert letters == re.findall(r'id="letter-\d+">(.)</h2>', page) == ["A", "U"]
    assert "A report" not in page


def test_what_can_be_opened_is_counted_and_marked(client):
    address = {"official_url": "https://example.org/it", "address_evidence": "own-page"}
    make_resource(title="Arrests", kind="model-policy", **address)
    make_resource(title="Crowds", kind="model-policy", official_url="https://x.org/", address_evidence="directory")
    page = client.get(URL).content.decode()
    assert page.count('class="policy policy--openable"') == 1
    for number, label in re.findall(r"<b>(\d+)</b> ([^<]+)</a>", page):
        assert number == "1", label
    query = re.search(r'href="/resources/(\?[^"]*availability=publisher)"', page)[1].replace("&amp;", "&")
    assert "Arrests" in client.get(f"/resources/{query}").content.decode()


def test_a_title_in_another_script_has_a_place(client):
    for title in ("911 Calls", "Полиция", "Über"):
        make_resource(title=title, kind="model-policy")
    page = client.get(URL).content.decode()
    assert re.findall(r'id="letter-\d+">(.)</h2>', page).count("#") >= 1
    assert all(title in page for title in ("911 Calls", "Полиция", "Über"))


def test_only_what_is_public(client):
    make_resource(title="Unfinished", kind="model-policy", published=False)
    page = client.get(URL).content.decode()
    assert "Unfinished" not in page
    assert "No model policy is published yet." in page


def test_a_pinned_number_of_queries(client, django_assert_num_queries):
    pillar = make_pillar()
    for _ in range(12):
        make_document(resource=make_resource(kind="model-policy", pillars=[pillar]))
    facet_index.current()
    with django_assert_num_queries(3):
        client.get(URL)


def test_twenty_cost_what_two_do(client):
    def queries() -> int:
        facet_index.current()
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    for _ in range(2):
        make_document(resource=make_resource(kind="model-policy"))
    few = queries()
    for _ in range(18):
        make_document(resource=make_resource(kind="model-policy"))
    assert queries() == few


def shown(page: str) -> list[str]:
    return re.findall(r"Many \d{3}", page)


def test_two_hundred_are_on_one_page(client):
    make_many(200, kind="model-policy")
    page = client.get(URL).content.decode()
    assert len(shown(page)) == 200
    assert 'rel="next"' not in page


def test_more_are_paged_in_title_order(client):
    make_many(201, kind="model-policy")
    pages = [client.get(URL + query).content.decode() for query in ("", "?page=2", "?page=3")]
    assert list(map(len, map(shown, pages))) == [100, 100, 1]
    found = [title for page in pages for title in shown(page)]
    assert found == sorted(found)
    assert len(set(found)) == 201
    assert 'href="?page=2" rel="next"' in pages[0]
    assert 'href="?" rel="prev"' in pages[1]
    assert 'rel="canonical" href="https://library.test/model-policies/?page=3"' in pages[2]
    assert 'rel="next"' not in pages[2]


@pytest.mark.parametrize("asked", ["0", "-1", "²", "two", "4", "9" * 5_000, "<b>"])
def test_a_page_that_is_not_there_is_said(client, asked):
    make_many(201, kind="model-policy")
    answer = client.get(URL, {"page": asked})
    assert answer.status_code == 200
    assert 'class="notice"' in answer.content.decode()
    assert shown(answer.content.decode())
