"""What the links to print a plan say of sheets of paper is so, on Letter and on A4, however long what it holds is."""

import re
from datetime import date, timedelta
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.test_plan import begin

SIZES = ("Letter", "A4")
SHEETS = re.compile(r"(\d+) sheets?$")
WIDE = "WWWWWWWWW " * 12
PROMISES = ("Print the summary", "Print a sheet for each item")


def printed(page, size: str) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(format=size)))


def check(page, plan: str, *, at_most: int | None = None) -> None:
    """Print by each link and count."""
    for label in PROMISES:
        page.goto(plan)
        link = page.get_by_role("link", name=re.compile(f"^{label}"))
        promised = int(SHEETS.search(link.inner_text())[1])
        link.click()
        expect(page).to_have_title(re.compile("to print"))
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        for size in SIZES:
            assert len(printed(page, size).pages) == promised, f"{label}, {size}"
        if label == PROMISES[0] and at_most:
            assert promised <= at_most


def fill_all(page, plan: str) -> None:
    """Give every item a person of the longest name and a date soon."""
    soon = (date.today() + timedelta(days=40)).isoformat()
    page.goto(f"{plan}edit/")
    for box in page.get_by_label("Person responsible").all():
        box.fill(WIDE[:119].strip())
    for box in page.get_by_label("Target date").all():
        box.fill(soon)
    page.get_by_role("button", name="Save all").click()
    expect(page.locator(".plan-undo")).to_contain_text("person responsible")


def test_works(page):
    plan = begin(page)
    check(page, plan, at_most=2)
    page.goto(f"{plan}print/")
    [sheet] = printed(page, "Letter").pages
    assert "Blueprint plan" in sheet.extract_text()
    page.goto(f"{plan}sheets/")
    sheets = [sheet.extract_text() for sheet in printed(page, "Letter").pages]
    for number, text in enumerate(sheets, 1):
        assert f"Sheet {number} of {len(sheets)}" in text
        for said in ("Evidence", "First step", "Signature"):
            assert said in text
    address = plan.rstrip("/").rpartition("/")[2]
    assert address not in "".join(sheets), "the address of a plan is a secret and not printed"


def test_of_the_longest_texts_each_item_is_still_one_sheet(page):
    plan = begin(page, "What is promising")
    page.goto(f"{plan}agency/")
    page.get_by_label("Name of your agency").fill(WIDE[:119].strip())
    page.get_by_role("button", name="Save", exact=True).click()
    fill_all(page, plan)
    for place in range(page.locator(".entry").count()):
        page.goto(plan)
        page.locator(".entry h3 a").nth(place).click()
        page.get_by_label("Note").fill("WWWW " * 3_000)
        page.get_by_label("Reference").fill("W" * 290)
        page.get_by_label("Priority").select_option("high")
        for step in range(3):
            page.get_by_label(f"Step {step + 1}", exact=True).fill("W" * 299)
        page.get_by_role("button", name="Save", exact=True).click()
    check(page, plan, at_most=2)


def test_eighty_items_are_summed_up_on_two_sheets(page):
    plan = begin(page, "What is promising")
    page.goto(f"{plan}add/")
    ticks = page.locator("input[name=number]:not(:disabled)")
    wanted = 80 - page.locator("input[name=number]:disabled").count()
    for place in range(wanted):
        ticks.nth(place).check()
    page.get_by_role("button", name="Add what is ticked").last.click()
    expect(page.locator(".entry")).to_have_count(80)
    fill_all(page, plan)
    check(page, plan, at_most=2)
