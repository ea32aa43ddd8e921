"""Staff take the Blueprint's tables out as CSV and read them in: the pages, who may, what is said of bad files."""

import csv
import html
import re
from io import StringIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from icpr.imports import intake
from icpr.imports.work import work_all
from pillars.blueprint.exchange import ITEMS
from pillars.models import ActionItem, AgencyExample, Finding, Item, ItemState, Recommendation
from tests.factories import make_example, make_finding, make_item, make_practice
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

SHOWN = [Recommendation, ActionItem, Finding, AgencyExample]


def address(model, page: str, *args) -> str:
    return reverse(f"admin:pillars_{model._meta.model_name}_{page}", args=args)


def text(answer) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def rows(answer) -> list[dict]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def upload(client: Client, model, data: str | bytes, name: str = "a.csv"):
    """The page of a file that was read in, once the job has looked at it."""
    data = data if isinstance(data, bytes) else data.encode()
    answer = client.post(address(model, "import"), {"file": SimpleUploadedFile(name, data)})
    return looked_at(client, answer["Location"]) if answer.status_code == 302 else answer


def looked_at(client: Client, page: str):
    work_all(lambda: None, lambda: None)
    return client.get(page)


def answer_to(client: Client, page, **answers):
    """Send a form of the page of a file, and see what came of it."""
    sent = client.post(page.request["PATH_INFO"], answers)
    return looked_at(client, sent["Location"])


def confirm(client: Client, model, page, **answers):
    """Press the button of a dry run."""
    return answer_to(
        client, page, _do="do", looks=re.search(r'name="looks" value="(\d+)"', text_of(page))[1], **answers
    )


def text_of(page) -> str:
    return page.content.decode()


def reader(*codenames: str) -> Client:
    """Somebody on the staff with these permissions only."""
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def test_works():
    editor, item = staff("Editors"), make_item(number="1.10", staff_note="One\ntwo, “three”")
    make_item(number="1.10.1")
    answer = editor.get(address(Recommendation, "export_all"))
    assert answer["Content-Disposition"] == 'attachment; filename="icpr-items.csv"'
    assert [row["number"] for row in rows(answer)] == ["Item 1.10", "Item 1.10.1"]
    answer = editor.get(address(Recommendation, "export_all"))
    table = answer.getvalue().decode().replace("Do 1.10.,", "Walk the <b>beat</b>.,")
    page = upload(editor, ActionItem, table)
    shown = text(page)
    for part in ("<b>0</b> added", "<b>1</b> changed", "<b>1</b> the same as here", "Change 1"):
        assert part in shown, part
    assert "&lt;b&gt;beat" in text_of(page)
    item.refresh_from_db()
    assert item.statement == "Do 1.10."
    done = confirm(editor, ActionItem, page)
    assert "1 changed, 1 the same before." in text(done)
    item.refresh_from_db()
    assert (item.statement, item.staff_note) == ("Walk the <b>beat</b>.", "One\ntwo, “three”")
    assert "Imported from a file: statement." in text(editor.get(address(Recommendation, "history", item.pk)))
    assert "this is not what you were shown" in text(confirm(editor, ActionItem, page)), "sent twice"
    assert Version.objects.get_for_object(item).count() == 2


@pytest.mark.parametrize("model", SHOWN)
def test_an_export_read_back_changes_nothing(model):
    root = staff()
    make_item(number="1.1.1"), make_finding(), make_example(item=Item.objects.get(number="1.1"))
    page = text(upload(root, model, root.get(address(model, "export_all")).getvalue()))
    assert "The file would change nothing" in page
    assert 'value="do"' not in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["1.1", "1.2", "2.1"]),
        ("?care=number", ["1.2"]),
        ("?q=walk", ["2.1"]),
        ("?verified__exact=1&o=-1", ["2.1", "1.1"]),
        ("?state__exact=published&state__exact=to-check&p=1", ["1.1", "1.2", "2.1"]),
    ],
)
def test_the_list_is_exported_as_it_stands(query, numbers):
    editor = staff("Editors")
    make_item(number="1.1"), make_item(number="1.2", verified=False), make_item(number="2.1", plain_title="Walk")
    make_item(number="1.1.1")
    page = editor.get(address(Recommendation, "changelist") + query)
    assert {item.number for item in page.context["cl"].queryset} == set(numbers)
    [link] = re.findall(r'<a href="([^"]*/export/csv/[^"]*)">Export as CSV', text(page))
    exported = rows(editor.get(link))
    assert [row["number"].removeprefix("Item ") for row in exported] == numbers
    assert link.partition("?")[2].count("=") == len(re.findall("=", query)) - query.count("&p="), link


