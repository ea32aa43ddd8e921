"""The filter form beside a list says what the list was made from, and nothing chosen in it is lost by chance."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.conftest import DESKTOP, QUIET

LISTS = {"/resources/": "#facets input", "/blueprint/": "#filters input[type=checkbox]"}


def ticked(page, path: str):
    box = page.locator(LISTS[path]).first
    box.check()
    return box


def come_back(page, path: str, until: str = "load") -> None:
    """Tick a box, apply it, and go back to the list without it."""
    page.goto(path)
    box = ticked(page, path)
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile(r"\?"))
    expect(box).to_be_checked()
    page.go_back(wait_until=until)
    expect(page).to_have_url(re.compile(rf"{path}$"))
    expect(page.locator(".chip")).to_have_count(0)


@pytest.mark.parametrize("path", LISTS)
def test_works(page, path):
    come_back(page, path)
    expect(page.locator(LISTS[path]).first).not_to_be_checked()
    page.go_forward()
    expect(page.locator(LISTS[path]).first).to_be_checked()


def test_boxes_follow_the_address_without_script(plain_page):
    come_back(plain_page, "/resources/")
    expect(plain_page.locator("#facets input").first).not_to_be_checked()


@pytest.mark.parametrize("path", LISTS)
def test_boxes_follow_the_address_of_a_page_kept_whole(browser, site, path):
    """Playwright switches off the cache of whole pages that readers' browsers have; this one keeps it."""
    own = browser.browser_type.launch(
        executable_path=chromium.find("", windows=True),
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        page = own.new_context(base_url=site.url, viewport=DESKTOP).new_page()
        page.add_init_script("addEventListener('pageshow', (event) => { window.keptWhole = event.persisted; });")
        come_back(page, path, until="commit")  # such a page is not loaded again
        assert page.evaluate("window.keptWhole")
        expect(page.locator(LISTS[path]).first).not_to_be_checked()
    finally:
        own.close()


def test_words_and_order_follow_the_address_too(page):
    page.goto("/resources/?q=training&sort=title")
    page.locator("#q").fill("cameras")
    page.locator("#sort").select_option("newest")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("cameras"))
    page.go_back()
    expect(page).to_have_url(re.compile("training"))
    expect(page.locator("#q")).to_have_value("training")
    expect(page.locator("#sort")).to_have_value("title")


def test_items_ticked_for_a_plan_stay_ticked(page):
    page.goto("/blueprint/")
    pick = page.locator("#results input[name=item]").first
    pick.check()
    page.goto("/about/")
    page.go_back()
    expect(pick).to_be_checked()


@pytest.mark.parametrize("path", LISTS)
def test_the_skip_link_skips_and_keeps_what_is_ticked(page, path):
    page.goto(path)
    box = ticked(page, path)
    page.evaluate("window.sameDocument = true")
    page.locator(".skip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.wait_for_timeout(300)
    assert page.evaluate("window.sameDocument === true")
    expect(page.locator("#content")).to_be_focused()
    expect(box).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_back_through_choices_still_shows_each_list(page):
    page.goto("/resources/")
    page.get_by_label("Update as I choose").check()
    before = page.locator("#status").inner_text()
    box = ticked(page, "/resources/")
    expect(page).to_have_url(re.compile(r"\?"))
    page.locator(".skip").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.go_back()
    expect(box).to_be_checked()
    page.go_back()
    expect(page.locator("#status")).to_have_text(before)
    expect(box).not_to_be_checked()
