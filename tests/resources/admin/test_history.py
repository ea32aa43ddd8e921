"""Nothing is lost: every field, relation, tag, document and author comes back from the history, after anything."""

from datetime import UTC, date, datetime, timedelta

import pytest
import reversion
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from reversion.models import Version

from icpr.lib.history import version_fields
from pillars.models import FocusArea, Pillar, Topic
from resources.curation import history
from resources.models import Audience, Document, ModelPolicy, PreviewLink, Publisher, Resource, State, Tag
from resources.relations import BY_FACET
from tests.factories import (
    make_author,
    make_document,
    make_item,
    make_practice,
    make_publishable,
    make_resource,
    make_terms,
)
from tests.resources.staff import act, address, form_data, step, texts

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"
STANDING = {"status", "publish_at", "withdrawn_at", "withdrawn_reason"}
# What a restored record rightly has anew.
ANEW = {"updated_at"}


def full_record(**fields) -> Resource:
    """A draft with something in every field and relation a draft can have."""
    terms = {relation.field: make_terms(relation.model, 2) for relation in BY_FACET.values()}
    record = make_resource(
        published=False,
        kind="report",
        title="The Long Report",
        slug="the-long-report",
        in_brief="Brief.",
        body="# Body",
        issued=date(2016, 7, 25),
        publication="Journal",
        volume="3",
        issue="4",
        pages="9–12",
        language="es",
        access="open",
        official_url="https://example.org/report",
        address_evidence="own-page",
        rights_note="All rights.",
        staff_note="Check.",
        new_until=date(2030, 1, 2),
        review_by=date(2031, 1, 2),
        expire_at=datetime(2032, 1, 2, tzinfo=UTC),
        superseded_by=make_resource(title="The Longer Report"),
        items=[make_item(pillar=terms["pillars"][0])],
        practices=[make_practice()],
        **terms | {"tags": ["Youth", "Schools"]} | fields,
    )
    make_document(resource=record, url="https://example.org/a.pdf", title="A", page_count=3, position=1)
    make_document(resource=record, role="slides", file=ContentFile(PDF, "x.pdf"), position=2, language="fr")
    make_author(resource=record, family_name="Peel", given_names="Robert")
    make_author(resource=record, organization="International Association of Chiefs of Police", position=2)
    return record


def whole(pk: int) -> dict:
    """Everything a record holds, by field; its parts row by row."""
    record = Resource.objects.get(pk=pk)
    values = {f.attname: getattr(record, f.attname) for f in Resource._meta.concrete_fields if f.name not in ANEW}
    for field in Resource._meta.many_to_many:
        values[field.name] = sorted(getattr(record, field.name).values_list("pk", flat=True))
    for part in ("documents", "authors"):
        values[part] = list(getattr(record, part).values())
        for row in values[part]:
            row.pop("updated_at", None)
    values["tagged_items"] = sorted(record.tagged_items.values_list("pk", "tag__name"))
    return values


def keep(record: Resource) -> Version:
    history.save_revision(record, comment="Kept by the test.")
    return history.versions_of(record.pk)[0]


def change_everything(pk: int) -> None:
    record = Resource.objects.get(pk=pk)
    for field in Resource._meta.concrete_fields:
        if field.name in {"id", "number", "created_at", "updated_at", "sort_title"} | STANDING:
            continue
        if field.name == "kind":
            record.kind = "video"
        elif field.choices:
            others = [key for key, _ in field.choices if key != getattr(record, field.name)]
            setattr(record, field.name, others[0])
        elif isinstance(field, models.DateTimeField | models.DateField):
            setattr(record, field.name, getattr(record, field.name) + timedelta(days=1))
        elif field.name == "superseded_by":
            record.superseded_by = None
        elif field.name == "slug":
            record.slug = "another-address"
        elif field.name == "official_url":
            record.official_url = "https://example.org/other"
        else:
            setattr(record, field.name, f"{getattr(record, field.name)} changed"[: field.max_length or None])
    record.save()
    for field in Resource._meta.many_to_many:
        getattr(record, field.name).clear()
    record.tags.add("Other")
    record.documents.filter(position=1).delete()
    record.documents.update(title="Changed", language="zh")
    make_document(resource=record, role="other")
    record.authors.first().delete()
    make_author(resource=record, family_name="New")


def test_works_after_changes(publisher):
    record = full_record()
    before, version = whole(record.pk), keep(record)
    change_everything(record.pk)
    changed = whole(record.pk)
    same = {key for key in before if before[key] == changed[key]}
    assert same == {"id", "number", "created_at", *STANDING}
    answer = publisher.post(address("revision", record.pk, version.pk), follow=True)
    assert "is again as it was" in texts(answer)
    assert whole(record.pk) == before
    held = Document.objects.get(resource=record, role="slides")
    with held.file.open("rb") as opened:
        assert opened.read() == PDF


