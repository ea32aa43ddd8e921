"""Tags, publishers and audiences that got another slug: pages and filters lead on to the present one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.catalogue import facet_index
from resources.models import Tag
from tests.factories import (
    make_audience,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.pillars.frame.test_redirects import rename

pytestmark = pytest.mark.django_db


def titles(client, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return {card.resource.title for card in answer.context["page"].cards}


@pytest.fixture
def terms():
    terms = {
        "pillar": make_pillar(slug="old-words"),
        "focus": make_focus_area(slug="old-words"),
        "topic": make_topic(slug="old-words"),
        "audience": make_audience(slug="old-words"),
        "publisher": make_publisher(name="Old words"),
        "tag": make_tag(name="old words"),
    }
    names = {"focus": "focus_areas", "pillar": "pillars"}
    make_resource(title="Here", **{names.get(name, f"{name}s"): [term] for name, term in terms.items()})
    make_resource(title="Elsewhere")
    return terms


@pytest.mark.parametrize("facet", ["pillar", "focus", "topic", "audience", "publisher", "tag"])
def test_works(client, terms, facet):
    rename(terms[facet], "newer", "newest")
    for former in ("old-words", "newer"):
        answer = client.get(f"/resources/?{facet}={former}&sort=title")
        assert (answer.status_code, answer["Location"]) == (301, f"/resources/?{facet}=newest&sort=title")
    assert titles(client, f"/resources/?{facet}=newest") == {"Here"}


def test_beside_a_value_nobody_knows_it_is_shown_and_said(client, terms):
    rename(terms["tag"], "new")
    page = client.get("/resources/?tag=old-words&tag=nonsense")
    assert page.status_code == 200
    assert [card.resource.title for card in page.context["page"].cards] == ["Here"]
    assert [notice.message for notice in page.context["page"].notices] == [
        "Tag “nonsense” is not one we know, so it was left out."
    ]


def test_the_page_of_a_tag_leads_on(client, terms):
    rename(terms["tag"], "newer", "newest")
    for former in ("old-words", "newer"):
        answer = client.get(f"/tags/{former}/")
        assert (answer.status_code, answer["Location"]) == (301, "/tags/newest/")


def test_a_tag_nobody_may_see_yet_tells_nothing_of_its_address(client):
    make_resource(tags=["secret plan"], published=False)
    rename(Tag.objects.get(), "very-secret")
    assert client.get("/tags/secret-plan/").status_code == 404
    assert "very-secret" not in client.get("/resources/?tag=secret-plan").content.decode()


def test_a_deleted_term_is_said_as_any_unknown_one(client, terms):
    rename(terms["tag"], "new")
    Tag.objects.get(slug="new").delete()
    assert client.get("/tags/old-words/").status_code == 404
    notices = client.get("/resources/?tag=old-words").context["page"].notices
    assert "is not one we know" in notices[0].message


def test_fifty_unknown_values_cost_what_one_does(client, terms):
    facet_index.current()
    client.get("/resources/")
    with CaptureQueriesContext(connection) as one:
        client.get("/resources/?tag=a")
    with CaptureQueriesContext(connection) as many:
        client.get("/resources/?" + "&".join(f"tag=a{number}" for number in range(50)))
    assert len(one) == len(many)
