"""A plan in Chromium with script off, from the Blueprint to its end; and every page of it for everyone."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

from playwright.sync_api import expect

from tests.browser.everyone import WIDTHS, barriers, is_for_everyone

DUE = date.today() + timedelta(days=40)


def statuses(page) -> list[str]:
    return page.locator(".entry__facts b:first-child").all_inner_texts()


def download(page, label: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=label).click()
    return waiting.value.path().read_text()


def begin(page, preset: str = "First year") -> str:
    page.goto("/plan/")
    page.get_by_role("button", name=preset).click()
    expect(page).to_have_url(re.compile(r"/plan/[\w-]{43}/$"))
    return page.url


def edit(page, plan: str, place: int, **fields: str) -> None:
    page.goto(plan)
    page.locator(".entry h3 a").nth(place).click()
    for label, value in fields.items():
        field = page.get_by_label(label.replace("_", " "), exact=True)
        field.select_option(value) if label == "Status" else field.fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(rf"{plan}#entry-[\d.]+$"))


def test_works_without_script_from_the_blueprint_to_the_end(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/blueprint/")
    page.get_by_role("link", name="Begin with what is proven").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("evidence rated proven")
    ticks = page.get_by_label(re.compile(r"^Choose .* for a plan$"))
    for place in range(5):
        ticks.nth(place).check()
    page.get_by_role("button", name="Report order").click()
    expect(page.locator(".item-row__tick input:checked")).to_have_count(5)
    page.get_by_role("button", name="Add what is ticked to a plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add 5 items to a plan")
    page.get_by_role("button", name="Start a plan").click()
    expect(page.locator(".entry")).to_have_count(5)
    plan = page.url
    for place in range(5):
        edit(page, plan, place, Person_responsible=f"Officer {place}", Target_date=DUE.isoformat())
    page.context.close()

    page = open_page(java_script_enabled=False)
    page.goto("/plan/")
    page.get_by_label("The private address of your plan").fill(plan)
    page.get_by_role("button", name="Open the plan").click()
    edit(page, plan, 1, Status="in-progress", Step_1="Write the draft")
    assert statuses(page)[1] == "In progress"
    assert page.locator("section:has(#due) .plan-dates__item").count() == 5
    second = page.locator(".entry").nth(1).get_attribute("data-number")
    page.get_by_role("button", name=f"Move {second} up").click()
    assert page.locator(".entry").first.get_attribute("data-number") == second

    rows = list(csv.DictReader(StringIO(download(page, "CSV for a spreadsheet").removeprefix("\ufeff"))))
    assert [row["status"] for row in rows] == ["In progress", *["Not started"] * 4]
    assert {row["due_on"] for row in rows} == {DUE.isoformat()}
    assert download(page, "Target dates for a calendar").count("BEGIN:VEVENT") == 5
    page.get_by_role("link", name="Print a sheet for each item: 5 sheets").click()
    expect(page.locator(".plan-sheet").first).to_contain_text(second)

    page.goto(plan)
    page.get_by_role("link", name="Keep and share").click()
    page.get_by_role("button", name="Create a read-only link").click()
    shared = page.get_by_label("To read the plan").input_value()
    reader = open_page(java_script_enabled=False)
    reader.goto(shared)
    assert statuses(reader)[0] == "In progress"
    assert reader.locator("main form").count() == 1
    reader.get_by_role("button", name="Use this as my starting point").click()
    assert reader.url not in {plan, shared}
    assert set(statuses(reader)) == {"Not started"}

    page.goto(f"{plan}delete/")
    page.get_by_role("button", name="Delete the plan for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The plan is deleted")
    for gone in (plan, shared):
        assert page.goto(gone).status == 404
    assert page.context.cookies() == []


def test_two_browsers_at_once(open_page):
    mine, theirs = open_page(), open_page()
    plan = begin(mine)
    for page in (mine, theirs):
        page.goto(plan)
        page.locator(".entry h3 a").first.click()
    theirs.get_by_label("Person responsible").fill("Them")
    theirs.get_by_role("button", name="Save", exact=True).click()
    mine.get_by_label("Person responsible").fill("Me")
    mine.get_by_label("Note").fill("Ours alone")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_role("alert")).to_contain_text(re.compile(r"Keep what is there now:\s*Them"))
    assert barriers(mine) == []
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_role("alert")).to_be_visible()  # the browser itself asks for the choice
    mine.get_by_role("radio", name="Keep what is there now").check()
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine).to_have_url(re.compile(rf"{plan}#entry-"))
    expect(mine.locator(".entry").first).to_contain_text("Them")
    mine.locator(".entry h3 a").first.click()
    expect(mine.get_by_label("Note")).to_have_value("Ours alone")


def test_all_items_are_edited_in_one_form_by_keyboard_without_script(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
    begin(page)
    page.get_by_role("link", name="Edit owners, dates and status").click()
    numbers = page.locator(".plan-row__item > b").all_inner_texts()
    page.get_by_label(f"Status of {numbers[0]}", exact=True).focus()
    page.keyboard.type("Pl")
    page.keyboard.press("Tab")
    page.keyboard.type("Lt. Lee")
    page.get_by_label(f"Target date of {numbers[1]}", exact=True).fill("2001-01-01")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("alert")).to_contain_text("correct 1 field")
    page.get_by_role("link", name=f"{numbers[1]}, target date").click()
    page.get_by_label(f"Target date of {numbers[1]}", exact=True).fill(DUE.isoformat())
    page.keyboard.press("Enter")
    expect(page.locator(".plan-undo")).to_contain_text("Changed status, person responsible, target date of 2 items")
    assert statuses(page)[:2] == ["Planned", "Not started"]
    expect(page.locator(".entry").first).to_contain_text("Lt. Lee")
    page.get_by_role("button", name="Undo").click()
    assert set(statuses(page)) == {"Not started"}


def test_items_are_dragged_to_their_place(page):
    begin(page)
    entries = page.locator(".entry")
    first, second = (entries.nth(place).get_attribute("data-number") for place in range(2))
    low = entries.nth(1).bounding_box()["height"] - 8
    entries.nth(0).locator(".item__number").drag_to(entries.nth(1), target_position={"x": 40, "y": low})
    expect(page.locator(".plan-undo")).to_contain_text("Changed the order")
    assert [entries.nth(place).get_attribute("data-number") for place in range(2)] == [second, first]


def test_a_typed_position_and_enter(plain_page):
    begin(plain_page)
    entries = plain_page.locator(".entry")
    third = entries.nth(2).get_attribute("data-number")
    entries.nth(2).get_by_label("Position of").fill("1")
    entries.nth(2).get_by_label("Position of").press("Enter")
    expect(plain_page.locator(".plan-undo")).to_contain_text("Changed the order")
    assert entries.first.get_attribute("data-number") == third


def test_an_address_is_copied_with_one_click(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    plan = begin(page)
    page.goto(f"{plan}addresses/")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == plan


def test_works_for_everyone(open_page):
    page = open_page(reduced_motion="reduce")
    plan = begin(page)
    edit(page, plan, 0, Status="planned", Target_date=DUE.isoformat(), Step_1="Draft", Note="word " * 40)
    entry = page.locator(".entry h3 a").first.get_attribute("href")
    page.goto(f"{plan}addresses/")
    page.get_by_role("button", name="Create a read-only link").click()
    shared = page.get_by_label("To read the plan").input_value()
    parts = (
        "",
        "add/?preset=proven",
        "agency/",
        "addresses/",
        "history/",
        "history/?since=x",
        f"history/?since={date.today()}",
        f"print/?since={date.today()}",
        "import/",
        "print/",
        "sheets/",
        "edit/",
        "delete/",
    )
    for address in (
        "/plan/",
        "/plan/add/?item=1.1",
        "/plan/add/?preset=first-year",
        "/plan/deleted/",
        entry,
        shared,
        *(f"{plan}{part}" for part in parts),
    ):
        page.goto(address)
        for width in WIDTHS:
            is_for_everyone(page, width, address)
