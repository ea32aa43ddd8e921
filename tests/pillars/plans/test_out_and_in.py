"""A plan taken away and brought back: CSV, JSON, calendar, print. Texts stay literal everywhere."""

import csv
import json
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.utils import timezone
from icalendar import Calendar

from pillars.models import Change, Entry
from pillars.plans.calendars import as_calendar
from tests.icpr.lib.test_csvfile import as_excel_saves
from tests.pillars.plans.conftest import confirm, import_csv, make_item, numbers, share, words

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=20)
EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "'=1",
    "''=1",
    "＝1",
    "<script>alert(1)</script>",
    "a,b;c\\d",
    "END:VCALENDAR",
    "it's",
]


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def fill(visitor, plan, **fields):
    visitor.post(f"{plan}items/1.1/", **{"status": "planned"} | fields)


def test_works(visitor, plan):
    fill(
        visitor,
        plan,
        owner="Lt. Lee",
        due_on=SOON.isoformat(),
        note="Line one\nline two",
        **{"step-0": "Go", "done-0": "1"},
    )
    [first, *_] = rows(visitor.get(f"{plan}plan.csv"))
    assert first["item"] == "1.1 Agencies should do 1.1."
    assert first["status"] == "Planned"
    assert first["due_on"] == SOON.isoformat()
    assert first["next_steps"] == "[x] Go"
    loaded = json.loads(visitor.get(f"{plan}plan.json"))
    assert [item["number"] for item in loaded["items"]] == ["1.1", "1.2", "1.10", "2.1"]
    assert loaded["items"][0]["due_on"] == SOON.isoformat()
    calendar = visitor.get(f"{plan}plan.ics")
    [event] = Calendar.from_ical(calendar).walk("VEVENT")
    assert event.decoded("DTSTART") == SOON
    assert event["SUMMARY"] == "1.1 Agencies should do 1.1."
    assert event["DESCRIPTION"].startswith("Planned\nLt. Lee\n")
    assert "<b>1.10</b> Agencies should do 1.10." in visitor.get(f"{plan}print/")
    page = visitor.get(f"{plan}sheets/")
    assert 'id="item-1.10"' in page
    assert "Sheet 3 of 4" in page


@pytest.mark.parametrize("text", EVIL)
def test_texts_are_literal_everywhere(visitor, plan, text):
    fill(visitor, plan, owner=text, note=text, reference=text, due_on=SOON.isoformat(), **{"step-0": text})
    stored = Entry.objects.get(item__number="1.1").note
    exported = visitor.get(f"{plan}plan.csv")
    for cell in rows(exported)[0].values():
        assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝"}
    for address in (plan, f"{plan}print/", f"{plan}sheets/", f"{plan}history/", f"{plan}items/1.1/"):
        assert "<script>alert" not in visitor.get(address)
    assert visitor.get(f"{plan}plan.ics").count("\r\nEND:VCALENDAR\r\n") == 1
    assert "This would change nothing" in import_csv(visitor, plan, exported)
    assert stored == text.strip()


def test_no_line_of_a_calendar_is_too_long_or_breaks_out(visitor, plan):
    note = "é" * 400 + "\r\nBEGIN:VEVENT\r\n" + "\\;,"
    fill(visitor, plan, note=note, due_on=SOON.isoformat())
    entry = Entry.objects.for_page().get(item__number="1.1")
    text = as_calendar(entry.plan, [entry])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\nBEGIN:VEVENT") == 1
    unfolded = text.replace("\r\n ", "")
    assert "é" * 400 + "\\nBEGIN:VEVENT\\n\\\\\\;\\," in unfolded


def test_a_changed_file_is_shown_first_then_done(visitor, plan):
    table = visitor.get(f"{plan}plan.csv").replace("Not started", "In progress", 1)
    page = import_csv(visitor, plan, table)
    assert "This would change 1 item" in page
    assert "Status Not started In progress" in words(page)
    assert Entry.objects.get(item__number="1.1").status == "not-started"
    for _ in range(2):
        assert confirm(visitor, plan, page) == 302
    assert Entry.objects.get(item__number="1.1").status == "in-progress"
    assert Change.objects.count() == 2


