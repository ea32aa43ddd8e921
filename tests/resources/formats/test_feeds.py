"""Feeds of lists: the same records, told of last first, in Atom and as JSON Feed."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.utils import timezone

from resources.catalogue import facet_index, listing
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import (
    make_author,
    make_expired,
    make_pillar,
    make_publisher,
    make_resource,
    make_topic,
)
from tests.resources.catalogue.random_library import MOMENT, make_library
from tests.resources.formats.following import all_documents, at, link, numbers, read

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


def test_works(client):
    pillar, topic = make_pillar(name="Policy & Oversight"), make_topic(name="Use of Force")
    address = {"official_url": "https://example.org/it", "address_evidence": "own-page", "access": "open"}
    made = make_resource(
        title="Crowds <b>&</b> trust",
        publish_at=at(1),
        pillars=[pillar],
        topics=[topic],
        tags=["crowd control"],
        publishers=[make_publisher()],
        **address,
    )
    make_author(resource=made, family_name="Peel", given_names="Robert")
    make_author(resource=made, position=2, organization="City Press")
    older = make_resource(publish_at=at(1) - timedelta(days=1), pillars=[pillar])
    feed = read(client, "/pillars/policy-oversight.atom")
    assert feed.version == "atom10"
    assert feed.feed.title == "Resources on Policy & Oversight · ICPR Resource Library"
    assert feed.feed.author == "ICPR Resource Library"
    assert feed.feed.id == "tag:library.test,2026:pillars/policy-oversight/"
    assert feed.feed.updated == "2026-03-01T17:00:00+00:00"
    assert link(feed, "self") == link(feed, "current") == "https://library.test/pillars/policy-oversight.atom"
    assert link(feed, "alternate") == "https://library.test/pillars/policy-oversight/"
    assert numbers(feed) == [made.permanent_number, older.permanent_number]
    entry = feed.entries[0]
    assert entry.id == f"tag:library.test,2026:{made.permanent_number}"
    assert entry.title == "Crowds <b>&</b> trust"
    assert entry.published == entry.updated == "2026-03-01T17:00:00+00:00"
    assert entry.summary == made.annotation
    assert [author.name for author in entry.authors] == ["Robert Peel", "City Press"]
    assert [tag.label for tag in entry.tags] == ["Policy & Oversight", "Use of Force", "crowd control"]
    assert entry.tags[2].scheme == "https://library.test/tags/"
    assert "New: added on March 1, 2026." in entry.content[0].value
    assert "Open at the publisher" in entry.content[0].value
    assert {each.rel: each.href for each in entry.links} == {
        "alternate": f"https://library.test{made.get_absolute_url()}",
        "related": "https://example.org/it",
    }


def test_json_says_the_same(client):
    pillar = make_pillar(name="Policy & Oversight")
    made = make_resource(title="Crowds", publish_at=at(1), pillars=[pillar], tags=["youth"])
    make_author(resource=made, family_name="Peel")
    answer = client.get("/pillars/policy-oversight.feed.json")
    assert answer["Content-Type"] == "application/feed+json"
    feed, atom = answer.json(), read(client, "/pillars/policy-oversight.atom")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == atom.feed.title
    assert feed["home_page_url"] == "https://library.test/pillars/policy-oversight/"
    assert feed["feed_url"] == "https://library.test/pillars/policy-oversight.feed.json"
    assert "next_url" not in feed
    [item] = feed["items"]
    assert item == {
        "id": atom.entries[0].id,
        "url": "https://library.test/resources/crowds/",
        "title": "Crowds",
        "content_html": atom.entries[0].content[0].value,
        "summary": made.annotation,
        "date_published": "2026-03-01T17:00:00+00:00",
        "date_modified": "2026-03-01T17:00:00+00:00",
        "authors": [{"name": "Peel"}],
        "tags": ["Policy & Oversight", "youth"],
        "language": "en",
    }


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "All resources"),
        ("?q=trust", "Resources matching “trust”"),
        ("?kind=report&since=2015", "Reports since 2015"),
        ("?tag=youth&sort=title", "Resources about youth"),
    ],
)
def test_a_feed_is_named_by_its_query_in_words(client, query, title):
    made = make_resource(title="Trust", kind="report", issued=2019, tags=["youth"])
    feed = read(client, f"/resources.atom{query}")
    assert feed.feed.title == f"{title} · ICPR Resource Library"
    assert numbers(feed) == [made.permanent_number]


def test_what_is_not_understood_is_said(client):
    make_resource()
    feed = read(client, "/resources.atom?since=x")
    assert "“x”" in feed.feed.subtitle
    assert "“x”" in client.get("/resources.feed.json?since=x").json()["description"]


def test_news_comes_first_whatever_the_order_of_the_list(client):
    first, second, third = (
        make_resource(title=title, publish_at=at(day)) for title, day in (("C", 1), ("A", 3), ("B", 2))
    )
    order = [made.permanent_number for made in (second, third, first)]
    assert numbers(read(client, "/resources.atom?sort=title")) == order
    ChangeNote.objects.tell(first, ChangeNote.What.CHANGE, "The figures of 2026 are in it.")
    feed = read(client, "/resources.atom?sort=title")
    assert numbers(feed) == [first.permanent_number, *order[:2]]
    assert feed.feed.updated == feed.entries[0].updated > feed.entries[1].updated
    assert feed.entries[0].published == "2026-03-01T17:00:00+00:00"
    assert "The figures of 2026 are in it." in feed.entries[0].content[0].value


def test_a_new_edition_names_what_it_replaces(client):
    later = make_resource(title="Later", publish_at=at(2))
    make_resource(title="Earlier", publish_at=at(1), superseded_by=later)
    make_resource(title="Draft of it", published=False, superseded_by=later)
    said = read(client, "/resources/later.atom").entries[0].content[0].value
    assert 'New edition of <a href="https://library.test/resources/earlier/">Earlier</a>.' in said
    assert "Draft of it" not in said


HOSTILE = [
    "Bad \x00\x08\x0b\x1b\x7f\ufffe\uffff signs",
    "]]> <![CDATA[ <!-- & &amp; &#0; </title> --",
    "שלום \u202eabc\u202c עולם",
    "👮🏽‍♀️ 👩‍👩‍👧 \U0010ffff",
    '<script>alert("x")</script>',
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_title_is_read_back(client, title):
    stored = title.replace("\x00", "")  # which no database holds
    made = make_resource(title="Plain", tags=["plain"])
    Resource.objects.filter(pk=made.pk).update(title=stored, annotation=stored)
    answer = client.get("/resources.atom")
    read(client, "/resources.atom")
    shown = "".join(c for c in stored if c not in "\x08\x0b\x1b\ufffe\uffff")
    [entry] = ElementTree.fromstring(answer.content).findall("a:entry", ATOM)
    assert entry.find("a:title", ATOM).text == shown
    assert entry.find("a:summary", ATOM).text == shown
    assert "<script" not in entry.find("a:content", ATOM).text
    [item] = client.get("/resources.feed.json").json()["items"]
    assert item["title"] == stored
    assert "<script" not in item["content_html"]


def test_the_clock_decides_what_is_in_a_feed(client, monkeypatch):
    now = timezone.now()
    make_resource(title="Here", publish_at=at(1))
    make_resource(title="Soon", publish_at=now + timedelta(days=1), expire_at=now + timedelta(days=2))
    for days, shown in ((0.99, ["Here"]), (1, ["Soon", "Here"]), (2, ["Here"])):
        moment = now + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        feed = read(client, "/resources.atom")
        assert [entry.title for entry in feed.entries] == shown
        if days == 1:
            assert datetime.fromisoformat(feed.feed.updated) == moment
    assert datetime.fromisoformat(feed.feed.updated) == moment, "it went"


def deleted(client, address: str) -> dict[str, str]:
    """Number → comment of what a feed says has gone."""
    root = ElementTree.fromstring(client.get(address).content)
    rows = root.findall("at:deleted-entry", ATOM)
    assert all(datetime.fromisoformat(row.get("when")) for row in rows)
    return {row.get("ref").rpartition(":")[2]: row.find("at:comment", ATOM).text for row in rows}


def test_what_went_is_said_where_it_is_known(client):
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    make_resource(pillars=[trust], tags=["youth"])
    taken = make_resource(title="Taken", pillars=[trust], kind="report")
    over = make_expired(publish_at=at(1), expire_at=at(2), pillars=[trust, policy], kind="guide")
    gone = make_resource(pillars=[policy])
    make_resource(published=False, pillars=[trust]).delete()
    taken.withdraw("It is out of date.")
    number = gone.permanent_number
    gone.delete()
    everything = deleted(client, "/resources.atom")
    assert everything.keys() == {taken.permanent_number, over.permanent_number, number}
    assert everything[taken.permanent_number].endswith("It is out of date.")
    assert deleted(client, "/pillars/trust.atom").keys() == {taken.permanent_number, over.permanent_number}
    assert deleted(client, "/pillars/policy.atom").keys() == {over.permanent_number, number}
    assert deleted(client, "/resources.atom?kind=report&pillar=trust").keys() == {taken.permanent_number}
    for unknown in ("?q=taken", "?since=2001", "?tag=youth", "?undated=only"):
        assert deleted(client, f"/resources.atom{unknown}") == {}
    feed = read(client, "/resources.atom")
    assert datetime.fromisoformat(feed.feed.updated) >= RecordClock.objects.get(number=taken.number).written_at


QUERIES = [
    "",
    "q=trust",
    "kind=report",
    "pillar=pillar-1&sort=title",
    "tag=tag-1&since=1950",
    "undated=only",
    "q=nothing+at+all",
]


@pytest.mark.parametrize("seed", [3, 5])
def test_the_same_records_as_the_list(client, seed):
    make_library(seed)
    Resource.objects.published(MOMENT).update(publish_at=timezone.now(), expire_at=None)
    for query in QUERIES:
        asked = listing.of_query(QueryDict(query))
        expected = set(Resource.objects.filter(pk__in=asked.ids()).values_list("number", flat=True))
        feeds = all_documents(client, f"/resources.atom?{query}")
        found = {int(number.removeprefix("ICPR-")) for feed in feeds for number in numbers(feed)}
        assert found == expected
        assert len(found) == asked.total


def test_nothing_of_a_draft_or_for_staff(client):
    make_resource(title="Public", staff_note="For staff.")
    make_resource(title="Unfinished", published=False)
    for form in ("atom", "feed.json"):
        text = client.get(f"/resources.{form}").content.decode()
        assert "Public" in text
        assert "Unfinished" not in text
        assert "For staff" not in text


PINNED = {
    "/resources.atom": 11,
    "/resources.feed.json": 11,
    "/resources.atom?pillar=pillar-1": 12,
    "/whats-new.atom": 6,
}


@pytest.mark.parametrize(("address", "queries"), PINNED.items())
def test_a_pinned_number_of_queries(client, django_assert_num_queries, address, queries):
    pillar, topic = make_pillar(), make_topic()

    def lay(rows: int) -> None:
        for number in range(rows):
            made = make_resource(pillars=[pillar], topics=[topic], tags=["youth"], publish_at=at(1))
            make_author(resource=made, family_name="Peel")
            make_resource(title=f"Earlier {number}", superseded_by=made, pillars=[pillar], publish_at=at(1))
            ChangeNote.objects.tell(made, ChangeNote.What.CHANGE, "More.")
            make_expired(publish_at=at(1), expire_at=at(2), pillars=[pillar])

    lay(2)
    for _ in range(2):
        facet_index.current()
        client.get("/resources.atom")  # the order is read once
        with django_assert_num_queries(queries):
            client.get(address)
        lay(8)
