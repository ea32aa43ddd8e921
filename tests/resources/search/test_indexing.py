"""The stored words follow the record, in the record's own transaction."""

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from resources import search
from resources.models import Author, ModelPolicy, PoliceChiefArticle, Resource, SearchText
from resources.search import indexing, renewal
from tests.factories import (
    make_author,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db


def finds(text: str) -> set[int]:
    return set(search.match(search.parse(text)))


def test_works():
    made = make_resource(title="Zebra", annotation="Okapi.", in_brief="Gnu.", body="Eland.")
    for word in ("zebra", "okapi", "gnu", "eland"):
        assert finds(word) == {made.pk}
    made.title = "Quagga"
    made.save()
    assert finds("zebra") == set()
    assert finds("quagga") == {made.pk}


@pytest.mark.parametrize("model", [ModelPolicy, PoliceChiefArticle])
def test_proxies_are_indexed_as_well(model):
    made = model.objects.create(title="Zebra")
    assert finds("zebra") == {made.pk}


def test_a_rollback_leaves_the_old_words():
    made = make_resource(title="Zebra")
    with transaction.atomic():
        Resource.objects.get(pk=made.pk).delete()
        other = make_resource(title="Quagga")
        assert finds("quagga") == {other.pk}
        transaction.set_rollback(True)
    assert finds("zebra") == {made.pk}
    assert finds("quagga") == set()


@pytest.mark.django_db(transaction=True)
def test_record_and_words_are_saved_together_or_not_at_all():
    def fail(**_):
        raise RuntimeError("after the words were written")

    post_save.connect(fail, sender=Resource)
    try:
        with pytest.raises(RuntimeError):
            make_resource(title="Zebra")
    finally:
        post_save.disconnect(fail, sender=Resource)
    assert not Resource.objects.exists()
    assert finds("zebra") == set()


TERMS = {
    "pillars": lambda name: make_pillar(name=name),
    "focus_areas": lambda name: make_focus_area(name=name),
    "topics": lambda name: make_topic(name=name),
    "publishers": lambda name: make_publisher(name=name),
    "tags": lambda name: make_tag(name=name),
}


@pytest.mark.parametrize("relation", TERMS)
def test_a_term_is_found_renamed_and_removed(relation):
    term = TERMS[relation]("Zebra")
    made = make_resource(**{relation: [term]})
    assert finds("zebra") == {made.pk}
    term.name = "Quagga"
    term.save()
    assert finds("zebra") == set()
    assert finds("quagga") == {made.pk}
    getattr(made, relation).remove(term)
    assert finds("quagga") == set()


@pytest.mark.parametrize("relation", TERMS)
def test_a_deleted_term_is_no_longer_found(relation):
    term = TERMS[relation]("Zebra")
    make_resource(**{relation: [term]})
    term.delete()
    assert finds("zebra") == set()


@pytest.mark.parametrize("relation", ["pillars", "focus_areas", "topics", "publishers"])
def test_changes_from_the_other_side_count(relation):
    term, made = TERMS[relation]("Zebra"), make_resource()
    term.resources.add(made)
    assert finds("zebra") == {made.pk}
    term.resources.remove(made)
    assert finds("zebra") == set()
    term.resources.set([made])
    term.resources.clear()
    assert finds("zebra") == set()
    getattr(made, relation).set([term])
    assert finds("zebra") == {made.pk}
    getattr(made, relation).clear()
    assert finds("zebra") == set()


def test_authors():
    author = make_author(family_name="Vollmer", given_names="August")
    assert finds("august vollmer") == {author.resource_id}
    author.family_name = "Peel"
    author.save()
    assert finds("vollmer") == set()
    author.delete()
    assert finds("peel") == set()


def test_deleting_a_record_removes_its_words():
    made = make_resource(title="Zebra", tags=["quagga"], pillars=[make_pillar()])
    make_author(resource=made, organization="Okapi Society")
    made.delete()
    assert not SearchText.objects.exists()
    assert finds("zebra") == finds("quagga") == finds("okapi") == set()


def test_deleting_many_records_removes_their_words():
    make_author(resource=make_resource(title="Zebra", tags=["quagga"]))
    make_resource(title="Zebra", tags=["quagga"])
    Resource.objects.all().delete()
    assert not SearchText.objects.exists()
    assert not Author.objects.exists()


def test_many_loaded_at_once_are_found_afterwards():
    with indexing.deferred():
        made = make_resource(title="Zebra", tags=["quagga"])
        assert finds("zebra") == set()
    assert finds("zebra quagga") == {made.pk}


def test_rebuild_finds_what_came_past_the_models():
    made = make_resource(title="Zebra", annotation="A")
    Resource.objects.update(title="Quagga")
    assert renewal.rebuild() == 1
    assert finds("quagga") == {made.pk}
    assert finds("zebra") == set()


def written(statements) -> int:
    return sum('INTO "resources_searchtext"' in query["sql"] for query in statements)


def test_a_record_saved_often_in_a_block_is_written_once():
    with CaptureQueriesContext(connection) as asked, indexing.deferred():
        made = make_resource(title="Zebra", pillars=[make_pillar(name="Okapi")], tags=["quagga"])
        make_author(resource=made, family_name="Vollmer")
        with indexing.deferred():  # a part of the block around it
            made.title = "Gnu"
            made.save()
        assert finds("gnu") == set()
    assert written(asked) == 1
    assert finds("gnu okapi quagga vollmer") == {made.pk}


def save_and_fail(record: Resource, title: str) -> None:
    record.title = title
    record.save()
    raise RuntimeError


def test_words_are_written_in_the_transaction_of_the_block():
    made = make_resource(title="Zebra")
    with pytest.raises(RuntimeError), indexing.deferred():
        save_and_fail(made, "Quagga")
    assert finds("zebra") == {made.pk}
    with indexing.deferred():
        made.title = "Okapi"
        made.save()
        transaction.set_rollback(True)
    assert finds("zebra") == {made.pk}
    made.title = "Gnu"
    made.save()
    assert finds("gnu") == {made.pk}, "after a block words are written at once"


def test_a_part_taken_back_leaves_no_words():
    made = make_resource(title="Zebra")
    with indexing.deferred(), pytest.raises(RuntimeError), transaction.atomic():
        save_and_fail(made, "Quagga")
    assert finds("zebra") == {made.pk}
    assert finds("quagga") == set()


def test_a_term_renamed_and_deleted_in_a_block():
    term, gone = make_topic(name="Zebra"), make_topic(name="Okapi", position=2)
    made = make_resource(topics=[term, gone])
    with indexing.deferred():
        term.name = "Quagga"
        term.save()
        gone.delete()
    assert finds("quagga") == {made.pk}
    assert finds("zebra") == finds("okapi") == set()
