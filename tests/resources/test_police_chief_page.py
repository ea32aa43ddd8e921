"""Police Chief articles by year and issue."""

from datetime import date

import pytest

from tests.factories import make_author, make_resource

pytestmark = pytest.mark.django_db

URL = "/police-chief/"


def make_article(**fields):
    return make_resource(**{"kind": "police-chief-article", "publication": "Police Chief"} | fields)


def test_works(client):
    make_article(title="Undated")
    make_article(title="Older", issued=2015)
    newer = make_article(title="Newer", issued=date(2016, 9, 1), volume="83", issue="9")
    make_author(resource=newer, family_name="Cell", given_names="Paul M.")
    make_resource(title="A report", issued=2017)
    page = client.get(URL).content.decode()
    parts = [
        "2016</h2>",
        "vol. 83, no. 9",
        "Newer",
        "Paul M. Cell",
        "2015</h2>",
        "Older",
        "Date not known</h2>",
        "Undated",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "A report" not in page


def test_only_what_is_public(client):
    make_article(title="Unfinished", published=False)
    page = client.get(URL).content.decode()
    assert "Unfinished" not in page
    assert "No article is published yet." in page


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_author(resource=make_article(issued=2000 + number), family_name="Peel")
    with django_assert_num_queries(3):
        client.get(URL)
