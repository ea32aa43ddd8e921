"""A copy of a record and a new edition of one: drafts of their own, which say from what they were begun."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from resources.curation import history
from resources.models import ChangeNote, NewEdition, Resource, State
from tests.factories import make_author, make_collection, make_document, make_publishable, make_resource
from tests.resources.admin.test_history import full_record, whole
from tests.resources.staff import address, fields_of, form_data, step, texts

pytestmark = pytest.mark.django_db

OWN = {"id", "number", "slug", "title", "sort_title", "staff_note", "created_at", "official_url", "address_evidence"}
OWN |= {"superseded_by_id", "new_until", "review_by", "expire_at", "publish_at", "status", "tagged_items"}
OWN |= {"withdrawn_at", "withdrawn_reason", "documents", "authors"}


def begin(client, record: Resource, way: str):
    """Press a button on the page of a record."""
    url = address("begin", record.pk, way)
    page = client.get(address("change", record.pk)).content
    return client.post(url, fields_of(page, lambda form: form.get("action") == url), follow=True)


def latest() -> Resource:
    return Resource.objects.order_by("-number").first()


@pytest.mark.parametrize(("way", "mark"), [("copy", "(copy)"), ("new-edition", "(new edition)")])
def test_works(editor, way, mark):
    of = full_record()
    before, count = whole(of.pk), Resource.objects.count()
    said = texts(begin(editor, of, way))
    made = latest()
    assert Resource.objects.count() == count + 1
    assert f"with all that “{of}” says but its papers and its address" in said
    assert (f"{of.permanent_number} is superseded by it" in said) == (way == "new-edition")
    assert whole(of.pk) == before
    assert made.title == f"The Long Report {mark}"
    assert made.state() is State.DRAFT
    assert (made.official_url, made.slug) == ("", made.permanent_number.lower())
    copied = whole(made.pk)
    assert {name: copied[name] for name in copied if name not in OWN} == {n: before[n] for n in before if n not in OWN}
    assert [str(author) for author in made.authors.all()] == [str(author) for author in of.authors.all()]
    assert not made.documents.exists()
    version = history.versions_of(made.pk)[0]
    assert f"{of.permanent_number}, “The Long Report”." in version.revision.comment
    assert made.staff_note.startswith(version.revision.comment)
    assert of.documents.count() == 2


def test_a_button_pressed_twice_counts_once(editor):
    of = make_resource()
    url = address("begin", of.pk, "copy")
    fields = fields_of(editor.get(address("change", of.pk)).content, lambda form: form.get("action") == url)
    editor.post(url, fields)
    assert "pressed before and counted then" in texts(editor.post(url, fields, follow=True))
    assert Resource.objects.count() == 2


def test_it_is_for_whoever_may_add(editor, client):
    of = make_resource()
    url = address("begin", of.pk, "copy")
    assert editor.get(url).status_code == 405
    assert editor.post(address("begin", of.pk, "theft")).status_code == 404
    assert editor.post(address("begin", 987654, "copy")).status_code == 404
    assert client.post(url).status_code == 302
    User.objects.get().groups.clear()
    assert editor.post(url).status_code == 403
    assert Resource.objects.count() == 1


def test_a_title_as_long_as_can_be_is_cut(editor):
    of = make_resource(title="x" * 300, annotation="About it.")
    begin(editor, of, "new-edition")
    assert latest().title.endswith("x (new edition)")
    assert len(latest().title) == 300


def edition_of(publisher, **fields) -> tuple[Resource, Resource]:
    """A public record, and a draft of its new edition that can be published."""
    of = make_publishable(title="Use of force", **fields)
    of.publish()
    begin(publisher, of, "new-edition")
    return of, latest()


def test_the_former_is_superseded_when_it_is_published(publisher, client):
    of, made = edition_of(publisher)
    url = address("change", made.pk)
    data = form_data(publisher, url) | {"title": "Use of force, 2026", "edition_of-0-note": "Now with de-escalation."}
    assert publisher.post(url, data).status_code == 302
    of.refresh_from_db()
    assert of.superseded_by is None
    step(publisher, made, "publish", why="It is out.")
    of.refresh_from_db()
    assert of.superseded_by == made
    last = history.versions_of(of.pk)[0]
    assert last.revision.comment == f"Superseded by {made.permanent_number}, “Use of force, 2026”, its new edition."
    assert last.revision.user.username == "publishers"
    assert "Why: It is out." in history.versions_of(made.pk)[0].revision.comment
    note = ChangeNote.objects.get()
    assert (note.resource, note.what, note.text) == (made, "edition", "Now with de-escalation.")
    page = client.get(of.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in page
    assert "Now with de-escalation." in client.get(Resource.objects.get(pk=made.pk).get_absolute_url()).content.decode()


def test_readers_see_nothing_of_a_scheduled_one(publisher, client):
    of, made = edition_of(publisher)
    at = timezone.localtime(timezone.now() + timedelta(days=2))
    step(publisher, made, "schedule", publish_at=at.strftime("%Y-%m-%dT%H:%M"))
    of.refresh_from_db()
    assert of.superseded_by == made
    page = client.get(of.get_absolute_url()).content.decode()
    assert "new edition" not in page
    assert made.permanent_number not in page
    assert "new edition" not in client.get("/whats-new/").content.decode()
    step(publisher, made, "unschedule")
    step(publisher, made, "publish")
    assert ChangeNote.objects.get().told_at <= timezone.now()
    assert history.versions_of(of.pk)[0].revision.comment.startswith("Superseded by")


def test_the_link_can_be_cut_and_comes_back_with_the_draft(publisher):
    of, made = edition_of(publisher)
    publisher.post(address("delete", made.pk), {"post": "yes"})
    assert not NewEdition.objects.exists()
    publisher.post(address("recover", history.deleted()[0].pk))
    assert NewEdition.objects.get().of == of
    url = address("change", made.pk)
    publisher.post(url, form_data(publisher, url) | {"edition_of-0-DELETE": "on"})
    assert not NewEdition.objects.exists()
    step(publisher, made, "publish")
    of.refresh_from_db()
    assert of.superseded_by is None


def test_a_collection_is_copied_with_its_entries(publisher):
    of = make_collection(of=[make_resource(), make_resource()])
    begin(publisher, of, "copy")
    made = latest()
    assert [entry.key for entry in made.entries.in_order()] == [entry.key for entry in of.entries.in_order()]
    assert of.entries.count() == 2


def test_a_record_with_much_costs_what_one_with_little_does(editor, django_assert_max_num_queries):
    of = make_resource(tags=["a", "b", "c"])
    make_document(resource=of)
    for number in range(12):
        make_author(resource=of, position=number, family_name="Peel")
    with django_assert_max_num_queries(90) as queries:
        editor.post(address("begin", of.pk, "copy"))
    few = make_resource(tags=["a"])
    with django_assert_max_num_queries(len(queries)):
        editor.post(address("begin", few.pk, "copy"))
