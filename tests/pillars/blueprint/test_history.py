"""Nothing of the Blueprint is lost: every field and relation comes back from the history, by ordinary saves."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection, models
from django.db.models.signals import post_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from icpr.lib.history import revisions
from pillars.models import ActionItem, Item, ItemState, Pillar, Practice, Recommendation
from tests.factories import make_finding, make_item, make_pillar, make_practice
from tests.pillars.full_records import (
    address,
    full_example,
    full_finding,
    full_item,
    full_practice,
    keep,
    restore,
    text,
    whole,
)
from tests.resources.staff import form_data, staff, texts, unmarked

pytestmark = pytest.mark.django_db

OTHERS = {
    Pillar: lambda: make_pillar(number=2),
    Practice: lambda: make_practice(name="Another"),
    Item: lambda: make_item(number="2.9"),
}


def change_everything(record) -> None:
    """Change each field to another valid value, and empty each relation."""
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if not field.editable or field.primary_key or field.name in {"level", "parent"}:
            continue
        if field.is_relation:
            setattr(record, field.name, OTHERS[field.related_model]())
        elif field.choices:
            setattr(record, field.name, next(key for key, _ in field.choices if key and key != value))
        elif isinstance(field, models.BooleanField):
            setattr(record, field.name, not value)
        elif isinstance(field, models.DateField):
            setattr(record, field.name, value + timedelta(days=1))
        elif isinstance(field, models.IntegerField):
            setattr(record, field.name, value + 1)
        elif field.name == "number":
            record.number = "2.10"
        else:
            setattr(record, field.name, f"{value}x"[: field.max_length])
    record.full_clean()
    record.save()
    for field in record._meta.many_to_many:
        getattr(record, field.name).clear()


@pytest.mark.parametrize("make", [full_item, full_finding, full_example, full_practice])
def test_works(make):
    """Every field and relation of every kind, and the change is in the history with who and when."""
    editor, record = staff("Editors"), make()
    before, version = whole(record), keep(record)
    change_everything(record)
    assert {name for name, value in whole(record).items() if before[name] == value} <= {"id", "level", "parent_id"}
    page = text(editor.get(address(record, "revision", record.pk, version.pk)))
    for name in ("Foot patrol", "Hot spots", "Cameras", "Community"):
        assert name in page or make is not full_item
    answer = restore(editor, record, version)
    assert "is again as it was on" in texts(answer)
    assert whole(record) == before
    newest = revisions.versions_of(type(record), record.pk)[0]
    assert newest.revision.comment.startswith("Put back as it was on")
    assert newest.revision.user.username == "editors"
    assert timezone.now() - newest.revision.date_created < timedelta(minutes=1)
    assert "editors" in text(editor.get(address(record, "history", record.pk)))
    assert "the same as what is now" in text(editor.get(address(record, "revision", record.pk, newest.pk)))


def test_every_field_of_a_full_record_says_something():
    """Else a field could be lost without a test that notices."""
    for make in (full_finding, full_example, full_item):
        record = make()
        assert {name for name, value in whole(record).items() if not value} <= {"parent_id"}, record
        Practice.objects.all().delete()


def test_putting_back_is_an_ordinary_save():
    """Plans are told of the new wording, and signals are heard."""
    item = full_item()
    version = keep(item)
    item.statement = "Another."
    item.save()
    Item.objects.filter(pk=item.pk).update(reworded_at=timezone.now() - timedelta(days=5))
    heard = []

    def hear(instance, raw, **_):
        heard.append((instance.pk, raw))

    post_save.connect(hear, sender=Item)
    try:
        restore(staff("Editors"), item, version)
    finally:
        post_save.disconnect(hear, sender=Item)
    assert heard == [(item.pk, False)]
    assert timezone.now() - Item.objects.get(pk=item.pk).reworded_at < timedelta(minutes=1)


def test_what_plans_do_not_show_tells_them_nothing():
    item = full_item()
    version = keep(item)
    item.staff_note = "Other doubts."
    item.save()
    restore(staff("Editors"), item, version)
    stored = Item.objects.get(pk=item.pk)
    assert stored.staff_note == "Check."
    assert stored.reworded_at == item.reworded_at


def test_looking_changes_nothing():
    root, item = staff(), full_item()
    version = keep(item)
    change_everything(item)
    before, seen = whole(item), Item.objects.values().get(pk=item.pk)
    page = unmarked(text(root.get(address(item, "revision", item.pk, version.pk))))
    assert "Ask firstx" in page
    assert "Ask first" in page
    assert re.search(r">\s*yes\s*</td>", page)
    assert whole(item) == before
    assert Item.objects.values().get(pk=item.pk) == seen
    assert revisions.versions_of(Item, item.pk).count() == 1


def test_what_came_from_a_fixture_is_kept_before_its_first_change():
    editor, item = staff("Editors"), full_item()
    before, url = whole(item), address(item, "change", item.pk)
    assert editor.post(url, form_data(editor, url) | {"statement": "Changed.", "practices": []}).status_code == 302
    kept = list(revisions.versions_of(Item, item.pk))
    assert kept[1].revision.comment == "As it was before the first change here."
    assert len(kept) == 2
    assert Item.objects.get(pk=item.pk).practices.count() == 0
    restore(editor, item, kept[1])
    assert whole(item) == before


def test_what_was_changed_behind_the_admin_is_not_lost_by_putting_back():
    editor, practice = staff("Editors"), full_practice()
    version = keep(practice)
    restore(editor, practice, version)
    assert revisions.versions_of(Practice, practice.pk).count() == 2
    Practice.objects.update(what_it_is="By a command.")
    restore(editor, practice, version)
    _, unrecorded, *_ = revisions.versions_of(Practice, practice.pk)
    assert unrecorded.field_dict["what_it_is"] == "By a command."
    assert unrecorded.revision.comment == "As it was, after a change that was not recorded."


def test_an_answer_in_the_queue_keeps_what_was_before():
    item = make_item(number="1.8.1", state=ItemState.TO_CHECK, verified=False, statement="Perhaps.")
    editor, record = staff("Editors"), ActionItem.objects.get(pk=item.pk)
    data = {
        "item": item.number,
        "answer": "correct",
        "statement": "As it says.",
        "place_in_report": "",
        "confirmed": "1",
    }
    editor.post(reverse("admin:pillars_actionitem_to_check"), data)
    first = revisions.versions_of(Item, item.pk).last()
    assert revisions.versions_of(Item, item.pk).count() == 2
    restore(editor, record, first)
    record.refresh_from_db()
    assert (record.statement, record.state) == ("Perhaps.", ItemState.TO_CHECK)


def test_what_breaks_a_rule_of_today_is_refused_with_its_reason():
    editor, practice = staff("Editors"), full_practice()
    version = keep(practice)
    Practice.objects.filter(pk=practice.pk).update(name="Walking", slug="walking")
    make_practice(name="Foot patrol")
    before = whole(practice)
    said = texts(restore(editor, practice, version))
    assert "Nothing was changed. Slug: Practice with this Slug already exists." in said
    assert "Name: " in said
    assert whole(practice) == before


def test_what_came_to_the_table_later_stays_as_it_is():
    editor, item = staff("Editors"), full_item()
    version = keep(item)
    ((held,)) = json.loads(version.serialized_data)
    for name in ("staff_note", "near_practices"):
        held["fields"].pop(name)
    Version.objects.filter(pk=version.pk).update(serialized_data=json.dumps([held]))
    item.plain_title = "Changed"
    item.save()
    page = text(editor.get(address(item, "revision", item.pk, version.pk)))
    assert "Staff note" not in page
    assert "bears on" not in page
    restore(editor, item, version)
    item.refresh_from_db()
    assert (item.plain_title, item.staff_note, item.near_practices.count()) == ("Ask first", "Check.", 1)


def test_a_version_nobody_can_read_is_said():
    editor, practice = staff("Editors"), full_practice()
    version = keep(practice)
    Version.objects.filter(pk=version.pk).update(serialized_data="{")
    answer = editor.get(address(practice, "revision", practice.pk, version.pk), follow=True)
    assert "Could not load" in texts(answer)
    assert "Nothing was changed. Could not load" in texts(restore(editor, practice, version))
    Version.objects.update(serialized_data="{")
    Practice.objects.all().delete()
    last = revisions.deleted(Practice)[0]
    assert "Could not load" in texts(editor.get(address(practice, "recover", last.pk), follow=True))


def test_versions_of_others_are_not_found():
    root, item, finding = staff(), full_item(), make_finding(practice=make_practice(name="Other"))
    mine, other = keep(item), keep(finding)
    for method in (root.get, root.post):
        assert method(address(item, "revision", item.pk, other.pk)).status_code == 404
        assert method(address(item, "revision", item.pk, mine.pk, model=ActionItem)).status_code == 404
        assert method(address(finding, "revision", finding.pk, 10**30)).status_code == 404
        assert method(address(finding, "revision", "abc", other.pk)).status_code == 404
        assert method(address(finding, "recover", other.pk)).status_code == 404
        assert method(address(finding, "recover", 10**30)).status_code == 404


def test_who_may_only_look_only_looks():
    practice = full_practice()
    version = keep(practice)
    Practice.objects.update(what_it_is="Now.")
    client = Client()
    assert client.post(address(practice, "revision", practice.pk, version.pk)).status_code == 302
    user = User.objects.create_user("looker", is_staff=True)
    client.force_login(user)
    assert client.get(address(practice, "revision", practice.pk, version.pk)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_practice"))
    page = client.get(address(practice, "revision", practice.pk, version.pk))
    assert b"Now." in page.content
    assert b"Put this version back" not in page.content
    assert client.post(address(practice, "revision", practice.pk, version.pk)).status_code == 403
    practice.findings.all().delete()
    practice.delete()
    assert client.get(address(practice, "recover", version.pk)).status_code == 403
    assert client.post(address(practice, "recover", version.pk)).status_code == 403
    assert not Practice.objects.exists()


def test_an_item_put_back_on_another_level_is_found_there():
    editor, item = staff("Editors"), make_item(number="1.5.1")
    before, version = whole(item), keep(item)
    Item.objects.filter(pk=item.pk).update(level="recommendation", parent=None)
    answer = restore(editor, Recommendation.objects.get(pk=item.pk), version)
    assert whole(item) == before
    assert answer.redirect_chain[-1][0] == address(item, "change", item.pk, model=ActionItem)
    assert answer.status_code == 200


def test_a_long_history_costs_what_a_short_one_does(django_assert_num_queries):
    editor, practice = staff("Editors"), full_practice()
    keep(practice)
    url = address(practice, "history", practice.pk)
    editor.get(url)
    with CaptureQueriesContext(connection) as short:
        editor.get(url)
    for _ in range(20):
        keep(practice)
    with django_assert_num_queries(len(short)):
        editor.get(url)