def test_works_after_a_delete(publisher):
    record = full_record()
    before, pk = whole(record.pk), record.pk
    publisher.post(address("delete", pk), {"post": "yes"})
    assert not Resource.objects.filter(pk=pk).exists()
    listed = publisher.get(address("recoverlist"))
    assert b"The Long Report" in listed.content
    version = history.deleted()[0]
    page = publisher.get(address("recover", version.pk))
    assert b"Robert Peel" in page.content
    assert not Resource.objects.filter(pk=pk).exists()
    publisher.post(address("recover", version.pk))
    assert whole(pk) == before
    assert history.versions_of(pk)[0].revision.comment.startswith("Put back as it was on")


def test_the_form_keeps_history_with_who_and_when(editor):
    """Also of a record that came without any: its first change keeps how it was."""
    record = full_record()
    before, url = whole(record.pk), address("change", record.pk)
    data = form_data(editor, url) | {"title": "Renamed", "tags": "Other", "tags-new-other": "make"}
    answer = editor.post(url, data)
    assert answer.status_code == 302, texts(answer)
    versions = list(history.versions_of(record.pk))
    assert [version.revision.comment for version in versions] == [
        versions[0].revision.comment,
        "As it was before the first change here.",
    ]
    assert versions[0].revision.user.username == "editors"
    assert timezone.now() - versions[0].revision.date_created < timedelta(minutes=1)
    assert b"editors" in editor.get(address("history", record.pk)).content
    editor.post(address("revision", record.pk, versions[-1].pk))
    assert whole(record.pk) == before


def test_looking_at_a_version_changes_nothing(publisher):
    record = full_record()
    version = keep(record)
    change_everything(record.pk)
    before = whole(record.pk)
    page = publisher.get(address("revision", record.pk, version.pk)).content.decode()
    assert "The Long Report changed" in page
    assert "Schools" in page
    assert whole(record.pk) == before
    assert history.versions_of(record.pk).count() == 1


def test_proxies_share_the_history(publisher):
    record = make_publishable(kind="model-policy", title="Body cameras")
    make_document(resource=record)
    step(publisher, record, "publish", model="modelpolicy")
    page = publisher.get(address("history", record.pk)).content
    assert b"Published." in page
    assert publisher.get(address("history", record.pk, model="modelpolicy")).content.count(b"Published.") == 1
    with history.recorded(None):
        policy = ModelPolicy.objects.get(pk=record.pk)
        policy.title = "Worn cameras"
        policy.save()
    first = history.versions_of(record.pk).last()
    publisher.post(address("revision", record.pk, first.pk, model="modelpolicy"))
    assert Resource.objects.get(pk=record.pk).title == "Body cameras"


def test_no_record_of_another_kind_counts_as_deleted(publisher):
    keep(full_record())
    answer = publisher.get(address("recoverlist", model="modelpolicy"))
    assert answer["Location"] == address("recoverlist")
    assert b"None is deleted" in publisher.get(address("recoverlist")).content


def test_former_addresses_go_on(publisher, client):
    """A record put back under its old address still answers under the one it had in between."""
    record = make_publishable(slug="first")
    record.publish()
    version = keep(record)
    record.slug = "second"
    record.save()
    publisher.post(address("revision", record.pk, version.pk))
    assert client.get("/resources/first/").status_code == 200
    assert client.get("/resources/second/")["Location"] == "/resources/first/"


def test_an_editor_cannot_publish_by_putting_back(editor, settings):
    settings.EDITORS_CHANGE_PUBLIC = True
    record = make_publishable(annotation="Then.")
    record.publish()
    version = keep(record)
    record.annotation = "Now."
    record.withdraw("Wrong.")
    assert b"Status and times stay" in editor.get(address("revision", record.pk, version.pk)).content
    editor.post(address("revision", record.pk, version.pk))
    record.refresh_from_db()
    assert record.annotation == "Then."
    assert record.state() is State.WITHDRAWN
    assert record.withdrawn_reason == "Wrong."


def test_an_editor_cannot_publish_by_recovering(editor):
    record = make_publishable()
    record.publish()
    version = keep(record)
    pk = record.pk
    record.delete()
    editor.post(address("recover", version.pk))
    assert Resource.objects.get(pk=pk).state() is State.DRAFT


def test_a_publisher_brings_the_state_back(publisher):
    record = make_publishable()
    record.publish()
    version = keep(record)
    record.withdraw("Wrong.")
    publisher.post(address("revision", record.pk, version.pk))
    assert Resource.objects.get(pk=record.pk).state() is State.PUBLIC


def test_what_was_public_does_not_fall_back_to_a_draft(publisher, client):
    record = make_publishable(annotation="Draft words.")
    version = keep(record)
    record.annotation = "Public words."
    record.publish()
    publisher.post(address("revision", record.pk, version.pk))
    record.refresh_from_db()
    assert record.annotation == "Draft words."
    assert record.state() is State.PUBLIC
    assert client.get(record.permanent_url).status_code == 302


