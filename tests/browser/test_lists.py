"""A reading list in Chromium with script off, on a phone: made, put in order, noted and shared; for everyone."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.everyone import WIDTHS, barriers, is_for_everyone

LIST = re.compile(r"/lists/[\w-]{43}/")


def add(page, address: str, kept: str = "") -> str:
    """Add what a page is of to a list: a new one, or that with this address. Returns the address of the list."""
    page.goto(address)
    page.locator(".add-to-list").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add to a list")
    if kept:
        page.get_by_label("The private address of your list").fill(kept)
        page.get_by_role("button", name="Add to this list").click()
    else:
        page.get_by_label("Title, if you like").fill("For the night shift")
        page.get_by_role("button", name="Begin a list").click()
    expect(page).to_have_url(LIST)
    return page.url.partition("?")[0]


def names(page) -> list[str]:
    return page.locator(".listed__title").all_inner_texts()


def test_works_without_script_on_a_phone(open_page):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/resources/")
    record = page.locator(".row__title a").first.inner_text()
    page.locator(".short__add").first.click()
    page.get_by_label("Title, if you like").fill("For the night shift")
    page.get_by_role("button", name="Begin a list").click()
    expect(page.get_by_role("status")).to_contain_text(record)
    kept = page.url.partition("?")[0]
    expect(page.get_by_label("Your list has this address")).to_have_value(kept)
    page.get_by_role("link", name="Back to where you were").click()
    expect(page).to_have_url(re.compile(r"/resources/$"))
    add(page, "/blueprint/1.5.1/", kept)
    add(page, "/practices/hot-spots-policing/", kept)
    assert len(names(page)) == 3

    page.get_by_role("button", name="Move Hot spots policing up").click()
    assert names(page)[1] == "Hot spots policing"
    page.get_by_role("link", name=re.compile("Note and group.*Hot spots")).click()
    page.get_by_label("Note of Hot spots policing").fill("Read this first.")
    page.get_by_label("Group of Hot spots policing").fill("Evidence")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("heading", name="Evidence")).to_be_visible()
    expect(page.locator(".listed__note")).to_have_text("Read this first.")
    page.get_by_role("button", name=f"Remove {record}").click()
    assert len(names(page)) == 2
    page.get_by_role("button", name="Undo").click()
    assert len(names(page)) == 3

    page.get_by_role("link", name="Share it").click()
    page.get_by_role("button", name="Create a read-only link").click()
    shared = page.get_by_label("To read the list").input_value()
    other = open_page(java_script_enabled=False, viewport=PHONE)
    other.goto(shared)
    expect(other.get_by_role("heading", level=1)).to_have_text("For the night shift")
    expect(other.locator("main")).to_contain_text("Read this first.")
    other.get_by_role("button", name="Make a copy of your own").click()
    expect(other).to_have_url(LIST)
    assert len(names(other)) == 3


def test_a_device_remembers_only_what_was_ticked(open_page):
    page = open_page(java_script_enabled=False)
    kept = add(page, "/blueprint/1.5.1/")
    assert page.context.cookies() == []
    page.goto(f"{kept}addresses/")
    page.get_by_label("Remember on this device").check()
    page.get_by_role("button", name="Remember the list").click()
    page.goto("/practices/hot-spots-policing/")
    page.locator(".add-to-list").first.click()
    page.get_by_role("button", name="Add to For the night shift").click()
    assert len(names(page)) == 2
    [cookie] = page.context.cookies()
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/lists/", True, "Lax")
    page.goto(f"{kept}addresses/")
    page.get_by_role("button", name="Forget it on this device").click()
    assert page.context.cookies() == []


def test_every_page_is_for_everyone(open_page):
    page = open_page()
    kept = add(page, "/blueprint/1.5.1/")
    add(page, "/practices/hot-spots-policing/", kept)
    page.set_viewport_size({"width": min(WIDTHS), "height": 900})
    for address in ["/lists/", *(f"{kept}{name}/" for name in ("edit", "about", "addresses", "history", "delete"))]:
        page.goto(address)
        assert barriers(page) == [], address
    for address in ["/lists/add/?what=item:1.5.1", kept]:
        page.goto(address)
        for width in WIDTHS:
            is_for_everyone(page, width, address)
