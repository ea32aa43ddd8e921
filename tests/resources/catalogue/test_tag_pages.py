"""The index of tags, and the page of one."""

import pytest

from resources.catalogue import facet_index
from tests.factories import make_pillar, make_resource, make_tag

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_works(client):
    make_resource(title="One", tags=["youth", "schools"])
    make_resource(title="Two", tags=["youth"])
    page = text(client.get("/tags/"))
    assert '<a href="/tags/youth/">youth</a> <span>2</span>' in page
    assert page.index(">schools<") < page.index(">youth<")
    page = text(client.get("/tags/youth/"))
    assert "2 resources as a list" in page
    assert "One" in page
    assert "Two" in page


def test_a_tag_of_drafts_only_does_not_exist_for_the_public(client):
    make_resource(tags=["secret plan"], published=False)
    make_tag(name="unused plan")
    assert "plan" not in text(client.get("/tags/"))
    for address in ("/tags/secret-plan/", "/tags/unused-plan/", "/tags/none/"):
        assert client.get(address).status_code == 404


def test_counts_only_what_is_public(client):
    make_resource(tags=["youth"])
    make_resource(title="Unfinished", tags=["youth"], published=False)
    page = text(client.get("/tags/youth/"))
    assert "1 resource as a list" in page
    assert "Unfinished" not in page


def test_an_accented_tag_has_an_address(client):
    make_resource(title="Found", tags=["José"])
    assert "Found" in text(client.get("/tags/jose/"))


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    pillar = make_pillar()
    for number in range(rows):
        make_resource(tags=["youth", f"tag {number}"], pillars=[pillar])
    facet_index.current()
    with django_assert_num_queries(1):
        client.get("/tags/")
    with django_assert_num_queries(4):
        client.get("/tags/youth/")
