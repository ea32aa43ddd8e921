"""Owner, date and status of all items in one form: whole or not at all, and of two editors nobody loses a word."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from pillars.models import Change, Entry, ItemState, Plan
from tests.pillars.plans.conftest import make_item, numbers, words
from tests.test_markup import problems

pytestmark = pytest.mark.django_db

SOON = (timezone.localdate() + timedelta(days=20)).isoformat()


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a page's form of all items."""
    form = (
        page.partition('name="began"')[0][-300:] + page.partition('name="began"')[1] + page.partition('name="began"')[2]
    )
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="radio"' not in tag:
            found.setdefault(name[1], []).append(unescape(value[1]))
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options)
    return {name: values if name == "asked" else values[0] for name, values in found.items()}


class Form:
    """The form of all items as one browser opened it."""

    def __init__(self, visitor, plan: str, query: str = ""):
        self.visitor, self.address = visitor, f"{plan}edit/"
        self.fields = fields_of(visitor.get(self.address + query))

    def send(self, code: int = 302, **typed) -> str:
        """Send it with what was typed; the answer becomes the form that is open now."""
        answer = self.visitor.client.post(self.address, self.fields | typed)
        page = answer.content.decode()
        assert answer.status_code == code, words(page)
        if code in {400, 409}:
            assert problems(page) == []
            self.fields = fields_of(page)
        return page


def entry(number: str = "1.1") -> Entry:
    return Entry.objects.get(item__number=number)


def undo(visitor, plan: str) -> None:
    change = re.search(r'name="change" value="(\d+)"', visitor.get(plan))[1]
    visitor.client.post(f"{plan}history/undo/", {"change": change})


def test_works(visitor, plan):
    form = Form(visitor, plan)
    form.send(**{"1.1-status": "planned", "1.1-owner": "Ann", "1.2-due_on": SOON, "2.1-status": "declined"})
    assert (entry().status, entry().owner) == ("planned", "Ann")
    assert entry("1.2").due_on.isoformat() == SOON
    assert entry("2.1").status == "declined"
    assert Change.objects.count() == 2
    assert Change.objects.first().message == "Changed status, person responsible, target date of 3 items: 1.1, 1.2, 2.1"
    undo(visitor, plan)
    assert set(Entry.objects.values_list("status", "owner", "due_on")) == {("not-started", "", None)}


def test_every_field_has_a_label_that_names_its_item(visitor, plan):
    page = visitor.get(f"{plan}edit/")
    assert problems(page) == []
    for number in numbers():
        for name, label in (("status", "Status"), ("owner", "Person responsible"), ("due_on", "Target date")):
            label = (
                rf'<label for="{re.escape(number)}-{name}">{label}<span class="hidden"> of {re.escape(number)}</span>'
            )
            assert re.search(label, page)


def test_what_nobody_changed_is_no_change(visitor, plan):
    versions = list(Entry.objects.values_list("version"))
    Form(visitor, plan).send()
    assert Change.objects.count() == 1
    assert list(Entry.objects.values_list("version")) == versions


def test_of_one_item_the_history_says_what_became_of_it(visitor, plan):
    Form(visitor, plan).send(**{"1.2-owner": "Ann"})
    assert Change.objects.first().message == "1.2 Agencies should do 1.2.: person responsible Ann"


def test_the_other_fields_of_an_item_stay(visitor, plan):
    visitor.post(f"{plan}items/1.1/", status="planned", note="Ours", priority="high", **{"step-0": "Draft"})
    Form(visitor, plan).send(**{"1.1-owner": "Ann"})
    kept = entry()
    assert (kept.note, kept.priority, kept.steps, kept.owner) == (
        "Ours",
        "high",
        [{"text": "Draft", "done": False}],
        "Ann",
    )


def test_a_form_sent_twice_counts_once(visitor, plan):
    form = Form(visitor, plan)
    for _ in range(2):
        form.send(**{"1.1-owner": "Ann"})
    assert Change.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("1.2-due_on", "soon", "Give the day as year-month-day"),
        ("1.2-due_on", "2001-01-01", "That day has passed"),
        ("1.2-due_on", "9999-12-31", "30 years ahead"),
        ("1.2-owner", "x" * 121, "at most 120"),
        ("1.2-owner", "a\x00b", "Null characters"),
        ("1.2-status", "nonsense", "nonsense is not one of"),
    ],
)
def test_one_wrong_field_saves_nothing_and_loses_nothing(visitor, plan, name, typed, message):
    form = Form(visitor, plan)
    page = form.send(400, **{"1.1-owner": "Ann", name: typed})
    assert message in words(page)
    assert f'aria-describedby="{name}-error"' in page
    assert f'href="#{name}"' in page
    assert set(Entry.objects.values_list("owner", flat=True)) == {""}
    assert form.fields["1.1-owner"] == "Ann"
    if name != "1.2-status":  # no choice of a browser's
        assert form.fields[name] == typed.replace("\x00", "")
    form.send(**{"1.2-due_on": SOON, "1.2-owner": "Bo", "1.2-status": "planned"})
    assert (entry().owner, entry("1.2").owner) == ("Ann", "Bo")


