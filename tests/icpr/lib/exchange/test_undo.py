"""A file read in by mistake is taken back: what it changed, and what it added where that may be deleted."""

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from icpr.operations.models import Operation
from pillars.models import ActionItem, Finding, Item, Recommendation
from tests.factories import make_finding, make_item, make_practice
from tests.icpr.lib.exchange.test_admin import confirm, text, upload
from tests.icpr.operations.pages import page_of, undo
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db

FINDING = "practice,outcome,url,direction,summary,source_title,source_org\n"
LINE = "foot-patrol,{},https://example.org/{},helps,Less of it.,A review,A journal\n"


def imported(client: Client, model, table: str, **answers) -> Operation:
    confirm(client, model, upload(client, model, table), **answers)
    return Operation.objects.first()


def test_works():
    editor, items = staff("Editors"), [make_item(number=f"1.{number}") for number in (1, 2, 3)]
    table = "number,statement\nItem 1.1,Walk.\nItem 1.2,Talk.\nItem 1.3,Do 1.3.\nItem 9.9,No.\n"
    page = upload(editor, Recommendation, table)
    answer = confirm(editor, Recommendation, page, why="The report was read again.")
    operation = Operation.objects.get()
    assert f'<a href="{page_of(operation)}">Undo this</a>' in text(answer)
    assert (operation.name, operation.reason) == ("Imported items from a file.", "The report was read again.")
    assert (operation.changed_count, operation.same_count, operation.refused_count) == (2, 1, 1)
    assert "2 items were put back as before." in texts(undo(editor, operation))
    assert [item.statement for item in Item.objects.all()] == ["Do 1.1.", "Do 1.2.", "Do 1.3."]
    comments = [version.revision.comment for version in Version.objects.get_for_object(items[0])]
    assert comments[:2] == ["Undone: Imported items from a file.", "Imported from a file: statement."]


def test_items_that_were_added_stay_and_are_told():
    editor = staff("Editors")
    make_item(number="1.1")
    operation = imported(editor, ActionItem, "number,level,statement\nItem 1.1,,Walk.\nItem 1.2,recommendation,Do.\n")
    assert operation.changed_count == 1, "a level cannot be emptied"
    operation = imported(editor, ActionItem, "number,statement\nItem 1.1,Talk.\n")
    page = editor.get(page_of(Operation.objects.last())).content.decode()
    assert "It was added, and it may not be deleted." in page
    assert 'value="Undo"' not in page
    undo(editor, operation)
    assert [item.statement for item in Item.objects.all()] == ["Do 1.1.", "Do."]


def test_findings_that_were_added_are_deleted_and_come_back():
    publisher, practice = staff("Publishers"), make_practice()
    operation = imported(publisher, Finding, FINDING + LINE.format("crime", 1) + LINE.format("trust", 2))
    before = list(Finding.objects.order_by("pk").values())
    assert "2 findings were put back as before." in texts(undo(publisher, operation))
    assert not Finding.objects.exists()
    assert LogEntry.objects.filter(action_flag=DELETION).count() == 2
    undo(publisher, Operation.objects.first())
    assert Operation.objects.first().name == "Done again: Imported findings from a file."
    after = list(Finding.objects.order_by("pk").values())
    assert [row | {"updated_at": None} for row in after] == [row | {"updated_at": None} for row in before]
    assert {finding.practice for finding in Finding.objects.all()} == {practice}
    undo(publisher, Operation.objects.first())
    assert not Finding.objects.exists()


def test_editors_do_not_delete_what_a_file_added():
    editor = staff("Editors")
    make_practice()
    operation = imported(editor, Finding, FINDING + LINE.format("crime", 1))
    assert "may not be deleted" in editor.get(page_of(operation)).content.decode()
    editor.post(page_of(operation), {"_nonce": "n"})
    assert Finding.objects.count() == 1


def test_who_may_change_only_some_of_a_table_undoes_nothing():
    """Recommendations and action items are one table: a file may have moved a row from one to the other."""
    editor, item = staff("Editors"), make_item(number="1.1")
    operation = imported(editor, Recommendation, "number,statement\nItem 1.1,Walk.\n")
    half = User.objects.create_user("half", is_staff=True)
    for codename in ("view_recommendation", "change_recommendation"):
        half.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(half)
    assert "This account may not change it." in client.get(page_of(operation)).content.decode()
    client.post(page_of(operation), {"_nonce": "n"})
    item.refresh_from_db()
    assert item.statement == "Walk."


def test_a_finding_edited_since_stays_unless_chosen():
    publisher = staff("Publishers")
    finding = make_finding(practice=make_practice(), outcome="crime", url="https://example.org/1")
    operation = imported(publisher, Finding, FINDING + LINE.format("crime", 1))
    url = reverse("admin:pillars_finding_history", args=[finding.pk])
    assert "Imported from a file" in text(publisher.get(url))
    Finding.objects.filter(pk=finding.pk).update(summary="By hand.")
    said = texts(undo(publisher, operation))
    assert "1 was changed since, and left as it is." in said
    [row] = publisher.get(page_of(operation)).context["since"]
    undo(publisher, operation, all_the_same=[row["row"].seen])
    finding.refresh_from_db()
    assert finding.summary == "Less crime."
    contents = [version.field_dict["summary"] for version in Version.objects.get_for_object(finding)]
    assert contents == ["Less crime.", "By hand.", "Less of it.", "Less crime."]


def test_a_file_that_is_only_looked_at_is_no_operation():
    editor = staff("Editors")
    make_item(number="1.1")
    page = upload(editor, Recommendation, "number,statement\nItem 1.1,Walk.\n")
    assert not Operation.objects.exists()
    Item.objects.update(statement="Talk.")
    confirm(editor, Recommendation, page)
    assert not Operation.objects.exists()
