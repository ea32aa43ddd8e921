"""What the pages of a plan show of each item: its first step, what research found, and what helps with it."""

import pytest

from pillars.models import Entry, Item, Plan
from pillars.plans.contents import FEW
from tests.factories import make_resource
from tests.pillars.plans.conftest import make_item, share, words
from tests.test_markup import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(items) -> Item:
    Item.objects.filter(number="1.1").update(first_step="Ask around.")
    return items[0]


def openable(title: str, **fields):
    address = {"official_url": "https://www.example.org/a", "address_evidence": "own-page"}
    return make_resource(title=title, access="open", **address, **fields)


def entry_of(page: str, number: str) -> str:
    return words(page.partition(f'id="entry-{number}"')[2].partition('</li>\n<li class="entry')[0])


def test_works(visitor, plan, item):
    make_item("3.1", helps=True)
    visitor.post(f"{plan}add/", number="3.1")
    openable("A guide").items.add(item)
    for address in (plan, share(visitor, plan)):
        page = visitor.get(address)
        said = entry_of(page, "1.1")
        for shown in ("First step: Ask around.", "Not reviewed", "A guide", "Open at the publisher", "example.org"):
            assert shown in said, shown
        assert "Proven for crime" in entry_of(page, "3.1")
        assert problems(page) == []
        assert "Proven: 1" in words(page)
        assert "Not reviewed: 4" in words(page)


def test_of_many_resources_three_that_can_be_opened_first(visitor, plan, item):
    for title, year in (("Newest, nowhere", 2024), ("Newer, nowhere", 2023)):
        make_resource(title=title, issued=year).items.add(item)
    for title, year in (("Old, open", 1999), ("Older, open", 1998)):
        openable(title, issued=year).items.add(item)
    make_resource(title="Hidden draft", published=False).items.add(item)
    page = visitor.get(plan)
    places = [page.index(title) for title in ("Old, open", "Older, open", "Newest, nowhere")]
    assert places == sorted(places)
    assert "Newer, nowhere" not in page
    assert "Hidden draft" not in page
    assert 'href="/blueprint/1.1/#how">All 4' in page


def test_what_is_in_place_needs_no_first_step(visitor, plan, item):
    visitor.post(f"{plan}items/1.1/", status="verified")
    assert "Ask around" not in visitor.get(plan)


def test_of_a_long_plan_they_are_folded_up(visitor, plan, item):
    openable("A guide").items.add(item)
    row = Plan.objects.get()
    for number in range(FEW - 3):
        Entry.objects.create(plan=row, item=make_item(f"4.{number}"), position=9 + number)
    said = visitor.get(plan)
    assert "First step, 1 resource for 1.1" in entry_of(said, "1.1")
    assert said.count("<details") > 1
    assert "A guide" in said


def test_the_shared_page_says_what_it_is_and_when_it_was_changed(visitor, plan):
    shared = share(visitor, plan)
    said = words(visitor.get(shared))
    assert "What an agency has taken on of what the President’s Task Force" in said
    assert "Last changed" in said
    visitor.post(f"{plan}agency/", agency_name="Springfield PD")
    said = words(visitor.get(shared))
    assert "What Springfield PD has taken on" in said
    assert "A copy has the same items and next steps, without names, dates and status." in said
    assert "We hold no finding." in said, "what the words for evidence mean"


def test_an_empty_plan_offers_no_sheets(visitor, items):
    plan = visitor.start()
    for address in (plan, share(visitor, plan)):
        page = visitor.get(address)
        assert "sheet" not in words(page)
        assert "Nothing is in" in page
    for part in ("print/", "sheets/"):
        assert "Nothing is in this plan yet" in visitor.get(f"{plan}{part}")
