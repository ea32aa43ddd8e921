"""A list laid out for paper: what finds each record again."""

import re
from dataclasses import replace

import pytest
from django.test import RequestFactory

from icpr.lib.formats.answers import answer
from resources.catalogue import listing
from resources.formats.printed import PRINT
from tests.factories import make_many, make_publisher, make_resource

pytestmark = pytest.mark.django_db


def test_works(client):
    made = make_resource(title="A <guide>", publishers=[make_publisher(name="Press"), make_publisher(name="Union")])
    answer = client.get("/resources.print.html?q=guide&kind=x")
    page = " ".join(answer.content.decode().split())
    assert f">https://library.test/r/{made.permanent_number}/</a>" in page
    assert "A &lt;guide&gt;" in page
    assert "Press; Union" in page
    assert "No address known" in page
    assert "Kind “x” is not one we know, so it was left out." in page
    assert '<link rel="canonical" href="https://library.test/resources/?q=guide">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_long_list_comes_in_parts(client):
    make_many(5, kind="report")
    few = replace(PRINT, limit=2)
    request = RequestFactory().get("/resources.print.html?page=2")
    page = answer(request, few, lambda: listing.Listing("/resources/", title="All")).content.decode()
    assert page.count('class="cited__work"') == 2
    assert 'href="/resources.print.html?page=3"' in page
    assert "records 3 to 4 of 5" in page


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_rows_cost_what_two_do(client, django_assert_num_queries, number):
    make_many(number, kind="report")
    client.get("/resources.print.html")
    with django_assert_num_queries(14):
        assert len(re.findall("cited__work", client.get("/resources.print.html").content.decode())) == number