@pytest.mark.parametrize("query", ["?nothing__known=1", "?pillar__id__exact=x", "?care=nonsense", "?q=%00", "?p=99"])
def test_an_impossible_query_is_answered_as_the_list_answers_it(query):
    editor = staff("Editors")
    make_item(number="1.1")
    pages = address(Recommendation, "changelist"), address(Recommendation, "export")
    listed, exported = (editor.get(page + query) for page in pages)
    assert exported.status_code == listed.status_code
    if exported.status_code == 302:
        assert exported["Location"] == address(Recommendation, "changelist") + "?e=1"


def test_what_cannot_be_taken_is_shown_and_the_rest_is_done():
    editor = staff("Editors")
    make_item(number="1.1"), make_item(number="1.2")
    table = "number,effort,colour\nItem 1.1,High effort,red\nItem 1.2,<b>Huge</b>,\nItem 1.1,,\n"
    page = upload(editor, Recommendation, table)
    shown = text(page)
    for part in (
        "<b>2</b> cannot be taken; the others can",
        "Line 3",
        "effort: “<b>Huge</b>” is not one of: Low",
        "“colour”",
    ):
        assert part in shown, part
    assert "<b>Huge</b>" not in text_of(page)
    confirm(editor, Recommendation, page)
    assert [item.effort for item in Item.objects.all()] == ["high", ""]


def test_what_readers_would_see_is_said_before():
    editor = staff("Editors")
    make_item(number="1.1"), make_item(number="1.2", state=ItemState.TO_CHECK)
    page = upload(editor, Recommendation, "number,state\nItem 1.1,discarded\nItem 1.2,published\n")
    shown = text(page)
    assert "<b>1</b> would become public, <b>1</b> would stop being public" in shown
    confirm(editor, Recommendation, page)
    assert editor.get("/blueprint/1.1/").status_code == 404
    assert editor.get("/blueprint/1.2/").status_code == 200


def test_a_library_changed_meanwhile_is_shown_again():
    editor, item = staff("Editors"), make_item(number="1.1", effort="low")
    page = upload(editor, Recommendation, "number,effort\nItem 1.1,high\n")
    Item.objects.update(effort="medium")
    again = confirm(editor, Recommendation, page)
    assert "Nothing was done: the library was changed meanwhile." in text(again)
    assert "Medium effort" in text(again)
    item.refresh_from_db()
    assert item.effort == "medium"
    confirm(editor, Recommendation, again)
    item.refresh_from_db()
    assert item.effort == "high"


