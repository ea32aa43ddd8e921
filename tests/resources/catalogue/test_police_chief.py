"""Police Chief articles as a table, by year and page."""

import re
from datetime import date

import pytest

from resources.catalogue import facet_index
from tests.factories import make_author, make_many, make_resource

pytestmark = pytest.mark.django_db

URL = "/police-chief/"
MANY = {"kind": "police-chief-article", "publication": "Police Chief"}
ROW = '<th class="articles__title"'


def dated(year: int) -> dict:
    return MANY | {"issued_on": date(year, 1, 1), "issued_precision": "year"}


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def make_article(**fields):
    return make_resource(**{"kind": "police-chief-article", "publication": "Police Chief"} | fields)


def titles(page: str) -> list[str]:
    return re.findall(rf'{ROW} scope="row">\s?<a [^>]*>([^<]+)</a>', page)


def test_works(client):
    make_article(title="Undated B")
    make_article(title="Undated A")
    make_article(title="Older", issued=2015)
    newer = make_article(title="Newer", issued=date(2016, 9, 1), volume="83", issue="9")
    make_author(resource=newer, family_name="Cell", given_names="Paul M.")
    make_resource(title="A report", issued=2017)
    page = text(client.get(URL))
    assert titles(page) == ["Newer", "Older", "Undated A", "Undated B"]
    assert "<b>4 articles </b>" in page
    assert "September 1, 2016" in page
    assert "vol. 83, no. 9" in page
    assert '<a href="/resources/?author=paul-m-cell">Paul M. Cell</a>' in page
    assert page.index("Older</a>") < page.index("Date not known: 2</th>") < page.index("Undated A</a>")


def test_columns_lead_to_the_years(client):
    make_many(3, **dated(2015))
    make_many(1, **dated(2017))
    make_article(title="The undated one")
    page = text(client.get(URL))
    for year, words in ((2015, "3 articles"), (2017, "1 article")):
        assert f'href="?year={year}" aria-label="{year}: {words}"' in page
    assert '2016<span class="hidden">: no article</span>' in page
    assert '<a href="?year=undated">Date not known</a> <b>1</b>' in page


def test_a_year_shows_its_articles_alone(client):
    make_many(2, **dated(2015))
    make_many(1, **dated(2016))
    make_article(title="The undated one")
    of_year, undated = (text(client.get(URL + query)) for query in ("?year=2015", "?year=undated"))
    assert titles(of_year) == ["Many 001", "Many 002"] or titles(of_year) == ["Many 002", "Many 001"]
    assert "<b>2 articles from 2015</b>" in of_year
    assert 'aria-label="2015: 2 articles" aria-current="page">' in of_year
    assert '<a href="/police-chief/">All 4 articles</a>' in of_year
    assert "<title>Police Chief articles from 2015 ·" in of_year
    assert 'rel="canonical" href="https://library.test/police-chief/?year=2015"' in of_year
    assert titles(undated) == ["The undated one"]
    assert "<b>1 article whose date is not known</b>" in undated
    assert "Date not known: 1</th>" not in undated


def test_only_what_is_public(client):
    make_article(title="Unfinished", published=False)
    page = text(client.get(URL))
    assert "Unfinished" not in page
    assert "No article is published yet." in page


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_author(resource=make_article(issued=2000 + number), family_name="Peel")
        make_author(resource=make_article(), family_name="Mayne")
    facet_index.current()
    with django_assert_num_queries(3):
        client.get(URL)


def test_all_pages_together_show_each_article_once(client):
    make_many(65, **dated(2015))
    make_many(30, **MANY)
    pages = [text(client.get(URL, {"page": page})) for page in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [40, 40, 15]
    assert ["Date not known: 30</th>" in page for page in pages] == [False, True, True]
    assert all("<b>95 articles </b> (" in page for page in pages)
    assert '<a href="?page=3" rel="next">' in pages[1]
    assert "<title>Police Chief articles · page 2 ·" in pages[1]
    assert 'rel="canonical" href="https://library.test/police-chief/?page=2"' in pages[1]
    shown = [title for page in pages for title in titles(page)]
    assert sorted(shown) == sorted([f"Many {n:03}" for n in range(1, 66)] + [f"Many {n:03}" for n in range(1, 31)])


def test_a_year_has_pages_of_its_own(client):
    make_many(50, **dated(2015))
    make_many(5, **dated(2016))
    page = text(client.get(URL, {"year": "2015", "page": "2"}))
    assert len(titles(page)) == 10
    assert "<b>50 articles from 2015</b> (41 to 50)" in page
    assert '<a href="?year=2015" rel="prev">' in page


@pytest.mark.parametrize("many", [1, 201])
@pytest.mark.parametrize("asked", ["1999", "20 15", "²", "٢٠١٥", "-1", "9" * 5_000, "\x00", "<b>", "undated"])
def test_a_year_that_is_not_there_is_said(client, many, asked):
    make_many(many, **dated(2015))
    page = text(client.get(URL, {"year": asked}))
    assert ("There are no articles from" in page) is (asked != "\x00")
    assert f"<b>{many} article" in page
    assert "<b>”" not in page


@pytest.mark.parametrize("asked", ["0", "x", "99", "9" * 5_000, "\x00"])
def test_a_page_that_is_not_there_is_said(client, asked):
    make_many(50, **dated(2015))
    page = text(client.get(URL, {"page": asked}))
    assert titles(page)
    assert ("page" in page.partition("</h1>")[2].partition("<table")[0].lower()) is (asked != "\x00")
