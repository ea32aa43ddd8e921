"""The Blueprint as a reader meets it: its length, lines that open in place, ticks and their number, paper."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PHONE

MOST_SCREENS = {"desktop": (DESKTOP, 6), "phone": (PHONE, 12)}
SHEETS = {
    "/blueprint/": 8,
    "/blueprint/?format=short": 8,
    "/blueprint/3.3.3/": 2,
    "/blueprint/6.2/": 2,
    "/blueprint/questions/": 1,
    "/blueprint/questions/?pillar=policy-oversight": 1,
}
BAR_COVERS = """() => {
  const bar = document.querySelector(".pick").getBoundingClientRect();
  const box = document.activeElement.getBoundingClientRect();
  return Math.min(box.bottom, bar.bottom) - Math.max(box.top, bar.top) > box.height - 1;
}"""


def heard(page) -> str:
    """What assistive technology is told, with what the style sheet says."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return "".join(node["name"].get("value", "") for node in nodes if "name" in node)


@pytest.mark.parametrize("screen", MOST_SCREENS)
def test_works(open_page, screen):
    viewport, most = MOST_SCREENS[screen]
    page = open_page(viewport=viewport)
    page.goto("/blueprint/")
    assert page.locator(".item-row").count() == 80
    assert page.evaluate("document.documentElement.scrollHeight") <= most * viewport["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_line_opens_in_place_and_its_tick_does_not(plain_page):
    plain_page.goto("/blueprint/")
    row = plain_page.locator(".item-row").first
    row.get_by_role("checkbox").check()
    expect(row.locator("details")).not_to_have_attribute("open", "")
    row.locator("summary").click()
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(row.get_by_text("First step")).to_be_visible()
    row.get_by_role("link", name=re.compile("^Open ")).click()
    expect(plain_page).to_have_url(re.compile(r"/blueprint/[0-9.]+/$"))


def test_the_number_chosen_stays_in_sight_without_script(plain_page):
    plain_page.goto("/blueprint/")
    count = plain_page.locator(".pick__count")
    expect(count).not_to_be_in_viewport()
    for place in (0, 3):
        plain_page.locator(".item-row").nth(place).get_by_role("checkbox").check()
    expect(count).to_be_in_viewport()
    assert "2 chosen" in heard(plain_page)
    plain_page.get_by_role("button", name="Pillar").click()
    expect(plain_page).to_have_url(re.compile("sort=pillar"))
    expect(plain_page.locator(".item-row input:checked")).to_have_count(2)
    plain_page.get_by_role("button", name="Add what is ticked to a plan").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Add 2 items to a plan")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_bar_covers_nothing_that_has_the_focus(open_page, width):
    page = open_page(viewport={"width": width, "height": 640}, reduced_motion="reduce")
    page.goto("/blueprint/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".item-row input").first.focus()
    page.keyboard.press("Space")
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 10:
        page.keyboard.press(key)
        assert not page.evaluate(BAR_COVERS), page.evaluate("document.activeElement.outerHTML")


def test_the_keyboard_opens_and_ticks(page):
    page.goto("/blueprint/")
    row = page.locator(".item-row").nth(1)
    row.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row.locator("details")).to_have_attribute("open", "")


@pytest.mark.parametrize("address", SHEETS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheets(page, address, paper):
    page.goto(address)
    assert len(PdfReader(io.BytesIO(page.pdf(format=paper))).pages) <= SHEETS[address]
