"""A collection is a record of a kind of its own, and its entries outlive what they are of."""

import pytest
from django.db import IntegrityError, transaction

from resources.models import Availability, Collection, CollectionEntry, Kind, Resource, SearchText
from resources.models.workflow import PublishingRefused
from resources.search import indexing
from tests.factories import (
    add_entries,
    make_collection,
    make_document,
    make_item,
    make_pillar,
    make_practice,
    make_publishable,
    make_resource,
)

pytestmark = pytest.mark.django_db


def written(collection: Resource) -> list[dict]:
    return Resource.objects.for_export().get(pk=collection.pk).as_dict()["entries"]


def words(collection: Resource) -> str:
    return SearchText.objects.get(pk=collection.pk).body


def test_works():
    paper = make_document(resource=make_resource(title="A guide"), title="Its annex")
    things = [make_resource(title="A report"), paper, make_item(number="1.1", pillar=make_pillar()), make_practice()]
    collection = make_collection(of=things, notes=["Begin here."], title="For a chief")
    assert list(Collection.objects.all()) == [Collection.objects.get(pk=collection.pk)]
    assert collection.get_absolute_url() == "/collections/for-a-chief/"
    assert collection.record_url == "/resources/for-a-chief/"
    assert [entry.title_seen for entry in collection.entries.all()] == [
        "A report",
        "A guide (Its annex)",
        str(things[2]),
        "Foot patrol",
    ]
    entries = written(collection)
    assert entries[0] == {
        "group": "",
        "record": {
            "number": things[0].permanent_number,
            "title": "A report",
            "url": "https://library.test/resources/a-report/",
        },
        "document": "",
        "item": None,
        "practice": None,
        "note": "Begin here.",
    }
    assert entries[1]["document"] == "Its annex"
    assert entries[2]["item"]["number"] == "1.1"
    assert entries[3]["practice"]["key"] == "foot-patrol"


def test_it_is_read_here_and_counts_as_nothing_else():
    collection = make_collection(official_url="https://example.org/", address_evidence="own-page")
    assert collection.availability == Availability.HERE
    assert (collection.availability.is_openable, collection.host) == (True, "")


def test_what_keeps_one_from_being_published():
    collection = make_publishable(kind=Kind.COLLECTION, official_url="https://a.org/", address_evidence="own-page")
    with pytest.raises(PublishingRefused, match="at least one entry") as refused:
        collection.publish()
    assert "leave the official address empty" in str(refused.value)
    Resource.objects.filter(pk=collection.pk).update(official_url="", address_evidence="")
    collection.refresh_from_db()
    add_entries(collection, [make_resource()])
    collection.publish()
    assert collection.is_published()


def test_a_thing_stands_in_it_once():
    report = make_resource()
    collection = make_collection(of=[report])
    with pytest.raises(IntegrityError), transaction.atomic():
        add_entries(collection, [report])


def test_an_entry_keeps_its_key_when_its_thing_goes():
    practice = make_practice()
    collection = make_collection(of=[practice])
    key = collection.entries.get().key
    practice.delete()
    entry = collection.entries.get()
    entry.save()
    assert (entry.key, entry.practice, entry.title_seen) == (key, None, "Foot patrol")
    assert written(collection) == []


@pytest.mark.parametrize("state", [{"published": False}, {"status": "withdrawn", "withdrawn_reason": "Old."}])
def test_nothing_is_written_of_a_record_that_is_not_public(state):
    hidden = make_resource(title="Hidden", **state)
    collection = make_collection(of=[hidden, make_resource(title="Shown")])
    assert [entry["record"]["title"] for entry in written(collection)] == ["Shown"]


def test_it_is_found_by_its_notes_but_not_by_those_of_drafts():
    report, draft = make_resource(), make_resource(published=False)
    collection = make_collection(of=[report, draft], notes=["Ombudsman.", "Secret."], for_whom="For a newcomer.")
    assert "ombudsman" in words(collection)
    assert "newcom" in words(collection)
    assert "secret" not in words(collection)
    report_entry = collection.entries.first()
    report_entry.note = "Mediator."
    report_entry.save()
    assert "ombudsman" not in words(collection)
    report_entry.delete()
    assert "mediat" not in words(collection)


def test_words_follow_what_the_clock_shows():
    draft = make_resource(published=False)
    collection = make_collection(of=[draft], notes=["Ombudsman."])
    assert indexing.renew_collections() == 0
    draft.stand_public(collection.publish_at)
    draft.save()
    assert "ombudsman" not in words(collection)
    assert indexing.renew_collections() == 1
    assert "ombudsman" in words(collection)


def test_a_deleted_collection_takes_its_entries_along():
    collection = make_collection(of=[make_resource()])
    collection.delete()
    assert not CollectionEntry.objects.exists()
