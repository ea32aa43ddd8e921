"""What was added to the library, by day."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from resources.catalogue import facet_index
from tests.factories import make_many, make_resource

pytestmark = pytest.mark.django_db

URL = "/whats-new/"


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="short-list__title" [^>]*>([^<]+)</a>', page)


def headings(page: str) -> list[str]:
    return re.findall(r'<h2 id="day-[^"]*">([^<]+)</h2>', page)


def test_works(client):
    make_resource(title="Older", publish_at=at(1), kind="report", issued=2015)
    make_resource(title="Newer", publish_at=at(2), kind="guide")
    page = text(client.get(URL))
    assert headings(page) == ["March 2, 2026", "March 1, 2026"]
    assert titles(page) == ["Newer", "Older"]
    assert page.count("1 record added") == 2
    assert "Report, 2015" in page
    assert 'aria-label="Pages"' not in page
    assert "day__skip" not in page


def test_a_day_says_what_was_added(client):
    for kind, number in (("report", 3), ("model-policy", 2), ("guide", 2), ("video", 1), ("study", 1), ("speech", 1)):
        make_many(number, kind=kind, publish_at=at(1))
    page = text(client.get(URL))
    assert "10 records added" in page
    shown = re.search(r'<ul class="plain day__kinds">(.*?)</ul>', page)[1]
    assert re.findall(r"<li>([^<]+)</li>", shown)[0] == "3 reports"
    assert "<li>2 model policies</li>" in shown
    assert shown.endswith("<li>2 of other kinds</li> ")


def test_days_are_those_of_the_sites_own_clock(client, settings):
    settings.TIME_ZONE = "America/New_York"
    make_resource(publish_at=at(2, 3))
    make_resource(publish_at=at(2, 6))
    page = text(client.get(URL))
    assert headings(page) == ["March 2, 2026", "March 1, 2026"]
    assert page.count("1 record added") == 2


def test_only_what_is_public(client):
    make_resource(title="Unfinished", published=False)
    make_resource(title="Tomorrow", publish_at=timezone.now() + timedelta(days=1))
    page = text(client.get(URL))
    assert "Unfinished" not in page
    assert "Tomorrow" not in page
    assert "Nothing is published yet." in page


def test_a_days_numbers_are_of_what_is_public(client):
    make_resource(publish_at=at(1))
    make_resource(publish_at=at(1), published=False)
    make_resource(publish_at=at(1), expire_at=at(2))
    assert "1 record added" in text(client.get(URL))


def test_all_pages_together_show_each_record_once(client):
    for number in range(100):
        make_resource(title=f"Record {number:03}", publish_at=at(3 if number < 10 else 2 if number < 95 else 1))
    pages = [text(client.get(URL, {"page": page} if page > 1 else {})) for page in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [40, 40, 20]
    assert sorted(title for page in pages for title in titles(page)) == [f"Record {n:03}" for n in range(100)]
    assert [headings(page) for page in pages] == [
        ["March 3, 2026", "March 2, 2026"],
        ["March 2, 2026"],
        ["March 2, 2026", "March 1, 2026"],
    ]
    assert ["85 records added; here are more" in page for page in pages] == [False, True, True]
    assert all("85 records added" in page for page in pages)
    assert ['<a href="?page=3">Skip to' in page for page in pages] == [True, True, False]
    assert "<title>What’s new · page 2 ·" in pages[1]
    assert 'rel="canonical" href="https://library.test/whats-new/?page=2"' in pages[1]


def test_a_day_that_ends_with_the_page_is_not_skipped(client):
    make_many(40, kind="guide", publish_at=at(2))
    make_many(1, kind="guide", publish_at=at(1))
    page = text(client.get(URL))
    assert "40 records added" in page
    assert "day__skip" not in page
    assert "here are more" not in text(client.get(URL, {"page": 2}))


@pytest.mark.parametrize("asked", ["0", "x", "99", "9" * 5_000, "<b>"])
def test_a_page_that_is_not_there_is_said(client, asked):
    make_many(41, kind="guide", publish_at=at(1))
    page = text(client.get(URL, {"page": asked}))
    assert titles(page)
    assert "is not a page number" in page or "There is no page" in page


@pytest.mark.parametrize("rows", [2, 60])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_resource(publish_at=at(1 + number % 20))
    facet_index.current()
    with django_assert_num_queries(3):
        client.get(URL)
