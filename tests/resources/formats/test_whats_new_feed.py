"""The feed of What's new: the same events as the page."""

import pytest

from resources.models import ChangeNote
from tests.factories import make_many, make_resource
from tests.resources.formats.following import at, link, read

pytestmark = pytest.mark.django_db


def test_works(client):
    made = make_resource(title="Cameras", publish_at=at(1))
    ChangeNote.objects.create(resource=made, told_at=at(3), text="The study of 2026 is in it.")
    taken = make_resource(title="Taken", publish_at=at(2))
    taken.withdraw("It is out of date.")
    feed = read(client, "/whats-new.atom")
    assert feed.feed.title == "What’s new · ICPR Resource Library"
    assert [entry.title for entry in feed.entries] == ["Withdrawn: Taken", "Changed: Cameras", "Cameras"]
    assert feed.entries[0].link == f"https://library.test{taken.permanent_url}"
    assert "It is out of date." in feed.entries[0].summary
    assert "The study of 2026 is in it." in feed.entries[1].content[0].value
    assert feed.entries[2].id == f"tag:library.test,2026:{made.permanent_number}:new:20260301T170000000000Z"
    assert feed.feed.updated == feed.entries[0].updated
    only = read(client, "/whats-new.atom?what=changed")
    assert [entry.title for entry in only.entries] == ["Changed: Cameras"]
    assert link(only, "self") == "https://library.test/whats-new.atom?what=changed"
    assert len(client.get("/whats-new.feed.json").json()["items"]) == 3


def test_the_history_goes_on_from_place_to_place(client):
    make_many(120, publish_at=at(1))
    address, found = "https://library.test/whats-new.atom", []
    while address:
        feed = read(client, address)
        found += [entry.id for entry in feed.entries]
        address = link(feed, "next")
    assert len(found) == len(set(found)) == 120


def test_a_history_that_holds_nothing(client):
    feed = read(client, "/whats-new.atom?what=withdrawn&before=x")
    assert feed.entries == []
    assert "“x” is no place in the history" in feed.feed.subtitle


@pytest.mark.parametrize("what", ["changed", "withdrawn"])
def test_what_is_no_list_of_records_is_followed_and_not_taken_for_one(client, what):
    made, taken = make_resource(title="Cameras"), make_resource(title="Taken")
    ChangeNote.objects.create(resource=made, told_at=at(3), text="The study of 2026 is in it.")
    taken.withdraw("It is out of date.")
    page = client.get(f"/whats-new/?what={what}").content.decode()
    assert f'href="/whats-new.atom?what={what}"' in page
    assert "/whats-new.csv" not in page
    told = f"Only feeds keep to “{what}”; other forms hold all records, the latest added first."
    assert told in client.get(f"/whats-new.json?what={what}").json()["notices"]
    assert "/whats-new.csv" in client.get("/whats-new/").content.decode()