@pytest.mark.parametrize("looks", ["0", "2", "x" * 9_000, "é", "\x00", ""])
def test_nothing_but_what_was_shown_is_done(looks):
    editor = staff("Editors")
    make_item(number="1.1")
    page = upload(editor, Recommendation, "number,effort\nItem 1.1,high\n")
    answer = answer_to(editor, page, _do="do", looks=looks)
    assert "this is not what you were shown" in text(answer)
    assert Item.objects.get().effort == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The submitted file is empty."),
        (b"number\x00", "not plain CSV"),
        ("number\n".encode("utf-16"), "The file would change nothing"),
        (b"PK\x03\x04\x00\x00", "no table that can be read"),
        (b"number,x\nItem 1.1,\x81\n", "Which of these are the words as they were written?"),
        (b"\xef\xbb\xbfnumber,x\nItem 1.1,\xe9\n", "Some letters of the file cannot be read"),
        (b"nummer;effort\n1;2\n", "What do the columns of the file hold?"),
        (b"number,number\n", "What do the columns of the file hold?"),
        (b"number\n" + b"Item 1.1\n" * 10_000, "10,000 lines; at most 2,000"),
        (b"number\n" + b"x" * 10_000_000, "larger than 10 megabytes"),
        (b"number,statement\nItem 1.1," + b"x" * 200_000, "cannot be read as a table"),
        (b'number,statement\n"Item 1.1', "The file would change nothing"),
        (b"number", "The file would change nothing"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(data, message):
    make_item(number="1.1")
    assert message in text(upload(staff("Editors"), Recommendation, data))


@pytest.mark.parametrize(
    ("posted", "message"),
    [({"x": "1"}, "This field is required."), ({"file": "\x00"}, "This field is required.")],
)
def test_what_no_button_sends_is_told_too(posted, message):
    assert message in text(staff("Editors").post(address(Finding, "import"), posted))


def test_a_spreadsheet_on_windows_is_understood():
    editor, item = staff("Editors"), make_item(number="1.1")
    page = upload(editor, Recommendation, "number;plain title\r\nItem 1.1;“Café”\r\n".encode("cp1252"))
    confirm(editor, Recommendation, page)
    item.refresh_from_db()
    assert item.plain_title == "“Café”"


def test_only_staff_who_may_see_export_and_only_who_may_add_and_change_read_in():
    make_item(number="1.1.1")
    table = "number,effort\nItem 1.1,high\n"
    one = reader("view_recommendation")
    assert one.get(address(Recommendation, "export")).status_code == 200
    made = intake.receive(ITEMS, User.objects.get(), "a.csv", table.encode())
    for page in [("export_all",), ("import",), ("import_one", made.pk)]:
        assert one.get(address(Recommendation, *page)).status_code == 403
    assert one.get(address(Recommendation, "import_failed", made.pk, "csv")).status_code == 403
    assert one.post(address(Recommendation, "import_one", made.pk), {"_do": "forget"}).status_code == 403
    assert one.get(address(ActionItem, "export")).status_code == 403
    assert upload(one, Recommendation, table).status_code == 403
    listed = text(one.get(address(Recommendation, "changelist")))
    assert "Export as CSV" in listed
    assert "Export all" not in listed
    assert "Import a file" not in listed
    User.objects.get().user_permissions.set(
        Permission.objects.filter(codename__in=["add_recommendation", "change_recommendation", "change_actionitem"])
    )
    assert upload(one, Recommendation, table).status_code == 403, "an action item could be added"
    assert Client().get(address(Recommendation, "export")).status_code == 302
    assert Client().post(address(Recommendation, "import"), {}).status_code == 302
    assert not Item.objects.exclude(effort="").exists()


def test_a_form_from_elsewhere_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    make_item(number="1.1")
    assert upload(client, Recommendation, "number,effort\nItem 1.1,high\n").status_code == 403


@pytest.mark.parametrize("model", SHOWN)
def test_every_page_opens(model):
    root = staff()
    shown = text(root.get(address(model, "changelist")))
    for link in (("export_as", "csv"), ("export_as", "xlsx"), ("export_as", "json"), ("import",)):
        assert f'href="{address(model, *link)}' in shown
    assert ("Export all items" in shown) == (model in (Recommendation, ActionItem))
    assert "Export as CSV" not in text(root.get(address(model, "changelist") + "?_popup=1"))
    assert "separated by semicolons" in text(root.get(address(Recommendation, "import")))
    assert f"all {model._meta.concrete_model._meta.verbose_name_plural}</a>" in text(root.get(address(model, "import")))


def test_what_was_read_in_is_undone_item_by_item():
    root = staff()
    items = [make_item(number=number, practices=[make_practice(name=number)]) for number in ("1.1", "1.2")]
    page = upload(root, Recommendation, "number,statement,practices\nItem 1.1,New.,\nItem 1.2,New.,\n")
    confirm(root, Recommendation, page)
    Item.objects.filter(number="1.2").update(statement="Newer.")
    before = Version.objects.get_for_object(items[0]).last()
    undo = address(Recommendation, "revision", items[0].pk, before.pk)
    assert root.post(undo).status_code == 302
    first, second = Item.objects.all()
    assert (first.statement, [practice.name for practice in first.practices.all()]) == ("Do 1.1.", ["1.1"])
    assert (second.statement, second.practices.count()) == ("Newer.", 0)


def test_two_thousand_lines_are_looked_at(django_assert_max_num_queries):
    editor = staff("Editors")
    practice = make_practice()
    head = "practice,outcome,address,direction,summary,source title,source\n"
    lines = [f"{practice.slug},o{n},https://example.org/{n},Helps,S.,T,O\n" for n in range(2_000)]
    page = upload(editor, Finding, head + "".join(lines))
    assert "<b>2000</b> added" in text(page)
    assert text(page).count("<h3") == 100
    with django_assert_max_num_queries(7):
        editor.get(page.request["PATH_INFO"] + "?page=20")


def test_letters_of_a_macintosh_are_shown_and_can_be_read_otherwise():
    root, item = staff(), make_item(number="1.1")
    page = upload(root, Recommendation, b"number,staff note\rItem 1.1,Ren\x8ee Mu\x96oz\r")
    shown = html.unescape(page.content.decode())
    assert "its letters were read as Macintosh writes them" in shown
    assert "<b>RenŽe</b>, <b>Mu–oz</b>" in shown
    other = answer_to(root, page, _do="letters", read_as="cp1252")
    assert "RenŽe Mu–oz" in text(other)
    again = answer_to(root, other, _do="letters", read_as="mac_roman")
    confirm(root, Recommendation, again)
    item.refresh_from_db()
    assert item.staff_note == "Renée Muñoz"
