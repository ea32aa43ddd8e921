"""Which records one work probably is: the same as an import says of it, without reading all records."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.exchange.duplicates import RecordFinder, likely_doubles
from resources.models import Resource
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db
OWN_PAGE = {"address_evidence": "own-page"}


def found(title: str = "", address: str = "") -> list[tuple[str, str]]:
    rows = Resource.objects.order_by()
    return [(one.name.partition(" ")[2], one.why) for one in likely_doubles(rows, title, address)]


def test_works():
    make_resource(title="Body-Worn Cameras: A Guide", official_url="https://www.example.org/bwc/", **OWN_PAGE)
    make_resource(title="Another matter", official_url="https://example.org/other", **OWN_PAGE)
    assert found("Body worn cameras – a guide") == [("Body-Worn Cameras: A Guide", "the same title")]
    assert found("Body-worn camera: a guide") == [("Body-Worn Cameras: A Guide", "a title much like it")]
    assert found("", "http://example.org/bwc") == [("Body-Worn Cameras: A Guide", "the same address")]
    assert found("Something new", "https://example.org/new") == []
    assert found() == []


@pytest.mark.parametrize("address", ["https://", "http://[", "not an address", "https://example.org/%"])
def test_what_is_no_address_finds_nothing(address):
    make_resource(title="Guide", official_url="https://example.org/guide", **OWN_PAGE)
    assert found("", address) == []


def test_the_address_of_a_paper_is_one_of_the_record():
    record = make_resource(title="Guide")
    make_document(resource=record, url="https://example.org/guide.pdf", address_evidence="own-page")
    assert found("", "https://www.example.org/guide.pdf") == [("Guide", "the same address")]


def test_yearly_reports_are_no_doubles():
    make_resource(title="Annual report of the county police 2019")
    assert found("Annual report of the county police 2020") == []


def test_the_opening_catalogue_is_answered_as_by_an_import(catalogue):
    finder, rows = RecordFinder(), Resource.objects.order_by()
    every = list(rows.values_list("title", "official_url"))
    for title, address in every[::6]:
        cells = {"title": title.replace("e", "", 1), "official_url": address}
        near, told = likely_doubles(rows, cells["title"], address), finder.likely(cells)
        assert [(one.score, one.why) for one in near] == [(one.score, one.why) for one in told], title


def test_it_takes_three_queries_however_many_records_there_are():
    for number in range(20):
        make_resource(title=f"Patrol in county {'abcdefghijklmnopqrstuvwxyz'[number]}xq")
    with CaptureQueriesContext(connection) as asked:
        likely_doubles(Resource.objects.order_by(), "Patrol in county axq", "https://example.org/a")
    assert len(asked) == 3
