"""The archive documents of a feed (RFC 5005, 4): all of a list, at addresses that name what they hold."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from resources.models import ChangeNote
from tests.factories import make_many
from tests.resources.formats.following import all_documents, at, link, numbers, read

pytestmark = pytest.mark.django_db


def test_works(client):
    made = make_many(180, publish_at=at(1))
    feeds = all_documents(client, "/resources.atom")
    assert [len(feed.entries) for feed in feeds] == [50, 50, 50, 50]
    assert {number for feed in feeds for number in numbers(feed)} == {each.permanent_number for each in made}
    assert numbers(feeds[0]) == [each.permanent_number for each in made[:-51:-1]]
    assert ["fh_archive" in feed.feed for feed in feeds] == [False, True, True, True]
    assert {link(feed, "current") for feed in feeds} == {"https://library.test/resources.atom"}
    for newer, older in pairwise(feeds[1:]):
        assert link(older, "next-archive") == link(newer, "self")
    assert [bool(link(feed, "next-archive")) for feed in feeds] == [False, False, True, True]


@pytest.mark.parametrize("number", [0, 1, 49, 50, 51, 99, 100, 101, 150])
def test_an_archive_holds_what_the_first_document_does_not(client, number):
    made = make_many(number, publish_at=at(1))
    feeds = all_documents(client, "/resources.atom")
    assert {each for feed in feeds for each in numbers(feed)} == {each.permanent_number for each in made}
    assert [len(feed.entries) for feed in feeds[1:]] == [50] * (max(0, number - 1) // 50)


def test_json_leads_through_the_archive_too(client):
    made = make_many(120, publish_at=at(1))
    address, found = "https://library.test/resources.feed.json", set()
    while address:
        feed = client.get(address.removeprefix("https://library.test")).json()
        found |= {item["id"] for item in feed["items"]}
        address = feed.get("next_url")
    assert found == {f"tag:library.test,2026:{each.permanent_number}" for each in made}


def test_what_is_new_leaves_archive_documents_as_they_are(client):
    make_many(120, publish_at=at(1))
    before = {link(feed, "self"): numbers(feed) for feed in all_documents(client, "/resources.atom")[1:]}
    make_many(40, publish_at=at(2))
    after = {link(feed, "self"): numbers(feed) for feed in all_documents(client, "/resources.atom")[1:]}
    assert len(after) == 3
    assert before.items() <= after.items()


def test_what_is_told_again_gives_other_addresses_from_where_it_stood(client):
    made = make_many(160, publish_at=at(1))
    before = {link(feed, "self"): numbers(feed) for feed in all_documents(client, "/resources.atom")[1:]}
    ChangeNote.objects.tell(made[60], ChangeNote.What.CHANGE, "More.")
    feeds = all_documents(client, "/resources.atom")
    after = {link(feed, "self"): numbers(feed) for feed in feeds[1:]}
    assert numbers(feeds[0])[0] == made[60].permanent_number
    same = before.keys() & after.keys()
    assert [before[address] for address in same] == [after[address] for address in same]
    assert [urlsplit(address).query.partition("-")[0] for address in same] == ["archive=1"]
    # An address of before leads to the page as it is now, which says what its address is.
    [stale] = [address for address in before if "archive=2-" in address]
    assert link(read(client, stale), "self") in after


def test_a_program_that_stops_at_what_it_knows_misses_nothing(client):
    """Whatever changes between two visits: RFC 5005, 4.2."""
    made, held, known = make_many(160, publish_at=at(1)), set(), set()

    def visit() -> None:
        address = "https://library.test/resources.atom"
        while address and address not in known:
            feed = read(client, address)
            held.update(numbers(feed))
            known.update({link(feed, "self")} if "fh_archive" in feed.feed else ())
            address = link(feed, "prev-archive")

    visit()
    new = make_many(70, publish_at=at(2))
    for each in made[50:120]:
        ChangeNote.objects.tell(each, ChangeNote.What.CHANGE, "More.")
    visit()
    assert held == {each.permanent_number for each in (*made, *new)}


@pytest.mark.parametrize("asked", ["", "0", "2", "x", "1-zz", "1-\x00", "-1", "9" * 99, "١", "1 "])
def test_an_archive_document_that_is_not_there(client, asked):
    make_many(60, publish_at=at(1))
    assert client.get("/resources.atom", {"archive": asked}).status_code == 404
    assert client.get("/resources.feed.json", {"archive": asked}).status_code == 404