def test_what_is_done_is_what_was_shown(visitor, plan):
    page = import_csv(visitor, plan, "Item,Status\n1.1,Planned\n")
    fill(visitor, plan, status="verified")
    assert confirm(visitor, plan, page) == 200
    assert Entry.objects.get(item__number="1.1").status == "verified"


def test_a_spreadsheet_may_change_form_and_order(visitor, plan):
    day = f"{SOON:%m/%d/%Y}"
    page = import_csv(visitor, plan, f"Target date;Item;Note\r\n{day};1.10 Words;caf\xe9\r\n".encode("cp1252"))
    assert "This would change 1 item" in page
    assert confirm(visitor, plan, page) == 302
    entry = Entry.objects.get(item__number="1.10")
    assert (entry.due_on, entry.note) == (SOON, "café")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "submitted file is empty"),
        ("no table", "The first line must name the columns"),
        (b"PK\x03\x04\x00\x00", "not plain CSV"),
        ("Item\n" + "1.1\n" * 10_000, "10,000 lines"),
        ("Item\n9.9\nnothing\n", "No item in the library is called “9.9”"),
        ("Item\n1.1\n1.1\n", "stands in the file twice"),
        ("Item,Status\n1.1,Great\n", "is not one of"),
        ("Item,Note\n1.2,Ours\n1.1,One, two\n", "Line 3: column C: More cells than there are columns"),
        ("Item,Next steps,Note\n1.1,One, two,\n", "Line 2: column D: More cells than there are columns"),
        ("Item,Note,Note\n1.1,One,Two\n", "Two columns are named “note”"),
        ("Item,Notes\n1.1,One\n", "no plan has such a column: Notes."),
        ("Item,Target date\n1.1,9999-12-31\n", "years ahead"),
        ("Item,Target date\n1.1,2001-01-01\n", "has passed"),
        ("Item,Target date\n1.1,tomorrow\n", "year-month-day"),
        ("Item,Note\n1.1," + "x" * 30_000 + "\n", "Longer than 20,000"),
        ("Item,Note\n1.1," + "x" * 200_000 + "\n", "cannot be read as a table"),
        ("Item,Note\n1.1," + "x" * 1_100_000 + "\n", "larger than one megabyte"),
        ("Item,Next steps\n1.1," + "x" * 999 + "\n", "At most 40 lines"),
        ('Item,Note\n1.1,"never closed\n', "This would change 1 item"),
    ],
)
def test_what_cannot_be_read_is_said(visitor, plan, text, message):
    assert message in words(import_csv(visitor, plan, text))
    assert Change.objects.count() == 1


def test_of_a_line_with_too_many_cells_nothing_is_taken(visitor, plan):
    page = import_csv(visitor, plan, "Item,Status,Note\n1.1,Planned,One, two\n1.2,Planned,Three\n")
    assert "This would change 1 item" in page
    assert confirm(visitor, plan, page) == 302
    assert Entry.objects.get(item__number="1.1").status == "not-started"
    assert Entry.objects.get(item__number="1.2").note == "Three"


def test_of_two_lines_about_one_item_the_first_counts(visitor, plan):
    page = import_csv(visitor, plan, "Item,Status,Note\n1.1,Planned,\n1.1,Declined,Two\n")
    assert confirm(visitor, plan, page) == 302
    entry = Entry.objects.get(item__number="1.1")
    assert (entry.status, entry.note) == ("planned", "")


REWRITTEN = [
    "0012",
    "3-4",
    "1E5",
    "12345678901234567890",
    "2027-06-30",
    "June 5",
    "1.10",
    "9/11",
    "true",
    "5%",
    "'0012",
]


