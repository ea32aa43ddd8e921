"""Working on a plan: adding, editing, ordering, taking back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.models import Change, Entry, Item, Plan
from resources.catalogue import facet_index
from tests.factories import make_resource
from tests.pillars.plans.conftest import make_item, nonce, numbers, share, version

pytestmark = pytest.mark.django_db

SOON = (timezone.localdate() + timedelta(days=20)).isoformat()


def test_works(visitor, items):
    plan = visitor.start()
    visitor.post(f"{plan}add/", number=["1.2", "2.1"])
    fields = {"status": "in-progress", "owner": "Lt. Lee", "due_on": SOON, "priority": "high", "reference": "GO 7.1"}
    visitor.post(
        f"{plan}items/1.2/", **fields, note="Ask\nthe city.", **{"step-0": "Draft", "done-0": "on", "step-1": "Vote"}
    )
    entry = Entry.objects.get(item__number="1.2")
    assert entry.status == "in-progress"
    assert entry.due_on.isoformat() == SOON
    assert entry.steps == [{"text": "Draft", "done": True}, {"text": "Vote", "done": False}]
    page = visitor.get(plan)
    for shown in (
        "In progress",
        "Lt. Lee",
        "1 of 2 next steps done",
        "High priority",
        "Overdue, or due within ninety days",
    ):
        assert shown in page
    assert numbers() == ["1.2", "2.1"]


def test_an_item_stands_once(visitor, plan):
    visitor.post(f"{plan}add/", number=["1.1", "1.1", "2.1"])
    assert numbers() == ["1.1", "1.2", "1.10", "2.1"]
    assert Change.objects.count() == 1


def test_start_with_an_item_or_a_set(visitor, items):
    make_item("3.1", helps=True)
    make_item("4.1", local=False, helps=True)
    make_item("5.1", effort="low")
    visitor.start(item="1.2")
    assert numbers() == ["1.2"]
    Plan.objects.all().delete()
    visitor.start(preset="proven")
    assert numbers() == ["3.1"]
    Plan.objects.all().delete()
    visitor.start(preset="first-year")
    assert numbers() == ["5.1"]
    Plan.objects.all().delete()
    visitor.start(preset="transparency")
    assert numbers() == ["1.2"]


def test_the_add_link_leads_to_a_plan_by_its_pasted_address(visitor, plan):
    make_item("3.1")
    assert "Add 3.1 to a plan" in visitor.get("/plan/add/?item=3.1")
    for typed in (f"http://testserver{plan}", plan.split("/")[2], f"  https://x.org{plan}history/ "):
        answer = visitor.client.post("/plan/", {"address": typed, "item": "3.1"})
        assert answer["Location"] == f"{plan}add/?item=3.1"
    assert 'value="3.1" checked' in visitor.get(f"{plan}add/?item=3.1")
    assert visitor.client.post("/plan/", {"address": "my plan", "item": "3.1"}).status_code == 400


def test_items_ticked_in_the_blueprint_come_along(visitor, items):
    page = visitor.get("/blueprint/")
    assert 'name="item" value="1.10" aria-label="Choose 1.10 for a plan"' in page
    assert 'href="/plan/add/?item=1.1&amp;item=1.2&amp;item=1.10&amp;item=2.1"' in page
    page = visitor.get("/plan/add/?item=1.1&item=1.10&item=9.9&item=%00")
    assert "Add 2 items to a plan" in page
    visitor.start(item=["1.1", "1.10"])
    assert numbers() == ["1.1", "1.10"]


def test_ticks_outlive_filters_and_come_along_in_order(visitor, items):
    page = visitor.get("/blueprint/?item=2.1&item=1.2&item=<x>&pillar=pillar-1")
    assert '1.2 for a plan" form="filters" checked' in page
    assert '<input type="hidden" name="item" value="2.1">' in page
    assert "and 1 ticked that is not in this list" in page
    assert "&amp;item=2.1&amp;item=1.2" in page, "links keep them too"
    page = visitor.get("/plan/add/?pillar=pillar-1&item=2.1&item=1.2&ticked=1")
    assert page.index("<b>2.1</b>") < page.index("<b>1.2</b>")
    visitor.start(item=["2.1", "1.2"])
    assert numbers() == ["2.1", "1.2"]
    assert "Nothing was ticked" in visitor.get("/plan/add/?pillar=pillar-1&ticked=1")
    assert "Nothing was ticked" not in visitor.get("/plan/add/")


def test_on_to_the_next_item(visitor, plan):
    page = visitor.get(f"{plan}items/1.1/")
    assert 'name="next" value="1.2"' in page
    answer = visitor.post(f"{plan}items/1.1/", status="planned", next="1.2")
    assert answer["Location"] == f"{plan}items/1.2/"
    assert 'name="next"' not in visitor.get(f"{plan}items/2.1/")
    answer = visitor.post(f"{plan}items/2.1/", status="planned", next="\x00")
    assert answer["Location"] == f"{plan}#entry-2.1"


def test_a_pillar_comes_along(visitor, items):
    make_item("1.4", local=False)
    slug = items[0].pillar.slug
    assert f'href="/plan/add/?preset={slug}"' in visitor.get(f"/pillars/{slug}/")
    assert "Add 3 items to a plan" in visitor.get(f"/plan/add/?preset={slug}")
    plan = visitor.start(preset=slug)
    assert numbers() == ["1.1", "1.2", "1.10"]
    answer = visitor.client.post("/plan/", {"address": plan, "preset": slug})
    assert answer["Location"] == f"{plan}add/?preset={slug}"
    assert "All of these are in the plan already" in visitor.get(f"{plan}add/?preset={slug}")


def test_a_form_sent_twice_counts_once(visitor, plan):
    page = visitor.get(plan)
    for _ in range(2):
        visitor.client.post(f"{plan}order/", {"nonce": nonce(page), "move": "down 1.1"})
    assert numbers() == ["1.2", "1.1", "1.10", "2.1"]
    start = nonce(visitor.get("/plan/"))
    first, second = (visitor.client.post("/plan/", {"nonce": start})["Location"] for _ in range(2))
    assert first == second
    assert Plan.objects.count() == 2


def test_order(visitor, plan):
    visitor.post(f"{plan}order/", at=plan, move="up 2.1")
    assert numbers() == ["1.1", "1.2", "2.1", "1.10"]
    visitor.post(f"{plan}order/", at=plan, move="up 1.1")
    boxes = {"place-1.1": "1", "place-1.2": "2", "place-2.1": "3", "place-1.10": "1"}
    visitor.post(f"{plan}order/", at=plan, **boxes)
    assert numbers() == ["1.10", "1.1", "1.2", "2.1"]
    visitor.post(
        f"{plan}order/", at=plan, **{"place-1.10": "3", "place-1.1": "x", "place-1.2": "-1", "place-2.1": "9" * 99}
    )
    assert numbers() == ["1.1", "1.2", "1.10", "2.1"]


def test_undo_takes_back_one_change_after_the_other(visitor, plan):
    def undo():
        page = visitor.get(plan)
        change = page.partition('name="change" value="')[2].partition('"')[0]
        for _ in range(2):  # sent twice
            visitor.client.post(f"{plan}history/undo/", {"change": change})

    visitor.post(f"{plan}items/1.1/", status="verified", due_on=SOON, **{"step-0": "One"})
    visitor.post(f"{plan}order/", at=plan, move="down 1.1")
    visitor.post(f"{plan}items/1.1/remove/", at=f"{plan}items/1.1/")
    visitor.post(f"{plan}agency/", agency_name="Springfield PD")
    undo()
    assert Plan.objects.get().agency_name == ""
    assert numbers() == ["1.2", "1.10", "2.1"]
    undo()
    assert numbers() == ["1.2", "1.1", "1.10", "2.1"]
    entry = Entry.objects.get(item__number="1.1")
    assert (entry.status, entry.due_on.isoformat(), entry.steps) == ("verified", SOON, [{"text": "One", "done": False}])
    undo()
    assert numbers() == ["1.1", "1.2", "1.10", "2.1"]
    undo()
    assert Entry.objects.get(item__number="1.1").status == "not-started"
    undo()
    assert numbers() == []
    assert "Undo" not in visitor.get(plan)


def test_history_since_a_day(visitor, plan):
    visitor.post(f"{plan}items/1.1/", status="planned", owner="Ann")
    Change.objects.filter(message__startswith="Added").update(made_at=timezone.now() - timedelta(days=9))
    page = visitor.get(f"{plan}history/")
    assert "Added 1.1" in page
    assert "1.1 Agencies should do 1.1.: status Not started → Planned, person responsible Ann" in page
    since = visitor.get(f"{plan}history/?since={timezone.localdate() - timedelta(days=3)}")
    assert "Added 1.1" not in since
    assert "Ann" in since
    for bad in ("soon", "2026-99-99", "%00", "9" * 500):
        assert "That is not a date" in visitor.get(f"{plan}history/?since={bad}")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"note": "x" * 1_000_000}, "at most 20000 characters"),
        ({"due_on": "9999-12-31"}, "years ahead"),
        ({"due_on": "2001-01-01"}, "has passed"),
        ({"due_on": "soon"}, "year-month-day"),
        ({"status": "nonsense"}, "nonsense is not one of"),
        ({"owner": "a\x00b"}, "Null characters"),
        ({"step-0": "a\x00b"}, "Null characters"),
        ({"step-3": "x" * 999}, "at most 300"),
    ],
)
def test_what_cannot_be_taken_is_answered_with_a_message(visitor, plan, fields, message):
    page = visitor.get(f"{plan}items/1.1/")
    answer = visitor.client.post(
        f"{plan}items/1.1/", {"nonce": nonce(page), "status": "planned", **version(page)} | fields
    )
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert Entry.objects.get(item__number="1.1").status == "not-started"


def test_a_day_that_passed_since_may_stay(visitor, plan):
    Entry.objects.filter(item__number="1.1").update(due_on="2020-05-01")
    visitor.post(f"{plan}items/1.1/", status="planned", due_on="2020-05-01")
    assert "Overdue" in visitor.get(plan)


def test_too_many_items_are_answered(visitor, plan):
    answer = visitor.client.post(f"{plan}add/", {"number": [str(number) for number in range(900)]})
    assert answer.status_code == 400
    assert "at most 400 items" in answer.content.decode()
    assert visitor.client.post(f"{plan}add/", {"number": [str(number) for number in range(10_000)]}).status_code == 400
    assert visitor.client.post(f"{plan}add/", {"number": ["nothing", "\x00"]}).status_code == 400


def test_an_item_our_staff_changed_says_so(visitor, plan):
    assert "Item updated since" not in visitor.get(plan)
    item = Item.objects.get(number="1.2")
    item.statement = "Agencies should do it otherwise."
    item.save()
    assert visitor.get(plan).count("Item updated since it was added") == 1
    assert "changed this item’s text on" in visitor.get(f"{plan}items/1.2/")
    visitor.post(f"{plan}items/1.2/seen/", at=plan)
    assert "Item updated since" not in visitor.get(plan)
    item.statement = "Agencies should do it yet otherwise."
    item.save()
    assert "Item updated since" in visitor.get(plan)


def test_what_changes_no_word_of_an_item_is_not_told(visitor, plan):
    item = Item.objects.get(number="1.2")
    item.staff_note = "Checked."
    item.save()
    Item.objects.defer("statement").get(number="1.1").save()
    assert "Item updated since" not in visitor.get(plan)


@pytest.mark.parametrize("many", [2, 200])
def test_queries_are_constant(visitor, items, many, django_assert_num_queries):
    plan = visitor.start()
    numbers = [f"{1 + index // 99 % 6}.{index % 99}.{index // 99}" for index in range(many)]
    entries = [make_item(number, level="overarching", helps=True) for number in numbers]
    make_resource(title="A guide").items.set(entries)
    row = Plan.objects.get()
    Entry.objects.bulk_create(Entry(plan=row, item=item, position=place) for place, item in enumerate(entries))
    shared = share(visitor, plan)
    asked = {plan: 8, f"{plan}print/": 4, f"{plan}sheets/": 7, f"{plan}plan.csv": 3, f"{plan}add/": 3, shared: 8}
    facet_index.current()
    for address, queries in asked.items():
        with django_assert_num_queries(queries):
            visitor.get(address)
