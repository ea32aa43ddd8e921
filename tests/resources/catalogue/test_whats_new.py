"""What happened to the records, by day."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from resources.catalogue import history
from resources.catalogue.history import Only, Place, What
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_expired, make_many, make_resource

pytestmark = pytest.mark.django_db

URL = "/whats-new/"


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="short-list__title" [^>]*>([^<]+)</a>', page)


def older(page: str) -> str:
    """The address of the next page; "" when this is the last."""
    found = re.search(r'<a href="([^"]+)" rel="next">Older</a>', page)
    return URL + unescape(found[1]) if found else ""


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


def all_pages(client, address: str = URL) -> list[str]:
    pages = []
    while address:
        pages.append(text(client.get(address)))
        address = older(pages[-1])
    return pages


def test_all_pages_together_show_each_record_once(client):
    for number in range(100):
        make_resource(title=f"Record {number:03}", publish_at=at(3 if number < 10 else 2 if number < 95 else 1))
    pages = all_pages(client)
    assert [len(titles(page)) for page in pages] == [40, 40, 20]
    assert sorted(title for page in pages for title in titles(page)) == [f"Record {n:03}" for n in range(100)]
    assert [headings(page) for page in pages] == [
        ["March 3, 2026", "March 2, 2026"],
        ["March 2, 2026"],
        ["March 2, 2026", "March 1, 2026"],
    ]
    assert ["85 records added; here are more" in page for page in pages] == [False, True, True]
    assert all("85 records added" in page for page in pages)
    assert ['<a href="?before=2026-03-02">Skip to' in page for page in pages] == [True, True, False]
    assert "<title>What’s new · before March 2, 2026 ·" in pages[1]
    assert 'rel="canonical" href="https://library.test/whats-new/?before=20260302T170000000000Z-' in pages[1]
    assert headings(text(client.get(URL, {"before": "2026-03-02"}))) == ["March 1, 2026"]


def test_an_address_with_the_number_of_a_page_leads_to_its_place(client):
    for number in range(81):
        make_resource(title=f"Record {number:03}", publish_at=at(1) + timedelta(minutes=number))
    pages = all_pages(client)
    for number in (2, 3):
        answer = client.get(URL, {"page": number})
        assert answer.status_code == 302
        assert titles(text(client.get(answer["Location"]))) == titles(pages[number - 1])
    assert titles(text(client.get(URL, {"page": 1}))) == titles(pages[0])


def test_a_day_that_ends_with_the_page_is_not_skipped(client):
    make_many(40, kind="guide", publish_at=at(2))
    make_many(1, kind="guide", publish_at=at(1))
    page = text(client.get(URL))
    assert "40 records added" in page
    assert "day__skip" not in page
    assert "here are more" not in text(client.get(older(page)))


@pytest.mark.parametrize("asked", ["0", "x", "99", "9" * 5_000, "<b>"])
def test_a_page_that_is_not_there_is_said(client, asked):
    make_many(41, kind="guide", publish_at=at(1))
    page = text(client.get(URL, {"page": asked}))
    assert titles(page)
    assert "is not a page number" in page or "There is no page of that number" in page


@pytest.mark.parametrize(
    "asked",
    [
        "x",
        "2026-02-30",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "00010101T000000000000Z-1",
        "٢٠٢٦-٠١-٠١",
        "20260301T170000000000Z-",
        "\0",
        "9" * 99,
    ],
)
def test_a_place_that_is_none_is_said(client, asked):
    make_many(1, kind="guide", publish_at=at(1))
    page = text(client.get(URL, {"before": asked}))
    assert titles(page)
    assert "is no place in the history" in page


def test_before_the_first_event_there_is_none(client):
    make_many(1, kind="guide", publish_at=at(1))
    assert "Nothing happened before that." in text(client.get(URL, {"before": "1999-12-31"}))


def test_a_change_stands_in_it_with_its_note(client):
    made = make_resource(title="Body-worn cameras", publish_at=at(1))
    ChangeNote.objects.create(resource=made, told_at=at(4), text="The study of 2026 is in it.")
    page = text(client.get(URL))
    assert headings(page) == ["March 4, 2026", "March 1, 2026"]
    assert "1 changed" in page
    assert "<b>Changed:</b> The study of 2026 is in it." in page


def test_a_new_edition_names_the_earlier(client):
    later = make_resource(title="The later", publish_at=at(2))
    make_resource(title="The earlier", publish_at=at(1), superseded_by=later)
    make_resource(title="Draft of old", published=False, superseded_by=later)
    page = text(client.get(URL))
    assert re.search(r"<b>New edition of</b> <a href=\"/resources/the-earlier/\"[^>]*>The earlier</a> </p>", page)
    assert "Draft of old" not in page


def test_what_went_is_told_as_it_was_last_seen(client):
    later = make_resource(title="The later", publish_at=at(1))
    taken = make_resource(title="Taken back", publish_at=at(1), superseded_by=later)
    deleted = make_resource(title="Deleted", publish_at=at(1))
    make_expired(title="Its time is over", publish_at=at(1), expire_at=at(5))
    taken.withdraw("It is out of date.")
    deleted.delete()
    taken.title = "Edited later"
    taken.save()
    page = text(client.get(URL))
    assert "<b>Withdrawn.</b> It is out of date." in page
    assert "It was published until March 5, 2026." in page
    assert "<b>Deleted.</b>" in page
    assert "Edited later" not in page
    assert 'Use instead: <a class="event__later" href="/resources/the-later/"' in page
    assert {"Taken back", "Deleted", "Its time is over"} <= {*titles(page)} | {*gone(page)}


def gone(page: str) -> list[str]:
    return re.findall(r'<a class="short-list__title event__gone" [^>]*>([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("what", "said", "day"),
    [("new", "1 record added", 1), ("changed", "1 changed", 3), ("withdrawn", "1 withdrawn or expired", 2)],
)
def test_one_sort_of_events_alone(client, what, said, day):
    made = make_resource(title="Here", publish_at=at(1))
    make_expired(title="Gone", publish_at=at(1), expire_at=at(2))
    ChangeNote.objects.create(resource=made, told_at=at(3), text="More.")
    page = text(client.get(URL, {"what": what}))
    assert headings(page) == [f"March {day}, 2026"]
    assert said in page
    assert f'<a href="?what={what}" aria-current="page">' in page
    assert len(headings(text(client.get(URL)))) == 3


def test_a_sort_that_is_none_is_said(client):
    make_resource(publish_at=at(1))
    page = text(client.get(URL, {"what": "everything"}))
    assert "“everything” is nothing that happens to records" in page
    assert titles(page)


def test_what_was_never_public_is_in_no_history(client):
    for title, times in (("Draft", {"published": False}), ("Tomorrow", {"publish_at": timezone.now() + timedelta(1)})):
        made = make_resource(title=title, **times)
        ChangeNote.objects.create(resource=made, told_at=at(1), text="Unseen words.")
        make_resource(title=f"{title} deleted", **times).delete()
    page = text(client.get(URL))
    assert "Nothing is published yet." in page
    assert "Unseen words" not in page


def test_the_clock_brings_events_and_takes_them(client, monkeypatch):
    now = timezone.now()
    make_resource(title="Soon", publish_at=now + timedelta(hours=1), expire_at=now + timedelta(hours=2))
    for hours, shown in ((0.99, ([], [])), (1, (["Soon"], [])), (2, ([], ["Soon"]))):
        monkeypatch.setattr(timezone, "now", lambda moment=now + timedelta(hours=hours): moment)
        page = text(client.get(URL))
        assert (titles(page), gone(page)) == shown


def test_places_go_on_one_after_another(db):
    """Pages of any length hold all events once, in order, also those of one moment."""
    for number in range(9):
        made = make_expired(publish_at=at(1), expire_at=at(2)) if number % 3 == 0 else make_resource(publish_at=at(1))
        if number % 2:
            ChangeNote.objects.create(resource=made, told_at=at(1) + timedelta(seconds=number), text="More.")
    now = timezone.now()
    whole = history.rows(What.ALL, None, now, most=99)
    assert len(whole) == 6 + 3 + 3
    for size in (1, 2, 5):
        place, found = None, []
        while part := history.rows(What.ALL, place, now, most=size):
            found += part
            place = Place.read(str(part[-1].place))
        assert found == whole


def test_events_can_be_asked_for_of_some_records_alone(db):
    """Of every sort those after a moment, which is no longer one of them."""
    kept, other = make_resource(publish_at=at(2)), make_resource(publish_at=at(2))
    gone, former = make_expired(publish_at=at(1), expire_at=at(3)), make_resource(publish_at=at(1))
    for made in (kept, other):
        ChangeNote.objects.create(resource=made, told_at=at(4), text="More.")
    now, numbers = timezone.now(), frozenset({kept.number, gone.number, former.number})
    found = history.rows(What.ALL, None, now, only=Only(numbers, at(1)))
    assert [(row.number, row.what) for row in found] == [
        (kept.number, What.CHANGED),
        (gone.number, What.WITHDRAWN),
        (kept.number, What.NEW),
    ]
    assert history.rows(What.ALL, None, now, only=Only(frozenset(), at(1))) == []


def test_what_is_gone_is_what_the_clock_says(db):
    now = timezone.now()
    for start in (-3, -1, 1):
        for end in (None, -2, 2):
            for step in ("keep", "withdraw", "delete", "again"):
                if end is not None and end < start:
                    continue
                made = make_resource(
                    publish_at=now + timedelta(start), expire_at=None if end is None else now + timedelta(end)
                )
                if step == "withdraw" and start < 0:
                    made.withdraw("A test.")
                elif step == "delete":
                    made.delete()
                elif step == "again" and start < 0:
                    made.withdraw("A test.")
                    again = {"status": "published", "publish_at": now + timedelta(1), "expire_at": None}
                    Resource.objects.filter(pk=made.pk).update(**again)
    for moment in (now, now + timedelta(1.5), now + timedelta(3)):
        expected = {clock.number: clock.stamp for clock in RecordClock.objects.at(moment) if clock.is_gone}
        assert {clock.number: clock.moment for clock in RecordClock.objects.gone(moment)} == expected
        ways = [clock for way in RecordClock.objects.ways_gone(moment) for clock in way]
        assert len(ways) == len(expected)
        assert {clock.number: clock.moment for clock in ways} == expected


@pytest.mark.parametrize("what", ["", "new", "changed", "withdrawn"])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, what):
    def lay(rows: int) -> None:
        for number in range(rows):
            made = make_resource(publish_at=at(1 + number % 20))
            make_expired(publish_at=at(1), expire_at=at(2 + number % 20))
            ChangeNote.objects.create(resource=made, told_at=at(2 + number % 20), text="More.")

    lay(2)
    for _ in range(2):
        with django_assert_num_queries({"": 10, "new": 4, "changed": 5, "withdrawn": 5}[what]):
            client.get(URL, {"what": what})
        lay(10)