@pytest.mark.parametrize("text", REWRITTEN)
def test_what_a_spreadsheet_would_rewrite_comes_back(visitor, plan, text):
    fill(visitor, plan, owner=text, note=text, reference=text, due_on=SOON.isoformat(), **{"step-0": text})
    exported = visitor.get(f"{plan}plan.csv")
    [first, *_] = rows(exported)
    assert (first["reference"], first["note"], first["owner"]) == (f"'{text}",) * 3
    assert first["due_on"] == SOON.isoformat(), "a day is a day there, to be ordered by"
    saved = StringIO()
    csv.writer(saved).writerows(
        map(as_excel_saves, row) for row in csv.reader(StringIO(exported.removeprefix("\ufeff")))
    )
    page = import_csv(visitor, plan, saved.getvalue())
    assert "This would change nothing" in page
    assert "What cannot be taken" not in page


def test_the_heads_never_change_and_the_former_ones_are_read(visitor, plan):
    exported = visitor.get(f"{plan}plan.csv")
    head = "item,pillar,status,priority,owner,due_on,reference,next_steps,note"
    assert exported.removeprefix("\ufeff").splitlines()[0] == head
    former = f'{HEAD.decode()}\r\n1.1 Do,Trust,Planned,High,Ann,{SOON},P 3,"[x] Go\n[ ] Stay",N\r\n'
    page = import_csv(visitor, plan, former)
    assert "Not read" not in page
    assert f"Target date empty {SOON}" in words(page)
    assert confirm(visitor, plan, page) == 302
    entry = Entry.objects.get(item__number="1.1")
    assert (entry.status, entry.priority, entry.owner, entry.due_on) == ("planned", "high", "Ann", SOON)
    assert (entry.reference, entry.note) == ("P 3", "N")
    assert entry.steps == [{"text": "Go", "done": True}, {"text": "Stay", "done": False}]


def test_the_page_says_what_the_columns_are(visitor, plan):
    page = visitor.get(f"{plan}import/")
    assert re.search("<code>due_on</code></dt>\\s*<dd>target date: year-month-day, such as", page)
    assert "one of: Not started; Planned;" in page


def test_what_a_file_adds_comes_to_the_end(visitor, plan):
    for number in ("1.1", "1.2"):
        visitor.post(f"{plan}items/{number}/remove/", at=f"{plan}items/{number}/")
    page = import_csv(visitor, plan, "Item,Status,Person responsible\n1.2,Planned,Ann\n")
    assert "Person responsible Ann" in words(page), "what an added item comes with is shown"
    confirm(visitor, plan, page)
    assert numbers() == ["1.10", "2.1", "1.2"]
    assert Change.objects.first().message == "Imported 1 item"


def test_a_file_that_would_overfill_the_plan_is_refused_whole(visitor, plan, monkeypatch):
    monkeypatch.setattr("pillars.plans.exchange.MOST_ENTRIES", 5)
    for number in ("3.1", "3.2"):
        make_item(number)
    assert "would hold more than 5 items" in import_csv(visitor, plan, "Item\n3.1\n3.2\n")
    assert "This would change 1 item" in words(import_csv(visitor, plan, "Item\n3.1\n"))


def test_a_plan_without_dates_has_no_calendar(visitor, plan):
    """A calendar without an event is not valid (RFC 5545, 3.6)."""
    shared = share(visitor, plan)
    for address in (plan, shared):
        assert "plan.ics" not in visitor.get(address)
        assert "This plan has no dates" in visitor.get(f"{address}plan.ics", 404)
    fill(visitor, plan, due_on=SOON.isoformat())
    for address in (plan, shared):
        assert f'href="{address}plan.ics"' in visitor.get(address)
        assert len(Calendar.from_ical(visitor.get(f"{address}plan.ics")).walk("VEVENT")) == 1
    fill(visitor, plan, due_on=SOON.isoformat(), status="declined")
    assert "plan.ics" not in visitor.get(plan)
    visitor.get(f"{plan}plan.ics", 404)


