"""The table of Police Chief articles on a narrow screen and by keyboard."""

import re
from collections import Counter

from playwright.sync_api import expect

NARROW = {"width": 320, "height": 640}


def test_a_narrow_screen_stacks_rows_that_are_still_a_table(open_page):
    page = open_page(viewport=NARROW)
    page.goto("/police-chief/")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"] and "role" in node)
    rows = page.locator(".articles__title").count()
    assert rows == 40
    assert roles["table"] == 1
    assert roles["columnheader"] == 4
    assert roles["rowheader"] >= rows
    assert roles["cell"] == 3 * rows
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    first = page.locator(".articles tr:has(.articles__title)").first
    title, date = (first.locator(part).bounding_box() for part in (".articles__title", ".articles__date"))
    assert title["y"] < date["y"]


def test_a_year_is_reached_by_keyboard(page):
    page.goto("/police-chief/")
    year = page.locator("a.years-chart__year").first
    year.focus()
    expect(year).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?year=\d{4}$"))
    expect(page.locator("a.years-chart__year[aria-current=page]")).to_have_count(1)
    expect(page.locator(".articles caption")).to_contain_text(page.url[-4:])


def test_links_have_room_for_a_finger(open_page):
    page = open_page(viewport=NARROW)
    page.goto("/police-chief/")
    boxes = [link.bounding_box() for link in page.locator(".years-chart a, .articles tbody a").all()]
    assert boxes
    assert min(box["height"] for box in boxes) >= 24
    assert min(box["width"] for box in boxes) >= 24
