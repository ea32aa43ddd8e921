"""What is counted of the public's searches, what is kept out, and that the page never waits for it."""

import threading
from datetime import timedelta
from io import StringIO
from ipaddress import IPv4Address

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.models.functions import Now
from django.test import Client, RequestFactory
from django.utils import timezone

from icpr.jobs.models import Job
from icpr.jobs.runner import Runner
from resources import search_log
from resources.models import Catalogue, SearchCount
from resources.search_log import buffer, record
from resources.search_log.words import kept
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def nothing_waits():
    for memory in (buffer._waiting, record._seen):
        memory.clear()


def search(
    client: Client | None = None, *, agent: str = BROWSER, headers=(), method: str = "get", **parameters
) -> list:
    """Search as a reader does. Returns all that is counted: (query, filters, times, results)."""
    headers = {"User-Agent": agent, **dict(headers)}
    answer = getattr(client or Client(), method)("/resources/", parameters, headers=headers)
    assert answer.status_code == 200
    assert not answer.cookies
    search_log.flush()
    return list(SearchCount.objects.values_list("query", "filters", "times", "results"))


def test_works():
    pillar = make_pillar(name="Oversight")
    make_resource(title="Bicycle patrols", kind="guide", pillars=[pillar])
    make_resource(title="Bicycle theft")
    assert search(q="  Bicycle   PATRÓLS ", kind="guide", pillar="oversight", sort="title") == [
        ("bicycle patrols", "pillar=oversight&kind=guide", 1, 1)
    ]
    assert ("unicycles", "", 1, 0) in search(q="unicycles")
    row = SearchCount.objects.get(query="unicycles")
    assert (row.day, row.in_part) == (timezone.localdate(), False)


def test_the_same_search_of_two_readers_is_one_row_with_the_later_number():
    make_resource(title="Bicycle patrols")
    search(q="bicycle")
    make_resource(title="Bicycle theft")
    assert search(q="Bicycle", agent=f"{BROWSER} other") == [("bicycle", "", 2, 2)]


def test_what_finds_only_the_nearest_is_told_from_what_finds():
    make_resource(title="Bicycle patrols")
    search(q="bicycle unicycle")
    assert SearchCount.objects.get().in_part
    assert SearchCount.objects.get().results == 0


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "  ",
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        "curl/8.5.0",
        "python-requests/2.32",
        "HeadlessChrome/130",
        "facebookexternalhit/1.1",
    ],
)
def test_machines_are_not_counted(agent):
    assert search(q="bicycle", agent=agent) == []


def test_what_is_not_a_first_look_is_not_counted(editor):
    for title in range(30):
        make_resource(title=f"Bicycle {title}")
    assert search(q="bicycle", page="2") == []
    assert search(q="bicycle", headers={"Sec-Purpose": "prefetch;prerender"}) == []
    assert search(q="bicycle", headers={"Purpose": "prefetch"}) == []
    assert search(q="bicycle", method="head") == []
    assert search(editor, q="bicycle") == []
    assert search(kind="report") == []
    assert search(q="bicycle", kind="nonsense") == [("bicycle", "", 1, 30)]
    assert search(q="bicycle") == [("bicycle", "", 1, 30)]
    assert search(q="bicycle", sort="title") == [("bicycle", "", 1, 30)]


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_a_forged_header_makes_no_second_reader(settings, behind_proxy):
    settings.BEHIND_PROXY = behind_proxy
    for forged in ("203.0.113.1", "203.0.113.2", "x, y"):
        seen_by_the_proxy = "198.51.100.7"
        search(q="bicycle", headers={"X-Forwarded-For": f"{forged}, {seen_by_the_proxy}"})
    assert SearchCount.objects.get().times == 1


def test_one_line_with_ipv6_is_one_reader():
    """As limits count it: a line has as many addresses as it likes."""
    for number in range(3):
        search(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), q="bicycle")
    assert SearchCount.objects.get().times == 1
    assert search(Client(REMOTE_ADDR="2001:db8:1:3::1"), q="bicycle") == [("bicycle", "", 2, 0)]


def test_who_searched_last_is_remembered_longest(monkeypatch):
    monkeypatch.setattr(record, "REMEMBERED", 2)
    for word in ("one", "two", "one", "three"):
        search(q=word)
    assert SearchCount.objects.get(query="one").times == 1
    search(q="one")
    assert SearchCount.objects.get(query="one").times == 1
    search(q="two")
    assert SearchCount.objects.get(query="two").times == 2, "it had to be forgotten"


def test_a_search_after_half_an_hour_counts_again():
    for minutes, times in ((0, 1), (29, 1), (31, 2)):
        record._seen.update({key: at - minutes * 60 for key, at in record._seen.items()})
        assert search(q="bicycle") == [("bicycle", "", times, 0)]


def test_of_many_readers_no_more_are_remembered_than_the_bound():
    """The bound itself, not one that a test sets: half a million strangers take no more memory than five thousand."""
    request, most = RequestFactory().get("/resources/"), record.REMEMBERED
    for number in range(most + 50):
        request.META["REMOTE_ADDR"] = str(IPv4Address(number))
        assert not record.is_repeat(request, "bicycle", "")
    assert len(record._seen) == most
    assert record.is_repeat(request, "bicycle", "")


def test_the_memory_of_repeats_is_bounded_and_holds_no_address(monkeypatch):
    monkeypatch.setattr(record, "REMEMBERED", 3)
    for word in ("one", "two", "three", "four", "five"):
        search(q=word)
    assert len(record._seen) == 3
    assert all(len(key) == 16 for key in record._seen)
    assert not any(b"127.0.0.1" in key for key in record._seen)