def test_a_day_that_passed_since_may_stay(visitor, plan):
    Entry.objects.filter(item__number="1.1").update(due_on="2020-05-01")
    Form(visitor, plan).send(**{"1.1-owner": "Ann"})
    assert entry().due_on.isoformat() == "2020-05-01"


def test_two_who_change_different_fields_and_items(visitor, plan):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(**{"1.1-owner": "Ann", "1.2-status": "verified"})
    mine.send(**{"1.1-status": "planned", "2.1-status": "planned"})
    assert (entry().owner, entry().status) == ("Ann", "planned")
    assert (entry("1.2").status, entry("2.1").status) == ("verified", "planned")


@pytest.mark.parametrize(("choice", "status"), [("now", "planned"), ("mine", "declined")])
def test_the_second_of_two_sees_what_changed_and_chooses(visitor, plan, choice, status):
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    theirs.send(**{"1.1-status": "planned", "1.1-owner": "Ann"})
    page = mine.send(409, **{"1.1-status": "declined", "1.2-owner": "Bo"})
    for said in ("Somebody else changed the plan", "what is there now: Planned", "Take mine: Declined", "1.1 Agencies"):
        assert said in words(page), said
    assert mine.fields["1.1-owner"] == "Ann", "what only the other changed stands in the form"
    assert (entry().status, entry("1.2").owner) == ("planned", ""), "nothing is saved in part"
    page = mine.send(409)
    assert "Take mine: Declined" in words(page), "without a choice it is asked again"
    mine.send(**{"choose-1.1-status": choice})
    assert (entry().status, entry().owner, entry("1.2").owner) == (status, "Ann", "Bo")


def test_the_form_of_one_item_and_that_of_all_know_of_each_other(visitor, plan):
    mine = Form(visitor, plan)
    visitor.post(f"{plan}items/1.1/", status="planned", note="Theirs")
    assert "Take mine: Declined" in words(mine.send(409, **{"1.1-status": "declined"}))
    mine.send(**{"choose-1.1-status": "mine"})
    assert (entry().status, entry().note) == ("declined", "Theirs")


def test_a_correction_does_not_pass_over_what_changed_meanwhile(visitor, plan):
    mine = Form(visitor, plan)
    mine.send(400, **{"1.1-status": "declined", "1.1-due_on": "soon"})
    Form(visitor, plan).send(**{"1.1-status": "planned"})
    page = mine.send(400, **{"1.1-due_on": "sooner"})
    page = mine.send(409, **{"1.1-due_on": SOON})
    assert "what is there now: Planned" in words(page)
    assert entry().status == "planned"


