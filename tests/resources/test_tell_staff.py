"""A reader who found nothing tells staff what they looked for: by one button, without a cookie, and counted once."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icpr.limits.models import Count
from resources import search_log
from resources.models import SearchCount
from resources.search_log import asked_for, buffer, record
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

LIST, TELL = reverse("resources"), reverse("tell-staff")
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


@pytest.fixture(autouse=True)
def nothing_waits():
    """Of this test's searches nor, afterwards, of the next one's."""
    for memory in (buffer._waiting, record._seen):
        memory.clear()
    yield
    buffer._waiting.clear()


def page(query: str) -> str:
    return Client().get(LIST + query, headers=BROWSER).content.decode()


def form(query: str) -> dict[str, list[str]]:
    """The fields of the form on a list without results."""
    fields: dict[str, list[str]] = {}
    for name, value in FIELD.findall(page(query).partition('class="empty__tell"')[2]):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def told() -> list[tuple[str, str, int, int]]:
    return list(SearchCount.objects.order_by("query").values_list("query", "filters", "times", "asked_for"))


def test_works(client):
    make_resource(title="Patrols")
    answer = Client(enforce_csrf_checks=True).post(TELL, form("?q=Zeppelin+patrols&kind=guide"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "“Zeppelin patrols” stands on their list" in answer.content.decode()
    assert 'href="/resources/?q=Zeppelin+patrols&amp;kind=guide"' in answer.content.decode()
    assert told() == [("zeppelin patrols", "kind=guide", 0, 1)]
    search_log.flush()
    assert told() == [("zeppelin patrols", "kind=guide", 1, 1)], "the search itself is counted beside it"
    row = SearchCount.objects.get()
    assert (row.day, row.results) == (timezone.localdate(), 0)


def test_sent_twice_it_counts_once_and_of_two_readers_twice(client):
    fields = form("?q=zeppelin")
    for _ in range(3):
        assert "Thank you" in client.post(TELL, fields).content.decode()
    assert told() == [("zeppelin", "", 0, 1)]
    client.post(TELL, form("?q=zeppelin"))
    assert told() == [("zeppelin", "", 0, 2)]


def test_a_search_that_finds_something_meanwhile_leads_there(client):
    fields = form("?q=zeppelin")
    make_resource(title="Zeppelin")
    answer = client.post(TELL, fields)
    assert (answer.status_code, answer["Location"]) == (302, "/resources/?q=zeppelin")
    assert told() == []


def test_it_is_offered_for_lists_without_results_alone(client, settings):
    make_resource(title="Trust", kind="report")
    assert form("?q=trust&kind=guide")
    for query in ("", "?q=trust", "?kind=guide"):
        assert TELL not in page(query), query
    settings.SEARCH_LOG_DAYS = 0
    assert TELL not in page("?q=zeppelin")
    assert client.post(TELL, {"q": "zeppelin"}).status_code == 302
    assert told() == []


@pytest.mark.parametrize("text", ["call 212-555-0147", "jane@example.org", "zeppelin " * 20])
def test_what_may_not_be_kept_is_said_and_not_counted(client, text):
    told_so = page(f"?q={text}")
    assert "Staff are not told of this search" in told_so
    assert TELL not in told_so
    assert "These words are not kept" in client.post(TELL, {"q": text}).content.decode()
    assert told() == []
    assert not Count.objects.exists()


def test_a_flood_is_refused_and_the_same_form_counts_later(client, monkeypatch):
    monkeypatch.setattr(asked_for, "FROM_NETWORK", asked_for.Limit("search-asked-for", most=2, seconds=3_600))
    for word in ("one", "two"):
        assert client.post(TELL, form(f"?q={word}")).status_code == 200
    fields = form("?q=three")
    answer = client.post(TELL, fields)
    assert answer.status_code == 429
    assert "Try again in an hour." in answer.content.decode()
    assert [row[0] for row in told()] == ["one", "two"]
    Count.objects.filter(name="search-asked-for").delete()
    assert client.post(TELL, fields).status_code == 200
    assert [row[0] for row in told()] == ["one", "three", "two"]


def test_a_day_holds_so_many_searches_and_no_more(client, monkeypatch):
    monkeypatch.setattr(buffer, "MOST_A_DAY", 1)
    client.post(TELL, form("?q=one"))
    assert client.post(TELL, form("?q=two")).status_code == 429
    assert len(told()) == 1


def test_a_form_on_another_site_counts_nothing(client):
    answer = client.post(TELL, form("?q=zeppelin"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "from another site" in answer.content.decode()
    assert told() == []


def test_whatever_is_sent_is_no_fault_of_the_site(client):
    make_resource(title="Trust")
    for sent in (
        {},
        {"q": ""},
        {"q": "\x00"},
        {"q": "zeppelin", "key": "no key"},
        {"q": ["zeppelin", "two"], "kind": ["x"] * 60, "since": "soon", "undated": "?"},
        {"q": "zeppelin " * 2_000},
        {"key": "a" * 22},
    ):
        assert client.post(TELL, sent).status_code in {200, 302}, sent
    assert client.get(TELL)["Location"] == LIST
    assert client.post(TELL, b"\xff\xfe", content_type="multipart/form-data").status_code == 400


def test_what_is_kept_of_the_reader_is_a_digest_of_the_network_without_the_words(client):
    client.post(TELL, form("?q=zeppelin"))
    assert {count.name for count in Count.objects.all()} == {"search-asked-for", "search-asked-for-once"}
    before = set(Count.objects.filter(name="search-asked-for").values_list("key", flat=True))
    client.post(TELL, form("?q=airship"))
    assert set(Count.objects.filter(name="search-asked-for").values_list("key", flat=True)) == before


def test_staff_see_how_often_it_was_asked_for_the_most_wanted_first(editor):
    day = timezone.localdate()
    for query, times, asked in (("frequent", 9, 1), ("wanted", 2, 5), ("never told", 7, 0)):
        SearchCount.objects.create(day=day, query=query, times=times, results=0, in_part=False, asked_for=asked)
    answer = editor.get("/admin/resources/searchcount/", {"report": "asked"})
    assert [(row.search.query, row.search.total_asked) for row, _ in answer.context["rows"]] == [
        ("wanted", 5),
        ("frequent", 1),
    ]
    assert '<td data-label="Asked for">5</td>' in answer.content.decode()
    counts = {report.name: count for report, count, _ in answer.context["reports"]}
    assert counts["asked"] == 2
    assert any(task.url.endswith("report=asked&days=30") for task in editor.get("/admin/").context["searches"])