def test_a_version_that_breaks_todays_rules_is_refused(publisher):
    record = make_publishable(annotation="")
    version = keep(record)
    record.annotation = "Said."
    record.publish()
    before = whole(record.pk)
    answer = publisher.post(address("revision", record.pk, version.pk), follow=True)
    assert "Nothing was changed. It has no annotation" in texts(answer)
    assert whole(record.pk) == before


def test_an_address_taken_since_is_refused(publisher):
    record = make_resource(slug="taken")
    version = keep(record)
    Resource.objects.filter(pk=record.pk).update(slug="moved")
    make_resource(slug="taken")
    answer = publisher.post(address("revision", record.pk, version.pk), follow=True)
    assert "Nothing was changed." in texts(answer)
    assert Resource.objects.get(pk=record.pk).slug == "moved"


def test_what_was_deleted_since_is_left_out_and_said(publisher):
    """Else the database would find the missing row only at the end, and answer 500."""
    record = full_record()
    version = keep(record)
    for relation in ("topics", "publishers", "audiences"):
        getattr(record, relation).clear()
    record.tags.clear()
    record.superseded_by.delete()
    for model in (Topic, Publisher, Audience, Tag):
        model.objects.all().delete()
    answer = publisher.post(address("revision", record.pk, version.pk), follow=True)
    assert "Deleted since" in texts(answer)
    record = Resource.objects.get(pk=record.pk)
    assert (record.pillars.count(), record.topics.count(), record.tags.count()) == (2, 0, 0)
    assert record.superseded_by is None
    from django.db import connection

    connection.check_constraints()


def test_what_readers_saw_is_not_deleted(root):
    record = make_publishable()
    record.publish()
    assert root.post(address("delete", record.pk), {"post": "yes"}).status_code == 403
    record.withdraw("Wrong.")
    assert root.post(address("delete", record.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in root.get(address("changelist")).content.decode()
    answer = act(root, "delete_selected", [record], post="yes")
    assert Resource.objects.filter(pk=record.pk).exists(), texts(answer)


def test_editors_do_not_delete(editor):
    record = make_publishable()
    assert editor.post(address("delete", record.pk), {"post": "yes"}).status_code == 403
    assert Resource.objects.filter(pk=record.pk).exists()


def test_versions_of_others_are_not_found(root):
    """A version is named by a number anyone can type: it must be of this very record."""
    record, other = full_record(), make_resource()
    mine = keep(record)
    document = Version.objects.get_for_model(Document)[0]
    assert root.get(address("revision", other.pk, mine.pk)).status_code == 404
    assert root.get(address("revision", record.pk, document.pk)).status_code == 404
    assert root.get(address("recover", mine.pk)).status_code == 404
    assert root.get(address("recover", 10**30)).status_code == 404
    assert root.get(address("revision", "abc", mine.pk)).status_code == 404
    assert root.post(address("revision", record.pk, 10**30)).status_code == 404


def test_a_refused_step_leaves_no_version(publisher):
    record = make_resource(published=False)
    step(publisher, record, "publish")
    assert not record.is_published()
    assert not history.versions_of(record.pk).exists()


def test_every_part_is_followed():
    """A new relation to the record has to be followed, or named here with the reason why not."""
    not_history = {"search_text", "former_slugs", "page_words", "preview_links", "supersedes"}
    not_history |= set(history.CARRIED)  # they have their own; deleted with the record they come back with it
    not_history |= {"address_reports"}  # of readers
    not_history |= {"snoozes"}  # of the desk: they end by themselves
    not_history |= {"contribution"}  # who made it; written again when it is recovered
    not_history |= {"review"}  # of staff: whose it is, and no part of the record
    not_history |= {"clock", "notes"}  # what was told stays told
    relations = {field.get_accessor_name() for field in Resource._meta.related_objects if field.get_accessor_name()}
    assert relations - not_history == set(history.PARTS)
    assert set(history.RELATIONS) == {field.name for field in Resource._meta.local_many_to_many} - {"tags"}
    assert reversion.is_registered(Resource)
    assert not reversion.is_registered(PreviewLink)
    assert all(map(reversion.is_registered, (Pillar, FocusArea, Tag, Publisher)))


def test_a_version_that_was_kept_to_the_millisecond_is_no_change(publisher):
    record = make_publishable()
    Resource.objects.filter(pk=record.pk).update(created_at=datetime(2026, 1, 2, 3, 4, 5, 678901, UTC))
    record.refresh_from_db()
    version = keep(record)
    assert '"2026-01-02T03:04:05.678901+00:00"' in version.serialized_data
    version.serialized_data = version.serialized_data.replace("05.678901+00:00", "05.678Z")
    assert version_fields.is_in(record, version)
    assert "created_at" not in version_fields.differing_fields(record, version)
    Resource.objects.filter(pk=record.pk).update(created_at=datetime(2026, 1, 2, 3, 4, 5, 679901, UTC))
    record.refresh_from_db()
    assert not version_fields.is_in(record, version)
