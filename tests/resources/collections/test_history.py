"""The entries of a collection come back from the history: after a change, a deletion, and without what is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from reversion.models import Version

from resources.curation import history, history_texts
from resources.models import Resource
from tests.factories import add_entries, make_collection, make_document, make_practice, make_publishable, make_resource

pytestmark = pytest.mark.django_db


def saved(collection: Resource) -> Version:
    with history.recorded(None, "Looked at.", explicit=True):
        history.add_version(collection)
    return Version.objects.get_for_object_reference(Resource, collection.pk).first()


def back(version: Version) -> tuple[Resource, list[str]]:
    return history.restore(version, user=None, comment="Back.", may_publish=True)


def titles(collection: Resource) -> list[str]:
    return [entry.title_seen for entry in collection.entries.in_order()]


def test_works():
    collection = make_collection(
        of=[make_resource(title="One"), make_practice()], notes=["Why."], group="First", published=False
    )
    version = saved(collection)
    collection.entries.first().delete()
    add_entries(collection, [make_resource(title="Three")])
    _, missing = back(version)
    assert titles(collection) == ["One", "Foot patrol"]
    assert (collection.entries.first().note, collection.entries.first().group, missing) == ("Why.", "First", [])


def test_a_deleted_draft_comes_back_with_its_entries():
    collection = make_publishable(kind="collection")
    add_entries(collection, [make_resource(title="One")], ["Why."])
    version = saved(collection)
    collection.delete()
    restored, _ = back(version)
    assert titles(restored) == ["One"]


def test_what_is_gone_since_is_told():
    practice, paper = make_practice(), make_document(resource=make_resource(title="A report"))
    collection = make_collection(of=[practice, paper], published=False)
    version = saved(collection)
    practice.delete()
    paper.delete()
    _, missing = back(version)
    assert missing == ["entries: 1"]
    assert collection.entries.get().number == paper.resource.number


def test_a_public_one_does_not_go_back_to_none():
    collection = make_publishable(kind="collection")
    version = saved(collection)
    add_entries(collection, [make_resource()])
    collection.publish(timezone.now() - timedelta(minutes=1))
    with pytest.raises(history.PublishingRefused, match="at least one entry"):
        back(version)
    assert collection.entries.exists()


def test_two_versions_are_compared_in_words():
    collection = make_collection(of=[make_resource(title="One")], notes=["Why."], group="First")
    version = saved(collection)
    assert history_texts.contents(version)["Entries"] == "First: One: Why."
    assert history_texts.contents_now(collection)["Entries"] == "First: One: Why."
