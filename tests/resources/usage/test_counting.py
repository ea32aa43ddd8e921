"""That counting is bounded, adds up over processes, keeps the site's own days, and lets no page wait."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from icpr.jobs.registry import DUTIES
from resources.models import Catalogue
from resources.usage import counting, forgetting, room
from resources.usage.models import Sort, UsageCount
from tests.factories import make_resource
from tests.resources.usage.counted import BROWSER, counted

pytestmark = pytest.mark.django_db
ABOUT = {"REQUEST_METHOD": "GET", "HTTP_USER_AGENT": "Firefox", "SERVER_NAME": "library"}


def note(address: str, **more) -> None:
    """As a request for an address that was answered."""
    path, _, query = address.partition("?")
    counting.note(ABOUT | {"PATH_INFO": path, "QUERY_STRING": query} | more, resolve(path), 200)


def test_works(django_assert_num_queries):
    note("/about/")
    note("/about/", HTTP_REFERER="https://example.org/")
    assert counted() == {"page /about/": 2, "referrer example.org": 1}
    row = UsageCount.objects.get(sort=Sort.PAGE)
    assert (row.day, row.times) == (timezone.localdate(), 2)
    with django_assert_num_queries(0):
        counting.flush()  # nothing waits
    assert DUTIES["count-openings"].every <= 5, "what a kill loses"


def test_a_page_asks_no_more_of_the_database_for_it():
    make_resource(title="Bicycle patrols")
    client = Client()
    client.get("/resources/")
    with CaptureQueriesContext(connection) as without:
        client.get("/resources/")
    with CaptureQueriesContext(connection) as counting_it:
        client.get("/resources/", headers=BROWSER)
    assert len(counting_it) == len(without)
    assert counting._waiting


def test_a_count_leaves_the_catalogue_version_alone():
    version = Catalogue.versions()
    note("/about/")
    assert counted()
    assert Catalogue.versions() == version


def test_memory_is_bounded_by_the_bounds_themselves():
    """A million hosts and hostile paths take no more memory than the first of them, and nothing is lost of the sum."""
    for number in range(counting.MOST_HOSTS + 200):
        note("/about/", HTTP_REFERER=f"https://site-{number}.example/")
    for number in range(counting.MOST_WAITING + 200):
        note(f"/documents/{number}/a.pdf")
    assert len(counting._hosts) <= counting.MOST_HOSTS + 2  # and the others, of two quarters at most
    assert len(counting._waiting) <= counting.MOST_WAITING + 4
    rows = counted()
    assert rows["referrer "] >= 190
    assert rows["document "] >= 190
    assert sum(times for name, times in rows.items() if name.startswith("document")) == counting.MOST_WAITING + 200
    assert rows["page /about/"] == counting.MOST_HOSTS + 200


def test_a_made_up_name_takes_no_room():
    for number in range(20):
        note(f"/resources/?kind=made-up-{number}")
        note(f"/resources/?made-up-{number}=x")
    note(f"/tags/{'x' * 400}/")
    assert counted() == {"list /resources/": 40, "list ": 1}


def test_the_table_is_bounded_each_day(monkeypatch):
    monkeypatch.setitem(room.MOST_A_DAY, Sort.REFERRER, 2)
    for host in ("one", "two", "two", "three", "three", "three"):
        note("/about/", HTTP_REFERER=f"https://{host}.example/")
    assert counted("referrer") == {"referrer three.example": 3, "referrer two.example": 2, "referrer ": 1}
    for host in ("one", "two"):
        note("/about/", HTTP_REFERER=f"https://{host}.example/")
    assert counted("referrer") == {"referrer three.example": 3, "referrer two.example": 3, "referrer ": 2}


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("America/New_York", datetime(2026, 11, 30, 4, 59, 59, tzinfo=UTC), date(2026, 11, 29)),
        ("America/New_York", datetime(2026, 11, 30, 5, 0, tzinfo=UTC), date(2026, 11, 30)),
        ("Asia/Kathmandu", datetime(2026, 11, 29, 18, 14, 59, tzinfo=UTC), date(2026, 11, 29)),
        ("Asia/Kathmandu", datetime(2026, 11, 29, 18, 15, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_the_day_is_that_of_the_site(settings, monkeypatch, zone, moment, day):
    settings.TIME_ZONE = zone
    monkeypatch.setattr(counting.time, "time", moment.timestamp)
    note("/about/")
    counting.flush()
    assert UsageCount.objects.get().day == day


@pytest.mark.django_db(transaction=True)
def test_processes_add_up():
    """Threads with connections of their own, as several servers have."""

    def write(word: str) -> None:
        today = timezone.localdate()
        for _ in range(5):
            UsageCount.objects.add(
                [UsageCount(day=today, sort=Sort.PAGE, name=name, times=1) for name in (word, "/same/")]
            )
        connections.close_all()

    if connection.vendor == "sqlite":
        write("/a/")  # an in-memory database has one writer
        write("/b/")
    else:
        threads = [threading.Thread(target=write, args=(word,)) for word in ("/a/", "/b/")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counted() == {"page /same/": 10, "page /a/": 5, "page /b/": 5}


@pytest.mark.django_db(transaction=True)
def test_a_refused_write_is_dropped_and_said(caplog):
    note("/about/")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE usage_usagecount RENAME TO elsewhere")
    try:
        counting.flush()
        assert "1 openings were not counted" in caplog.text
        assert Client().get("/about/", headers=BROWSER).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO usage_usagecount")


def test_what_is_old_is_forgotten(settings, capsys):
    settings.USAGE_DAYS, today = 30, timezone.localdate()
    for days in (0, 30, 31, 400):
        UsageCount.objects.create(day=today - timedelta(days=days), sort=Sort.PAGE, name="/", times=9)
    call_command("run_due", "forget-openings")
    assert "Counts forgotten after 30 days: 2" in capsys.readouterr().out
    assert {row.day for row in UsageCount.objects.all()} == {today, today - timedelta(days=30)}
    settings.USAGE_DAYS = 0
    note("/about/")
    counting.flush()
    assert forgetting.forget() == (2, 0)
    assert counted() == {}


def test_sites_of_few_readers_are_forgotten_when_the_day_is_over():
    today = timezone.localdate()
    for day in (today, today - timedelta(days=1)):
        for name, times in (("few.example", 4), ("fewer.example", 1), ("many.example", 5)):
            UsageCount.objects.create(day=day, sort=Sort.REFERRER, name=name, times=times)
    assert forgetting.forget() == (0, 2)
    assert forgetting.forget() == (0, 0)
    rows = UsageCount.objects.filter(day__lt=today)
    assert dict(rows.values_list("name", "times")) == {"many.example": 5, "": 5}
    assert UsageCount.objects.filter(day=today).count() == 3
