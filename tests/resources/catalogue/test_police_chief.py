"""Police Chief articles by year and issue."""

from datetime import date

import pytest

from resources.catalogue import facet_index
from tests.factories import make_author, make_many, make_resource

pytestmark = pytest.mark.django_db

URL = "/police-chief/"
MANY = {"kind": "police-chief-article", "publication": "Police Chief"}


def dated(year: int) -> dict:
    return MANY | {"issued_on": date(year, 1, 1), "issued_precision": "year"}


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


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
    facet_index.current()
    with django_assert_num_queries(3):
        client.get(URL)


def test_up_to_two_hundred_are_on_one_page(client):
    make_many(99, **dated(2015))
    make_many(99, **dated(2016))
    make_article(title="Undated B")
    make_article(title="Undated A")
    page = text(client.get(URL))
    assert 'href="#year-2016">2016</a> <span>99<' in page
    assert 'href="#year-undated">Date not known</a> <span>2<' in page
    assert page.count("Many 099") == 2
    assert page.index("Undated A") < page.index("Undated B")


def test_more_are_shown_a_year_at_a_time(client):
    make_many(150, **dated(2015))
    make_many(50, **dated(2016))
    make_article(title="The undated one")
    newest, older, undated = (text(client.get(URL + query)) for query in ("", "?year=2015", "?year=undated"))
    for page, shown, key in ((newest, 50, "2016"), (older, 150, "2015"), (undated, 1, "undated")):
        assert page.count("<h2 id=") == 1
        assert page.count("<h3><a") + page.count("<h4><a") == shown
        assert f'href="?year={key}" aria-current="page"' in page
        assert 'href="?year=2015"' in page
    assert "The undated one" in undated
    assert 'rel="canonical" href="https://library.test/police-chief/?year=2015"' in older
    assert 'rel="canonical" href="https://library.test/police-chief/"' in newest


def test_a_very_full_year_is_cut(client):
    make_many(230, **dated(2015))
    make_many(220, **MANY)
    page = text(client.get(URL))
    assert page.count("<h4><a") == 200
    assert 'href="/resources/?kind=police-chief-article&amp;since=2015&amp;until=2015"' in page
    assert "all 230 as a list" in page
    assert "230 Police Chief articles" in text(
        client.get("/resources/?kind=police-chief-article&since=2015&until=2015")
    )
    page = text(client.get(URL, {"year": "undated"}))
    assert page.count("<h3><a") == 200
    assert 'href="/resources/?kind=police-chief-article&amp;undated=only&amp;sort=title"' in page
    assert "220 Police Chief articles" in text(client.get("/resources/?kind=police-chief-article&undated=only"))


@pytest.mark.parametrize("many", [1, 201])
@pytest.mark.parametrize("asked", ["1999", "20 15", "²", "٢٠١٥", "-1", "9" * 5_000, "\x00", "<b>", "undated"])
def test_a_year_that_is_not_there_is_said(client, many, asked):
    make_many(many, **dated(2015))
    page = text(client.get(URL, {"year": asked}))
    assert ("There are no articles from" in page) is (asked != "\x00")
    assert f"Many {many:03}" in page
    assert "<b>”" not in page
