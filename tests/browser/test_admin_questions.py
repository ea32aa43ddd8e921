"""What the staff site asks before it does it, on a phone and without script:
nothing needs one, nothing scrolls sideways."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_admin import sign_in


@pytest.fixture
def plain_phone(open_page) -> Page:
    return open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)


def choose(page: Page, name: str, text: bytes) -> None:
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text})
    page.get_by_role("button", name="See what it would do").click()


def test_works(plain_phone):
    """A new tag is asked about beside a near one; the draft, unfit, is not submitted and says why."""
    page = plain_phone
    sign_in(page, "/admin/resources/resource/add/")
    page.locator("#id_kind").select_option("guide")
    page.locator("#id_title").fill("A guide to questions")
    page.locator("#id_tags").fill("use of force, comunity trust, asked by phone")
    page.locator("input[name=_continue]").first.click()
    page.get_by_label("Use “community trust”").check()
    page.get_by_label("Make the new tag “asked by phone”").check()
    page.locator("input[name=_continue]").first.click()
    expect(page.locator("#id_tags")).to_have_value("asked by phone, community trust, use of force")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist")).to_contain_text("Not submitted for review")
    expect(page.locator(".messagelist")).to_contain_text("It has no annotation")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".standing")).to_contain_text("cannot be published yet")
    expect(page.locator("input[name=confirmed]")).to_have_count(0)


def test_readers_are_shown_what_they_would_see(plain_phone):
    page = plain_phone
    sign_in(page, "/admin/pillars/actionitem/to-check/")
    page.get_by_role("button", name="Accept as it stood").first.click()
    expect(page.get_by_role("heading", name="What readers will see")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile("/to-check/$"))


def after_the_work(page: Page) -> Page:
    """The page of an import without script, looked at again until the work on the file is done."""
    for _ in range(120):
        if not page.get_by_role("link", name="Look again").count():
            return page
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    raise AssertionError("The file is still worked on.")


def test_a_file_of_another_machine_is_asked_about(plain_phone):
    page = plain_phone
    sign_in(page, "/admin/pillars/recommendation/read-in/")
    choose(page, "a.csv", b"number,staff note\rItem 1.1,Ren\x8ee Mu\x96oz\r")
    expect(after_the_work(page).locator(".readings")).to_contain_text("Macintosh: Renée, Muñoz")
    expect(page.get_by_role("button", name="Change 1")).to_be_visible()
    page.goto("/admin/pillars/recommendation/read-in/")
    choose(page, "b.csv", b"number,staff note\nItem 1.1,Stra\xe1e\n")
    expect(after_the_work(page).get_by_role("button", name="Change 1")).to_have_count(0)
    page.get_by_label("MS-DOS").check()
    page.get_by_role("button", name="Read it so").click()
    expect(after_the_work(page).locator("#content-main")).to_contain_text("Straße")
    page.get_by_role("button", name="Change 1").click()
    expect(after_the_work(page).locator(".standing").first).to_contain_text("1 changed")


def test_a_phone_does_not_scroll_sideways(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    sign_in(page, "/admin/resources/resource/?state=public")
    page.locator("#result_list .field-title a").first.click()
    page.get_by_role("button", name="Withdraw…").click()
    expect(page.get_by_role("heading", name="What readers will no longer find")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
