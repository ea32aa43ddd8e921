"""The six collections of the opening catalogue: what is in them is there, and can mostly be opened."""

import pytest

from resources.collections.page import Contents
from resources.models import Collection, CollectionEntry, RecordClock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def collections(opening):
    return list(Collection.objects.order_by("number"))


def test_works(collections):
    assert len(collections) == 6
    for collection in collections:
        assert collection.is_published()
        assert not collection.publish_errors()
        assert collection.for_whom
        assert collection.in_brief
        assert not collection.official_url


def test_every_entry_is_there_with_its_reason(collections):
    for collection in collections:
        contents = Contents(collection)
        assert len(contents.rows) == collection.entries.count()
        assert len(contents.rows) >= 8
        for row in contents.rows:
            assert row.note, row
            assert len(row.note.split(". ")) <= 2, row.note
            assert row.shown.title == row.shown.entry.title_seen


def test_most_works_can_be_opened(collections):
    for collection in collections:
        works = [row.shown.record for row in Contents(collection).works]
        openable = sum(record.availability.is_openable for record in works)
        assert openable >= 0.75 * len(works), collection


def test_no_two_entries_share_a_place_and_groups_stand_together(collections):
    for collection in collections:
        entries = list(collection.entries.in_order())
        assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
        groups = [entry.group for entry in entries]
        assert len(set(groups)) == sum(a != b for a, b in zip([None, *groups], groups, strict=False))


def test_each_has_a_clock(collections):
    assert RecordClock.objects.filter(record__in=collections, is_live=True).count() == 6
    assert not CollectionEntry.objects.exclude(collection__kind="collection").exists()