def test_an_answer_beside_a_wrong_field_is_asked_again(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(**{"1.1-status": "planned"})
    mine.send(409, **{"1.1-status": "declined"})
    mine.send(400, **{"choose-1.1-status": "now", "1.1-due_on": "soon"})
    assert "Take mine: Declined" in words(mine.send(409, **{"1.1-due_on": SOON}))
    assert entry().status == "planned"


def test_an_answer_to_what_changed_again_meanwhile_is_asked_anew(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(**{"1.1-status": "planned"})
    mine.send(409, **{"1.1-status": "declined"})
    Form(visitor, plan).send(**{"1.1-status": "verified"})
    assert "what is there now: Verified in place" in words(mine.send(409, **{"choose-1.1-status": "mine"}))


def test_a_beginning_the_history_forgot_makes_every_difference_a_choice(visitor, plan):
    mine = Form(visitor, plan)
    Form(visitor, plan).send(**{"1.1-owner": "Ann"})
    Change.objects.all().delete()
    assert "Take mine: nothing" in words(mine.send(409))


@pytest.mark.parametrize("choice", ["now", "mine"])
def test_an_item_removed_meanwhile_is_put_back_or_left_out(visitor, plan, choice):
    visitor.post(f"{plan}items/1.1/", status="planned", note="Ours")
    mine = Form(visitor, plan)
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    page = mine.send(409, **{"1.1-owner": "Ann", "1.2-owner": "Bo"})
    assert "what is there now: Removed from the plan" in words(page)
    assert "Take mine: In the plan: Planned, Ann" in words(page)
    mine.send(**{"choose-1.1-present": choice})
    assert entry("1.2").owner == "Bo"
    assert numbers() == ["1.2", "1.10", "2.1", *(["1.1"] if choice == "mine" else [])]
    if choice == "mine":
        assert (entry().status, entry().owner, entry().note) == ("planned", "Ann", "Ours")


def test_an_item_removed_meanwhile_that_nobody_touched_is_no_question(visitor, plan):
    mine = Form(visitor, plan)
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    mine.send(**{"1.2-owner": "Bo"})
    assert numbers() == ["1.2", "1.10", "2.1"]


def test_an_item_that_never_was_there_and_is_not_public_is_not_told(visitor, plan):
    make_item("6.6", statement="A secret.", state=ItemState.TO_CHECK)
    form = Form(visitor, plan)
    form.fields |= {"began": "1.1:1 6.6:1", "6.6-status": "planned", "6.6-owner": "", "6.6-due_on": ""}
    assert "A secret" not in form.send(409, **{"1.1-owner": "Ann"})
    assert "6.6" not in numbers()


@pytest.mark.parametrize("cut", [["1.2-owner"], ["began"], ["2.1-due_on", "2.1-status"]])
def test_a_form_that_did_not_arrive_whole_is_refused_whole(visitor, plan, cut):
    form = Form(visitor, plan)
    for name in cut:
        del form.fields[name]
    answer = visitor.client.post(form.address, form.fields | {"1.1-owner": "Ann"})
    assert answer.status_code == 400
    assert "did not arrive whole" in answer.content.decode()
    assert entry().owner == ""


def test_a_hundred_items_with_a_choice_each_are_within_what_a_server_takes(visitor, items, settings):
    plan = large(visitor, 130)
    mine, theirs = Form(visitor, plan), Form(visitor, plan)
    rows = mine.fields["began"].split()
    assert len(rows) == 100
    numbers = [row.partition(":")[0] for row in rows]
    theirs.send(
        **{f"{number}-{name}": "Ann" for number in numbers for name in ("owner",)}
        | {f"{number}-status": "planned" for number in numbers}
        | {f"{number}-due_on": SOON for number in numbers}
    )
    page = mine.send(
        409,
        **{f"{number}-owner": "Bo" for number in numbers}
        | {f"{number}-status": "declined" for number in numbers}
        | {f"{number}-due_on": "2030-01-01" for number in numbers},
    )
    assert page.count("<fieldset") == 300
    mine.send(**{f"choose-{asked}": "mine" for asked in mine.fields["asked"]})
    assert Entry.objects.filter(owner="Bo", status="declined").count() == 100
    undo(visitor, plan)
    assert Entry.objects.filter(owner="Ann", status="planned").count() == 100


def test_more_than_a_hundred_come_in_parts(visitor, items):
    plan = large(visitor, 130)
    page = visitor.get(f"{plan}edit/?from=101")
    assert "Items 101 to 130" in page
    assert len(fields_of(page)["began"].split()) == 30
    Form(visitor, plan, "?from=101").send(**{"2.20.1-owner": "Ann"})
    assert Entry.objects.filter(owner="Ann").count() == 1
    for wrong in ("0", "2", "999", "x", "-1", "٣", "9" * 50):
        assert len(fields_of(visitor.get(f"{plan}edit/?from={wrong}"))["began"].split()) == 100


@pytest.mark.parametrize("many", [2, 90])
def test_queries_are_constant(visitor, items, many, django_assert_num_queries):
    plan = large(visitor, many)
    with django_assert_num_queries(2):
        visitor.get(f"{plan}edit/")
    form = Form(visitor, plan)
    form.fields |= {name: "Ann" for name in form.fields if name.endswith("owner")}
    with django_assert_num_queries(15):
        form.send()


def large(visitor, many: int) -> str:
    """The private address of a plan with so many items."""
    plan = visitor.start()
    made = [make_item(f"{1 + index // 99}.{index % 99}.1", level="overarching") for index in range(many)]
    row = Plan.objects.get()
    Entry.objects.bulk_create(Entry(plan=row, item=item, position=place) for place, item in enumerate(made))
    return plan