def test_a_calendar_knows_an_item_again_and_leaves_out_what_was_put_aside(visitor, plan):
    def events() -> list:
        return Calendar.from_ical(visitor.get(f"{plan}plan.ics")).walk("VEVENT")

    fill(visitor, plan, due_on=SOON.isoformat())
    [before] = events()
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    visitor.post(f"{plan}add/", number=["1.1"])
    fill(visitor, plan, due_on=(SOON + timedelta(days=1)).isoformat())
    [after] = events()
    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") != before.decoded("DTSTART")
    fill(visitor, plan, status="verified", due_on=SOON.isoformat())
    assert len(events()) == 1, "what is in place keeps its day"
    for status in ("declined", "not-applicable"):
        fill(visitor, plan, status=status, due_on=SOON.isoformat())
        visitor.get(f"{plan}plan.ics", 404)


def test_what_cannot_be_seen_is_kept_neither_from_a_form_nor_from_a_file(visitor, plan):
    fill(visitor, plan, owner="Ann\u202e\u200b Lee", note="One\r\n\u2066two", **{"step-0": "Call\u200b her"})
    entry = Entry.objects.get(item__number="1.1")
    assert (entry.owner, entry.note, entry.steps[0]["text"]) == ("Ann Lee", "One\ntwo", "Call her")
    page = import_csv(visitor, plan, "Item,Person responsible,Note\n1.1,Ann\u200b Lee,\u2066Two\n1.2,\u202eBob\n")
    confirm(visitor, plan, page)
    found = {entry.item.number: entry for entry in Entry.objects.all()}
    assert (found["1.1"].owner, found["1.1"].note, found["1.2"].owner) == ("Ann Lee", "Two", "Bob")
    assert "This would change 1 item" not in import_csv(visitor, plan, "Item,Person responsible\n1.1,Ann \u200bLee\n")


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u202e", "***"])
def test_an_agency_has_a_name_or_none(visitor, plan, name):
    answer = visitor.client.post(f"{plan}agency/", {"agency_name": name})
    assert answer.status_code == 400
    assert re.search("cannot be seen|letter or digit", answer.content.decode())


HEAD = b"Item,Pillar,Status,Priority,Person responsible,Target date,Reference,Next steps,Note"
MACINTOSH = HEAD + b"\r1.1 Do,,Not started,,Lt. Ren\x8ee Mu\x96oz,,,,Ask \xd2both\xd3 chiefs\r"
MS_DOS = HEAD + b"\r\n1.1 Do,,Not started,,Lt. Ren\x82e Mu\xa4oz,,,,plain\r\n"


@pytest.mark.parametrize("data", [MACINTOSH, MS_DOS])
def test_letters_of_other_machines_are_recognized_and_shown(visitor, plan, data):
    page = import_csv(visitor, plan, data)
    assert "its letters were read as M" in page
    assert "<b>Renée</b>, <b>Muñoz</b>" in page
    assert re.search("<b>Ren[Ž‚]e</b>", page)
    form = hidden_of(page, "digest")
    assert visitor.client.post(f"{plan}import/", form).status_code == 302
    assert Entry.objects.get(item__number="1.1").owner == "Lt. Renée Muñoz"


def hidden_of(page: str, holding: str) -> dict[str, str]:
    """The hidden fields of the form that has one with this name."""
    (form,) = [form for form in page.split("<form")[1:] if f'name="{holding}"' in form.split("</form>")[0]]
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0])
    return {name: unescape(value) for name, value in fields}


def test_letters_that_may_be_either_are_asked_about(visitor, plan):
    page = import_csv(visitor, plan, b"Item,Note\r\n1.1,Stra\xe1e\r\n")
    assert "Which of these are the words as they were written?" in page
    assert "Choose above first how the file is read." in page
    assert 'name="digest"' not in page
    asked = hidden_of(page, "was")
    page = visitor.client.post(f"{plan}import/", asked | {"read_as": "cp437"}).content.decode()
    assert "Straße" in page
    form = hidden_of(page, "digest")
    for wrong in ({"was": "cp437", "read_as": ""}, {"was": "nonsense", "text": ""}):
        assert visitor.client.post(f"{plan}import/", form | wrong).status_code != 302, wrong
    assert visitor.client.post(f"{plan}import/", form).status_code == 302
    assert Entry.objects.get(item__number="1.1").note == "Straße"
