"""What became of the entries of a list since they were put on it, as a page and as feeds."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.models import Item
from resources.models import ChangeNote, Resource
from resources.reading_lists.models import Entry
from tests.factories import make_item, make_resource
from tests.resources.formats.following import link, read
from tests.resources.reading_lists.shared_list import SharedList, make_list

pytestmark = pytest.mark.django_db

FEEDS = (".atom", ".feed.json")


def begun(*things, days: int = 100) -> SharedList:
    """A list that was made so many days ago, of things as old."""
    Resource.objects.update(publish_at=timezone.now() - timedelta(days=days + 1))
    Item.objects.update(reworded_at=timezone.now() - timedelta(days=days + 1))
    made, ago = make_list(*things), timezone.now() - timedelta(days=days)
    Entry.objects.update(added_at=ago)
    type(made.kept).objects.update(created_at=ago)
    return made


def told(client, made: SharedList, query: str = "") -> list[str]:
    """What the page tells, by its titles and its words."""
    page = " ".join(client.get(f"{made.shared}/changes/{query}").content.decode().split())
    return re.findall(r'short-list__title[^>]*>([^<]+)</a> ?<p class="event__says"> ?<b>([^<]+)</b>', page)


def titles(client, made: SharedList) -> list[str]:
    return [entry.title for entry in read(client, f"{made.shared}.atom").entries]


def test_works(client):
    kept, gone = make_resource(title="Kept"), make_resource(title="Gone")
    item = make_item(number="1.5")
    made = begun(kept, gone, item)
    assert told(client, made) == []
    ChangeNote.objects.tell(kept, "edition", "The third edition.")
    ChangeNote.objects.update(told_at=timezone.now() - timedelta(seconds=1))  # SQLite stamps what goes in milliseconds
    gone.withdraw("It is out of date.")
    item.statement = "Do it otherwise."
    item.save()
    expected = [(str(item), "Reworded:"), ("Gone", "Withdrawn."), ("Kept", "New edition:")]
    assert told(client, made) == expected
    assert titles(client, made) == [f"Reworded: {item}", "Withdrawn: Gone", "New edition: Kept"]
    items = client.get(f"{made.shared}.feed.json").json()["items"]
    assert [each["id"] for each in items] == [entry.id for entry in read(client, f"{made.shared}.atom").entries]


def test_what_happened_before_an_entry_was_added_is_not_told(client):
    record = make_resource()
    ChangeNote.objects.tell(record, "change", "Before.")
    made = make_list(record)
    assert told(client, made) == []
    assert titles(client, made) == []


def test_other_records_are_not_told_of(client):
    kept, other = make_resource(), make_resource()
    made = begun(kept)
    ChangeNote.objects.tell(other, "change", "Of another.")
    make_resource(title="Quite new")
    assert told(client, made) == []


def test_a_new_edition_is_told_while_the_old_one_still_stands(client):
    old = make_resource(title="First")
    made = begun(old)
    new = make_resource(title="Second")
    Resource.objects.filter(pk=old.pk).update(superseded_by=new)
    assert told(client, made) == [("Second", "New edition.")]
    [entry] = read(client, f"{made.shared}.atom").entries
    assert entry.title == "New edition: Second"
    assert "It takes the place of “First”, which is in this list." in entry.content[0].value
    made.add(new)
    assert told(client, made) == [], "who has put it on the list knows of it"


def test_what_is_published_again_is_told(client):
    record = make_resource(title="Back")
    made = begun(record)
    record.withdraw("A mistake.")
    Resource.objects.filter(pk=record.pk).update(status="published", publish_at=timezone.now())
    assert told(client, made)[0] == ("Back", "Here again.")
    assert titles(client, made)[0] == "Here again: Back"


def test_a_day_can_be_asked_for(client):
    record = make_resource()
    made = begun(record)
    note = ChangeNote.objects.tell(record, "change", "An old one.")
    ChangeNote.objects.filter(pk=note.pk).update(told_at=timezone.now() - timedelta(days=50))
    day = timezone.localdate()
    assert len(told(client, made, f"?since={day - timedelta(days=60)}")) == 1
    assert told(client, made, f"?since={day - timedelta(days=40)}") == []
    assert told(client, made, f"?since={day + timedelta(days=40)}") == []


@pytest.mark.parametrize("since", ["nonsense", "2026-02-30", "0001-01-01", "9999-12-31", "%00", "1" * 5_000, "2026"])
def test_what_is_no_day_is_said(client, since):
    made = begun(make_resource())
    answer = client.get(f"{made.shared}/changes/?since={since}")
    assert answer.status_code == 200
    assert "is not a day, so it was left out." in answer.content.decode()


def test_the_addresses_of_feeds_are_those_the_reader_has(client):
    made = begun(make_resource())
    for address in made.both:
        feed = read(client, f"{address}.atom")
        assert link(feed, "self") == f"https://library.test{address}.atom"
        answer = client.get(f"{address}.atom")
        assert answer["Cache-Control"] == "no-store"
        others = {made.edit_token, made.share_token} - {address.rpartition("/")[2]}
        assert not [token for token in others if token in answer.content.decode()]
    first, second = (read(client, f"{address}.atom").feed.id for address in made.both)
    assert first == second
    assert made.kept.edit_hash not in first


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_changes_cost_what_two_do(client, django_assert_num_queries, number):
    records = [make_resource() for _ in range(number)]
    made = begun(*records)
    for place, record in enumerate(records):
        if place % 2:
            record.withdraw("A reason.")
        else:
            ChangeNote.objects.tell(record, "change", "Told.")
    for suffix, most in (("/changes/", 13), (".atom", 13)):
        client.get(made.shared + suffix)
        with django_assert_num_queries(most):
            client.get(made.shared + suffix)
