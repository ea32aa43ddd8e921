"""What records are arranged by, with true numbers."""

import pytest

from tests.factories import (
    make_author,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.resources.api.asking import ask

pytestmark = pytest.mark.django_db


def test_works(client):
    trust, _ = make_pillar(name="Trust", summary="On trust."), make_pillar(number=2, name="Policy")
    make_resource(pillars=[trust])
    make_resource(pillars=[trust], published=False)
    found = ask(client, "pillars")
    assert (found["total"], found["next"]) == (2, None)
    assert found["terms"][0] == {
        "key": "trust",
        "name": "Trust",
        "number": 1,
        "summary": "On trust.",
        "count": 1,
        "url": "https://library.test/pillars/trust/",
        "records": "https://library.test/api/v1/resources?pillar=trust",
    }
    assert found["terms"][1]["count"] == 0
    assert ask(client, found["terms"][0]["records"])["total"] == 1


def test_the_frame_is_whole(client):
    make_focus_area(name="Leadership")
    make_topic(name="Force")
    assert [term["name"] for term in ask(client, "focus-areas")["terms"]] == ["Leadership"]
    assert [term["url"] for term in ask(client, "topics")["terms"]] == ["https://library.test/topics/force/"]


def test_of_tags_publishers_and_authors_only_those_of_public_records(client):
    public = make_resource(tags=[make_tag(name="youth")], publishers=[make_publisher(name="City Press")])
    make_author(resource=public, given_names="Ann", family_name="Lee")
    hidden = make_resource(published=False, tags=[make_tag(name="quagga")])
    make_author(resource=hidden, family_name="Quagga")
    for path, name in (("tags", "youth"), ("publishers", "City Press"), ("authors", "Ann Lee")):
        [term] = ask(client, path)["terms"]
        assert (term["name"], term["count"]) == (name, 1)
        assert ask(client, term["records"])["records"][0]["number"] == public.permanent_number


def test_pages_go_on_behind_what_is_gone(client):
    tags = [make_tag(name=name) for name in "gcaebdf"]
    record = make_resource(tags=tags)
    first = ask(client, "tags?limit=3")
    assert ([term["key"] for term in first["terms"]], first["total"]) == (["a", "b", "c"], 7)
    record.tags.remove("c", "d")
    following = ask(client, first["next"])
    assert [term["key"] for term in following["terms"]] == ["e", "f", "g"]
    assert following["next"] is None


def test_the_number_of_queries_is_constant(client, django_assert_num_queries):
    record = make_resource(tags=[make_tag(name=name) for name in "abcdefgh"])
    make_author(resource=record)
    ask(client, "tags")
    for path in ("tags?limit=1", "tags?limit=100", "authors", "publishers"):
        with django_assert_num_queries(1):
            ask(client, path)
