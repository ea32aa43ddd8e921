"""Staff make collections: entries by address or number, a draft from a reader's list, and what keeps one public."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from reversion.models import Version

from icpr.lib import tokens
from resources.models import Collection, Resource
from resources.models.listed_entries import fields_of
from resources.reading_lists.models import ReadingList
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
from tests.resources.staff import address, form_data, staff, step, texts

pytestmark = pytest.mark.django_db
EDIT, SHARE = "e" * 43, "S" * 43


def change(collection: Resource) -> str:
    return address("change", collection.pk, model="collection")


def with_new(fields: dict, place: int, what: str, note: str = "") -> dict:
    """What a browser sends when a row of entries was added at a place."""
    row = f"entries-{place}-"
    added = {f"{row}what": what, f"{row}position": str(place + 1), f"{row}group": "", f"{row}note": note}
    return fields | added | {"entries-TOTAL_FORMS": str(place + 1)}


def draft(*things) -> Resource:
    collection = make_publishable(kind="collection", title="A draft")
    add_entries(collection, things)
    return collection


def public(*things) -> Resource:
    collection = draft(*things)
    collection.publish()
    return collection


def test_works(root):
    report, item = make_resource(title="A report"), make_item(number="1.1", pillar=make_pillar(), plain_title="Listen")
    practice, paper = make_practice(), make_document(resource=report, url="https://example.org/a.pdf")
    collection = draft()
    named = [
        report.permanent_number,
        f"https://library.test{item.get_absolute_url()}",
        "foot patrol",
        f"/documents/{paper.pk}/paper",
    ]
    for place, what in enumerate(named):
        fields = with_new(form_data(root, change(collection)), place, what, "Why it is here.")
        answer = root.post(change(collection), fields)
        assert answer.status_code == 302, texts(answer)
    entries = list(collection.entries.in_order())
    assert [entry.key for entry in entries] == [fields_of(thing)["key"] for thing in (report, item, practice, paper)]
    assert {entry.note for entry in entries} == {"Why it is here."}
    assert step(root, collection, "publish", model="collection").status_code == 200
    assert Collection.objects.published().exists()


@pytest.mark.parametrize("what", ["nothing", "ICPR-999999", "/nowhere/", "9.9", "/documents/99999999999999999999/a"])
def test_what_names_nothing_is_said(root, what):
    collection = draft()
    answer = root.post(change(collection), with_new(form_data(root, change(collection)), 0, what))
    assert answer.status_code == 200
    assert "This names no record" in answer.content.decode()


def test_a_collection_does_not_stand_in_one(root):
    collection, other = draft(), make_collection(of=[make_resource()])
    answer = root.post(change(collection), with_new(form_data(root, change(collection)), 0, other.permanent_number))
    assert "This names no record" in answer.content.decode()


def test_nothing_stands_in_it_twice(root):
    report = make_resource(title="A report")
    collection = draft(report)
    answer = root.post(change(collection), with_new(form_data(root, change(collection)), 1, report.permanent_number))
    assert "would be in it twice" in answer.content.decode()
    assert collection.entries.count() == 1


def test_a_public_one_keeps_its_last_entry(root):
    collection = public(make_resource())
    fields = form_data(root, change(collection)) | {"entries-0-DELETE": "on"}
    answer = root.post(change(collection), fields)
    assert "needs at least one entry" in answer.content.decode()
    assert collection.entries.exists()
    kept = root.post(change(collection), with_new(fields, 1, make_resource().permanent_number))
    assert kept.status_code == 302, texts(kept)


def test_an_entry_is_not_turned_into_another(root):
    collection, other = draft(make_resource()), make_resource()
    fields = form_data(root, change(collection)) | {"entries-0-what": other.permanent_number}
    assert "remove this entry and add another" in root.post(change(collection), fields).content.decode()


def test_two_editors_add_one_each(root):
    first, second = make_resource(title="First"), make_resource(title="Second")
    collection = draft(make_resource())
    opened = form_data(root, change(collection))
    other = staff("Publishers", "other")
    assert other.post(change(collection), with_new(opened, 1, first.permanent_number)).status_code == 302
    answer = root.post(change(collection), with_new(opened, 1, second.permanent_number))
    assert answer.status_code == 302, texts(answer)
    assert {"First", "Second"} <= set(collection.entries.values_list("title_seen", flat=True))


def reading_list(*things, **fields) -> ReadingList:
    kept = ReadingList.objects.create(edit_hash=tokens.hash_of(EDIT), share_hash=tokens.hash_of(SHARE), **fields)
    for place, thing in enumerate(things):
        kept.entries.create(position=place, group="First", note=f"Note {place}.", **fields_of(thing))
    return kept


@pytest.mark.parametrize("token", [EDIT, SHARE])
def test_a_reading_list_becomes_a_draft(editor, token):
    things = [make_resource(title="A report"), make_practice()]
    reading_list(*things, title="For the council", introduction="Read these.")
    url = reverse("admin:resources_collection_from_list")
    assert editor.get(url).status_code == 200
    answer = editor.post(url, {"address": f"https://library.test/lists/shared/{token}/"}, follow=True)
    made = Collection.objects.get()
    assert answer.redirect_chain[-1][0] == change(made)
    assert (made.title, made.in_brief, made.is_draft) == ("For the council", "Read these.", True)
    assert list(made.entries.values_list("title_seen", "group", "note", "position")) == [
        ("A report", "First", "Note 0.", 1),
        ("Foot patrol", "First", "Note 1.", 2),
    ]
    logged = LogEntry.objects.get()
    assert (logged.user.get_username(), token in logged.change_message) == ("editors", False)
    assert Version.objects.get_for_object_reference(Resource, made.pk).get().revision.user == logged.user
    assert ReadingList.objects.get().entries.count() == 2


def test_a_collection_takes_no_collection_out_of_a_list(editor):
    reading_list(make_resource(title="A report"), make_collection(of=[make_resource()]))
    url = reverse("admin:resources_collection_from_list")
    answer = editor.post(url, {"address": SHARE}, follow=True)
    assert "1 more of its entries did not fit" in answer.content.decode()
    made = Collection.objects.latest("number")
    assert [entry.title_seen for entry in made.entries.all()] == ["A report"]


def test_an_address_of_no_list_is_said_and_makes_nothing(editor):
    url = reverse("admin:resources_collection_from_list")
    for typed in ("", "https://library.test/lists/", f"/lists/{'x' * 43}/", "a\x00b", "x" * 10_000):
        assert editor.post(url, {"address": typed}).status_code in (200, 400)
    assert not Collection.objects.exists()


def test_who_may_only_look_makes_none(db):
    from django.contrib.auth.models import Permission, User
    from django.test import Client

    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_collection"))
    client = Client()
    client.force_login(looker)
    assert client.get(reverse("admin:resources_collection_from_list")).status_code == 403
    collection = make_collection(of=[make_resource()])
    assert client.get(change(collection)).status_code == 200


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_entries_cost_the_form_what_two_do(root, django_assert_max_num_queries, number):
    pillar = make_pillar()
    things = [make_resource() for _ in range(number)] + [
        make_item(number=f"1.{place}", pillar=pillar) for place in range(1, number + 1)
    ]
    collection = make_publishable(kind="collection")
    add_entries(collection, things)
    root.get(change(collection))
    with django_assert_max_num_queries(45):
        root.get(change(collection))
