"""The clock of a collection: each change of an entry and of what it is of stamps it, and so do its records' clocks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.models import ItemState
from resources import changes, edition
from resources.models import CollectionEntry, RecordClock, Resource
from tests.factories import make_collection, make_item, make_pillar, make_practice, make_resource
from tests.resources.test_record_clock import TICK, clock_of, stamped

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=100)


def settle(*records: Resource) -> None:
    """As if nothing had happened to these for long."""
    RecordClock.objects.filter(record__in=records).update(written_at=LONG_AGO)


def is_stamped(collection: Resource) -> bool:
    return stamped(collection) > timezone.now() - timedelta(minutes=1)


def old(**fields) -> Resource:
    return make_resource(publish_at=LONG_AGO, **fields)


def collection_of(*things, **fields) -> Resource:
    made = make_collection(of=things, publish_at=LONG_AGO, **fields)
    settle(made)
    assert not is_stamped(made)
    return made


def test_works():
    collection = collection_of(old())
    before = edition.current().page_version
    collection.entries.update(note="Why.")
    assert is_stamped(collection)
    assert edition.current().page_version != before


@pytest.mark.parametrize("change", ["add", "delete", "position", "group"])
def test_each_change_of_an_entry_counts(change):
    collection = collection_of(old())
    entries = CollectionEntry.objects.filter(collection=collection)
    {
        "add": lambda: entries.create(collection=collection, number=old().number),
        "delete": entries.all().delete,
        "position": lambda: entries.update(position=9),
        "group": lambda: entries.update(group="First"),
    }[change]()
    assert is_stamped(collection)


def test_when_an_entry_was_added_is_nothing_readers_see():
    collection = collection_of(old())
    collection.entries.update(added_at=timezone.now(), title_seen="Formerly")
    assert not is_stamped(collection)


def test_a_draft_has_no_clock():
    draft = make_collection(of=[old()], published=False)
    assert clock_of(draft) is None
    draft.entries.update(note="Why.")
    assert clock_of(draft) is None


def test_what_it_is_of_counts_as_far_as_it_is_named():
    record, practice = old(title="A report"), make_practice()
    item = make_item(number="1.1", pillar=make_pillar())
    collection = collection_of(record, practice, item)
    record.in_brief = "Not shown there."
    record.save()
    assert not is_stamped(collection)
    for thing, name in ((record, "title"), (practice, "name"), (item, "plain_title")):
        setattr(thing, name, "Another name")
        thing.save()
        assert is_stamped(collection), name
        settle(collection)
    item.state = ItemState.TO_CHECK
    item.save()
    assert is_stamped(collection)
    settle(collection)
    record.withdraw("It is old.")
    assert is_stamped(collection)


def test_a_record_that_appears_and_goes_by_the_clock_counts():
    now = timezone.now()
    later = make_resource(publish_at=now + timedelta(days=1), expire_at=now + timedelta(days=3))
    collection = collection_of(old(), later)
    assert clock_of(collection, now).stamp == LONG_AGO
    for days, moment in ((1, later.publish_at), (2, later.publish_at), (3, later.expire_at), (9, later.expire_at)):
        at = now + timedelta(days=days) + TICK
        assert clock_of(collection, at).stamp == moment
        assert Resource.objects.published(at).with_clock(at).get(pk=collection.pk).changed_at == moment
    found = changes.between(now, now + timedelta(days=2))
    assert collection.permanent_number in [change.number for change in found]


def test_other_records_ask_nothing_of_it():
    record = old()
    collection_of(record)
    settle(record)
    later = make_resource(publish_at=timezone.now() + timedelta(days=1))
    CollectionEntry.objects.create(collection=record, number=later.number)
    settle(record)
    assert clock_of(record, later.publish_at + TICK).stamp == LONG_AGO
