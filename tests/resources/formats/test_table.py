"""Records as CSV: a clean table that a spreadsheet neither runs nor rewrites."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import RequestFactory

from icpr.lib.formats.answers import answer
from resources.catalogue import listing
from resources.formats.table import COLUMNS, CSV
from tests.factories import (
    make_author,
    make_focus_area,
    make_many,
    make_pillar,
    make_publisher,
    make_resource,
    make_topic,
)

pytestmark = pytest.mark.django_db


def rows(client, address: str) -> list[dict[str, str]]:
    text = client.get(address).getvalue().decode()
    assert text.startswith("\ufeffpermanent address,number,kind,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_works(client):
    made = make_resource(
        title="A guide",
        annotation="What it is.",
        kind="guide",
        issued=2015,
        pillars=[make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")],
        focus_areas=[make_focus_area(name="Care")],
        topics=[make_topic(name="Youth")],
        publishers=[make_publisher(name="Press")],
        tags=["school", "youth"],
        official_url="https://example.org/guide",
        address_evidence="own-page",
    )
    make_author(resource=made, given_names="Ann", family_name="Lee")
    make_author(resource=made, organization="City Police")
    [row] = rows(client, "/resources.csv")
    assert row == {
        "permanent address": f"https://library.test/r/{made.permanent_number}/",
        "number": made.permanent_number,
        "kind": "Guide",
        "title": "A guide",
        "annotation": "What it is.",
        "date": "2015-01-01",
        "date precision": "year",
        "authors": "Ann Lee; City Police",
        "publisher": "Press",
        "access": "Not known",
        "availability": "At the publisher",
        "pillars": "Trust; Policy",
        "focus areas": "Care",
        "topics": "Youth",
        "audiences": "",
        "tags": "school; youth",
        "official address": "https://example.org/guide",
        "language": "English",
    }
    assert list(row) == list(COLUMNS)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r="])
def test_holds_no_formula(client, start):
    make_resource(title="x", annotation=f'{start}HYPERLINK("http://x.example")', tags=["a"])
    [row] = rows(client, "/resources.csv")
    assert row["annotation"].startswith("'")


@pytest.mark.parametrize("title", ['He said "no", twice', "a,b;c", "שלום", "😀 emoji", "1-2", "007", "TRUE", "line"])
def test_texts_are_as_they_were(client, title):
    make_resource(title=title)
    [row] = rows(client, "/resources.csv")
    assert row["title"].removeprefix("'") == title


def test_what_the_reader_is_told_stands_in_a_header_and_the_table_stays_clean(client):
    make_resource(title="A guide")
    answer = client.get("/resources.csv?pillar=none&since=x&format=pdf")
    assert answer["X-Notice"].count('%"') == 2
    assert len(rows(client, "/resources.csv?pillar=none&since=x")) == 1
    empty = client.get("/resources.csv?q=zeppelin")
    assert empty["X-Notice"] == '%"There is nothing in this list."'
    assert "nothing-here-holds-zeppelin" in empty["Content-Disposition"]


def test_a_list_in_parts_is_whole_without_a_row_twice():
    make_many(12)
    few, found = replace(CSV, limit=5), []
    for page in (1, 2, 3):
        part = answer(RequestFactory().get(f"/resources.csv?page={page}"), few, lambda: listing.Listing("/resources/"))
        found += list(csv.DictReader(io.StringIO(part.getvalue().decode("utf-8-sig"), newline="")))
    assert [row["number"] for row in found] == [record.permanent_number for record in listing.Listing("/").records()]


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_rows_cost_what_two_do(client, django_assert_num_queries, number):
    make_many(number)
    client.get("/resources.csv")
    with django_assert_num_queries(14):
        client.get("/resources.csv")
