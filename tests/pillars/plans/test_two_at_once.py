"""Two browsers on one plan: nothing either of them wrote is lost without a word."""

import html
import re

import pytest

from pillars.models import Change, Entry
from tests.pillars.plans.conftest import confirm, import_csv, make_item, nonce, numbers, version, words

pytestmark = pytest.mark.django_db

BLANK = {"status": "not-started", "priority": "", "owner": "", "due_on": "", "reference": "", "note": ""}


class Form:
    """The form of an item as one browser opened it."""

    def __init__(self, visitor, plan: str, number: str = "1.1"):
        self.visitor, self.address = visitor, f"{plan}items/{number}/"
        page = visitor.get(self.address)
        self.fields = BLANK | {"nonce": nonce(page)} | version(page)

    def send(self, code: int = 302, **typed) -> str:
        """Send it with what was typed; the answer becomes the form that is open now."""
        answer = self.visitor.client.post(self.address, self.fields | typed)
        page = html.unescape(answer.content.decode())
        assert answer.status_code == code, page
        if code in {400, 409}:
            self.fields |= {"nonce": nonce(page)} | version(page)
        return page


def entry(number: str = "1.1") -> Entry:
    return Entry.objects.get(item__number=number)


def test_works_when_each_changed_another_field(visitor, plan):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(owner="Ann")
    mine.send(note="Ask the city", **{"step-0": "Draft"})
    kept = entry()
    assert (kept.owner, kept.note, kept.steps) == ("Ann", "Ask the city", [{"text": "Draft", "done": False}])


@pytest.mark.parametrize(("choice", "status"), [("now", "planned"), ("mine", "declined")])
def test_the_second_of_two_sees_what_changed_and_chooses(visitor, plan, choice, status):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(status="planned", owner="Ann")
    typed = {"status": "declined", "note": "Not us"}
    page = mine.send(409, **typed)
    for said in ("Somebody else changed this item", "what is there now: Planned", "Take mine: Declined"):
        assert said in words(page), said
    assert re.search(r'name="owner" value="Ann"', page), "what only the other changed stands in the form"
    assert entry().status == "planned"
    page = mine.send(409, asked="status", owner="Ann", **typed)
    assert "Take mine: Declined" in words(page), "without a choice it is asked again"
    mine.send(asked="status", owner="Ann", **typed, **{"choose-status": choice})
    kept = entry()
    assert (kept.status, kept.owner, kept.note) == (status, "Ann", "Not us")


@pytest.mark.parametrize("choice", ["now", "mine"])
def test_an_answer_to_what_changed_again_meanwhile_is_asked_anew(visitor, plan, choice):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(status="planned")
    mine.send(409, status="declined")
    Form(visitor, plan).send(status="verified")
    page = mine.send(409, status="declined", asked="status", **{"choose-status": choice})
    assert "what is there now: Verified in place" in words(page)
    assert entry().status == "verified"


