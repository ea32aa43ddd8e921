"""The head of every page: on a phone one row with the name, the search and the menu, which open without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.everyone import LIGHTS, barriers

MOST_HIGH = 64
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["phone", "320"])
@pytest.mark.parametrize("address", ["/", "/about/", "/resources/", "/plan/"])
def test_works_in_one_row_on_a_phone(open_page, viewport, address):
    page = open_page(viewport=viewport, java_script_enabled=False)
    page.goto(address)
    assert page.locator(".masthead").bounding_box()["height"] <= MOST_HIGH
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    page.locator(".masthead summary", has_text="Menu").click()
    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    assert min(link.bounding_box()["height"] for link in links.all()) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    links.filter(has_text="Police Chief").click()
    expect(page).to_have_url(re.compile("/police-chief/$"))


def test_the_search_is_opened_by_keyboard_and_closes_when_the_menu_opens(open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/about/")
    box = page.get_by_role("searchbox", name="Search the library")
    expect(box).to_be_hidden()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.locator(".masthead summary", has_text="Menu").click()
    expect(box).to_be_hidden()
    page.locator(".masthead summary", has_text="Search").click()
    box.fill("use of force")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/resources/\?q=use\+of\+force$"), timeout=30_000)  # the first search makes its index


def test_a_wide_screen_shows_all_of_it_at_once(page):
    page.goto("/about/")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_label("Search the library")).to_be_visible()
    expect(page.locator(".masthead summary").first).to_be_hidden()
    assert page.locator(".masthead").bounding_box()["height"] < 80


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("opened", ["Menu", "Search"])
def test_what_is_open_is_for_everyone(open_page, light, opened):
    page = open_page(viewport=NARROW, **LIGHTS[light])
    page.goto("/about/")
    page.locator(".masthead summary", has_text=opened).click()
    assert barriers(page) == []


@pytest.mark.parametrize("address", ["/resources/", "/resources/?q=use+of+force", "/blueprint/"])
def test_a_list_has_a_way_past_its_filters(page, address):
    page.goto(address)
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Results")).to_be_focused()
