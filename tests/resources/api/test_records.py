"""The list of records in the API: what the page shows for the same query."""

import json
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from resources.api.records import FIELDS, LEFT_OUT
from resources.catalogue import listing as listings
from resources.models import Resource
from tests.factories import make_document, make_many, make_pillar, make_publisher, make_resource, make_tag
from tests.resources.api.asking import ask, numbers, walk
from tests.resources.catalogue.random_library import MOMENT, make_library

pytestmark = pytest.mark.django_db


def test_works(client):
    pillar = make_pillar(name="Trust")
    record = make_resource(title="A guide", pillars=[pillar], publishers=[make_publisher()], issued=2019)
    make_resource(title="A draft", pillars=[pillar], published=False)
    found = ask(client, "resources?pillar=trust&include=facets")
    assert (found["total"], found["heading"], found["next"]) == (1, "1 resource on Trust", None)
    assert found["address"] == "https://library.test/resources/?pillar=trust"
    [shown] = found["records"]
    whole = json.loads(json.dumps(Resource.objects.for_export().get(pk=record.pk).as_dict()))
    assert shown == {name: value for name, value in whole.items() if name not in LEFT_OUT}
    facets = {facet["name"]: facet["values"] for facet in found["facets"]}
    assert facets["pillar"] == [{"key": "trust", "label": "Trust", "number": 1, "chosen": True}]
    assert facets["year"] == [{"key": "2019", "label": "2019", "number": 1, "chosen": False}]


def test_it_is_what_the_page_shows(client, monkeypatch):
    """Random queries of a random library: the same records in the same order, the same number, the same notices."""
    values, random = make_library(7, size=40), Random(7)
    Resource.objects.update(publish_at=MOMENT.replace(year=2020))
    for _ in range(40):
        asked = QueryDict(mutable=True)
        for name in random.sample(sorted(values), 2):
            asked.setlist(name, random.sample(values[name], min(3, len(values[name]))))
        if random.random() < 0.4:
            asked["q"] = random.choice(["school trust", "policies", "youth OR café", "schol"])
        asked["sort"] = random.choice(["", "title", "added", "newest", "nonsense"])
        listing = listings.of_query(asked)
        expected = [record.permanent_number for record in listing.records()]
        first = ask(client, f"resources?{asked.urlencode()}&limit=7")
        assert walk(client, f"resources?{asked.urlencode()}&limit=7") == expected
        assert (first["total"], first["heading"]) == (len(expected), listing.heading)
        said = [one["message"] for one in first["notices"]]
        assert said[: len(listing.notices)] == [notice.message for notice in listing.notices]


def test_fields(client):
    make_document(resource=make_resource(title="A guide"), title="A paper")
    assert ask(client, "resources?fields=title,number")["records"] == [{"number": "ICPR-000001", "title": "A guide"}]
    [shown] = ask(client, "resources?fields=title&include=documents&fields=kind")["records"]
    assert list(shown) == ["number", "title", "kind", "documents"]
    assert shown["documents"][0]["title"] == "A paper"
    assert set(FIELDS) - set(ask(client, "resources")["records"][0]) == set(LEFT_OUT)
    assert list(ask(client, "resources?include=body,documents,facets")["records"][0])[-2:] == ["body", "documents"]
    wrong = ask(client, "resources?fields=staff_note", 422)
    assert wrong["errors"][0]["parameter"] == "fields"


def test_what_is_not_understood_is_said(client):
    make_resource()
    found = ask(client, "resources?kind=nonsense&since=soon&format=xml&%00=%ff")
    assert found["total"] == 1
    said = {notice["parameter"]: notice["message"] for notice in found["notices"]}
    assert said["kind"] == "Kind “nonsense” is not one we know, so it was left out."
    assert said["format"] == "There is no parameter “format” here, so it was left out."
    assert set(said) == {"kind", "since", "format", ""}


def test_another_spelling_is_said(client):
    for _ in range(3):
        make_resource(title="Body cameras")
    found = ask(client, "resources?q=body+camras")
    assert found["total"] == 3
    [told] = found["notices"]
    assert told["message"].startswith("Not what you meant? Search exactly as typed: https://library.test/resources/?q=")


def test_a_hundred_records_are_read_as_two_are(client):
    tags = [make_tag()]

    def queries() -> int:
        ask(client, "resources")
        with CaptureQueriesContext(
            connection,
        ) as counted:
            ask(client, "resources?limit=100&include=facets,documents")
        return len(counted)

    make_resource(tags=tags)
    make_resource(tags=tags)
    two = queries()
    for record in make_many(60):
        record.tags.set(tags)
    assert queries() == two == 14


def test_a_page_by_cursor_costs_one_query_more(client, django_assert_num_queries):
    make_many(9)
    following = ask(client, "resources?limit=2")["next"]
    with django_assert_num_queries(15):
        assert numbers(ask(client, following)) == ["ICPR-000007", "ICPR-000006"]