def test_a_correction_does_not_pass_over_what_changed_meanwhile(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(status="planned")
    mine.send(400, status="declined", due_on="soon")
    assert "what is there now: Planned" in words(mine.send(409, status="declined"))
    assert entry().status == "planned"


def test_an_answer_beside_a_wrong_field_is_asked_again(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(status="planned")
    mine.send(409, status="declined")
    mine.send(400, status="declined", asked="status", due_on="soon", **{"choose-status": "now"})
    assert "Take mine: Declined" in words(mine.send(409, status="declined"))
    assert entry().status == "planned"


def test_what_both_changed_alike_is_no_conflict(visitor, plan):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(status="planned")
    mine.send(status="planned", note="Yes")
    assert (entry().status, entry().note) == ("planned", "Yes")


def test_a_beginning_the_history_forgot_makes_every_difference_a_choice(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(owner="Ann")
    Change.objects.all().delete()
    page = mine.send(409, status="planned")
    assert "what is there now: Ann" in words(page)
    assert "Take mine: nothing" in words(page)
    assert "Take mine: Planned" in words(page)


@pytest.mark.parametrize("began", ["", "x", "9" * 400, "٣", "-1"])
def test_a_version_nobody_gave_out_saves_nothing_unasked(visitor, plan, began):
    mine = Form(visitor, plan)
    mine.fields["version"] = began
    assert "Take mine: Planned" in words(mine.send(409, status="planned"))
    assert entry().status == "not-started"


def test_what_was_typed_into_a_removed_item_can_be_put_back(visitor, plan):
    mine = Form(visitor, plan)
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    page = mine.send(409, owner="Ann", note="An hour of work")
    assert "Somebody removed this item" in page
    assert "An hour of work" in page
    assert "1.1" not in numbers()
    mine.send(owner="Ann", note="An hour of work", put_back="1")
    assert numbers() == ["1.2", "1.10", "2.1", "1.1"]
    assert (entry().owner, entry().note) == ("Ann", "An hour of work")


def test_an_item_that_came_back_is_not_taken_for_what_it_was(visitor, plan):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    theirs.send(409, owner="Ann", note="Her hour of work")
    theirs.send(owner="Ann", note="Her hour of work", put_back="1")
    mine.send(status="planned")
    kept = entry()
    assert (kept.status, kept.owner, kept.note) == ("planned", "Ann", "Her hour of work")


def test_a_conflict_hides_the_field_it_asks_about(visitor, plan):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(note="Theirs", **{"step-0": "Theirs"})
    page = mine.send(409, note="Mine\nalone", **{"step-0": "Mine", "done-0": "on"})
    assert '<input type="hidden" name="note" value="Mine\nalone"' in page
    assert '<input type="hidden" name="step-0" value="Mine">' in page
    assert '<input type="hidden" name="done-0" value="on">' in page
    assert "<textarea" not in page


def test_an_imported_file_does_not_overwrite_what_was_saved_after_the_dry_run(visitor, plan):
    table = "Item,Person responsible\n1.1,From file\n"
    page = import_csv(visitor, plan, table)
    Form(visitor, plan).send(owner="Somebody else", note="New")
    assert confirm(visitor, plan, page) == 200
    assert entry().owner == "Somebody else"


def test_lines_of_a_note_end_alike_in_form_and_file(visitor, plan):
    Form(visitor, plan).send(note="First\r\nSecond\rThird")
    assert entry().note == "First\nSecond\nThird"
    assert "This would change nothing" in import_csv(visitor, plan, visitor.get(f"{plan}plan.csv"))


@pytest.mark.parametrize(
    ("address", "form"),
    [("items/1.1/remove/", {}), ("add/", {"number": ["3.1"]}), ("order/", {"move": "down 1.1"})],
)
def test_what_was_taken_back_can_be_done_again_with_the_same_form(visitor, plan, address, form):
    make_item("3.1")
    form = {"nonce": "n" * 22} | form
    before = numbers()
    visitor.client.post(f"{plan}{address}", form)
    after = numbers()
    assert after != before
    for _ in range(2):
        undo = re.search(r'name="change" value="(\d+)"', visitor.get(plan))[1]
        visitor.client.post(f"{plan}history/undo/", {"change": undo})
        assert numbers() == before
        assert visitor.client.post(f"{plan}{address}", form).status_code == 302
        assert numbers() == after


def test_what_no_button_sends_moves_nothing(visitor, plan):
    for move in ("up", "up \x001.1", "\x00", "left 1.1", "up 9.9", "down 1.1 1.2", "u" * 9_999):
        assert visitor.client.post(f"{plan}order/", {"move": move}).status_code == 302
    assert numbers() == ["1.1", "1.2", "1.10", "2.1"]


def test_a_form_for_an_item_that_never_was_in_the_plan_is_not_found(visitor, plan):
    mine = Form(visitor, plan)
    mine.address = f"{plan}items/6.6/"
    mine.send(404)


def test_an_order_of_a_list_that_was_changed_meanwhile_is_not_taken(visitor, plan):
    page = visitor.get(plan)
    shown = re.search(r'name="order" value="([^"]+)"', page)[1]
    assert shown == "1.1 1.2 1.10 2.1"
    visitor.post(f"{plan}order/", at=plan, move="up 2.1")
    boxes = {f"place-{number}": place for place, number in enumerate(("2.1", "1.1", "1.2", "1.10"), 1)}
    answer = visitor.client.post(f"{plan}order/", {"nonce": nonce(page), "order": shown} | boxes)
    assert answer.status_code == 409
    assert "nothing was moved" in answer.content.decode()
    assert numbers() == ["1.1", "1.2", "2.1", "1.10"]


def test_undo_takes_back_only_the_change_that_was_shown(visitor, plan):
    page = visitor.get(plan)
    shown = re.search(r'name="change" value="(\d+)"', page)[1]
    visitor.post(f"{plan}items/1.1/", status="planned")
    answer = visitor.client.post(f"{plan}history/undo/", {"change": shown})
    assert answer.status_code == 409
    assert "nothing was taken back" in answer.content.decode()
    assert entry().status == "planned"
    for wrong in ("", "x", "9" * 30, "٣"):
        assert visitor.client.post(f"{plan}history/undo/", {"change": wrong}).status_code == 409


def test_two_who_change_different_agencies_lines(visitor, plan):
    opened = version(visitor.get(f"{plan}agency/"))
    visitor.post(f"{plan}agency/", agency_name="Springfield PD")
    answer = visitor.client.post(f"{plan}agency/", {"agency_name": "Shelbyville PD"} | opened)
    assert answer.status_code == 409
    assert "There now: Springfield PD" in answer.content.decode()