@pytest.mark.parametrize(
    "text",
    [
        "officer jane.doe@example.org",
        "jane＠example.org",
        "@janedoe",
        "call 212-555-0147",
        "(212) 555 01 47 complaint",
        "+44 20 7946 0958",
        "ssn 123-45-6789",
        "1 2 3 4 5 6 7",
        "case 2023123456",
        "badge 48213",
        "٢١٢٥٥٥٠١٤٧",
        "john born 01/02/1980",
        "john 1/2/80",
        "noise at 12 north maple street",
        "word " * 30,
    ],
)
def test_what_may_tell_of_a_person_is_not_kept(text):
    assert kept(text) == ""
    assert search(q=text) == []


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("21st Century Policing", "21st century policing"),
        ("Plans 2014–2015", "plans 2014–2015"),
        ("since 2013 2014 2015", "since 2013 2014 2015"),
        ("42 USC 1983", "42 USC 1983"),
        ("9-1-1 dispatch", "9-1-1 dispatch"),
        ("ICE raids", "ICE raids"),
        ("ice", "ice"),
        ("USE OF FORCE", "use of force"),
        ('"Chief’s Café" -grant', '"chiefs cafe" -grant'),
    ],
)
def test_what_does_not_is_kept_in_one_form(typed, counted):
    assert kept(typed) == counted


def test_control_characters_and_long_filters_do_no_harm():
    assert search(q="bi\x00cycle\x1b[31m \u202e patrol")[0][0] == "bi cycle [31m patrol"
    tags = [f"{'long ' * 10}{number}" for number in range(8)]
    make_resource(title="Tagged", tags=tags)
    assert len(search(q="tagged", tag=tags)) == 1


def test_a_count_leaves_the_catalogue_version_alone():
    version = Catalogue.versions()
    assert search(q="bicycle")
    assert Catalogue.versions() == version


def test_searches_expire(settings):
    settings.SEARCH_LOG_DAYS = 30
    today = timezone.localdate()
    for days in (29, 30, 31, 400):
        SearchCount.objects.create(day=today - timedelta(days=days), query="old", times=1, results=0, in_part=False)
    out = StringIO()
    call_command("run_due", stdout=out)
    assert "Searches forgotten after 30 days: 2" in out.getvalue()
    assert {row.day for row in SearchCount.objects.all()} == {today - timedelta(days=days) for days in (29, 30)}
    settings.SEARCH_LOG_DAYS = 10
    search(q="new")
    call_command("run_due", "forget-searches", stdout=out)
    assert [row.query for row in SearchCount.objects.all()] == ["new"]


def test_with_no_days_nothing_is_counted_and_what_was_is_forgotten(settings):
    search(q="bicycle")
    assert SearchCount.objects.exists()
    settings.SEARCH_LOG_DAYS = 0
    assert search(q="unicycle")[0][0] == "bicycle"
    assert search_log.expire() == 1
    assert not SearchCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_server_forgets_old_searches_though_nobody_searches(settings):
    """Only time passes: the thread of a server process finds the job due."""
    runner = Runner()
    for settings.SEARCH_LOG_DAYS, days in ((30, 31), (0, 0)):
        day = timezone.localdate() - timedelta(days=days)
        SearchCount.objects.create(day=day, query="old", times=1, results=0, in_part=False)
        Job.objects.filter(name="forget-searches").update(due_at=Now())
        runner._look()
        assert not SearchCount.objects.exists()


def test_neither_memory_nor_table_grows_without_end(monkeypatch):
    monkeypatch.setattr(buffer, "MOST_WAITING", 2)
    today = timezone.localdate()
    for word in ("one", "two", "three", "two"):
        buffer.add(today, word, "", results=0, in_part=False)
    search_log.flush()
    assert {row.query: row.times for row in SearchCount.objects.all()} == {"one": 1, "two": 2}
    monkeypatch.setattr(buffer, "MOST_A_DAY", 2)
    assert len(search(q="four")) == 2


def test_the_page_asks_no_more_queries_for_it(django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    make_resource(title="Bicycle patrols")
    client = Client()
    client.get("/resources/", {"q": "bicycle"})
    with CaptureQueriesContext(connection) as without:
        client.get("/resources/", {"q": "bicycle"})
    with django_assert_num_queries(len(without)):
        client.get("/resources/", {"q": "bicycle"}, headers={"User-Agent": BROWSER})
    assert buffer._waiting


@pytest.mark.django_db(transaction=True)
def test_many_processes_count_the_same_search(transactional_db):
    """Threads with connections of their own, as several servers have."""

    def write(word: str) -> None:
        today = timezone.localdate()
        counts = [SearchCount(day=today, query=query, times=1, results=0, in_part=False) for query in ("same", word)]
        for _ in range(5):
            SearchCount.objects.add(counts)
        connections.close_all()

    if connection.vendor == "sqlite":
        write("a")  # an in-memory database has one writer
        write("b")
    else:
        threads = [threading.Thread(target=write, args=(word,)) for word in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {row.query: row.times for row in SearchCount.objects.all()} == {"same": 10, "a": 5, "b": 5}


@pytest.mark.django_db(transaction=True)
def test_a_refused_write_is_dropped_and_said(caplog):
    buffer.add(timezone.localdate(), "bicycle", "", results=0, in_part=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE resources_searchcount RENAME TO elsewhere")
    try:
        search_log.flush()
        assert "1 searches were not counted" in caplog.text
        assert "bicycle" not in caplog.text
        assert Client().get("/resources/", {"q": "bicycle"}, headers={"User-Agent": BROWSER}).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO resources_searchcount")
