"""Staff write to the field, look at the next digest and pause all mail, without a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.everyone import SETTLED, barriers
from tests.browser.test_admin import sign_in

PREVIEW = "/admin/mail/preview/?address=/resources/&rhythm=weekly&level=all&back=30"


def test_works(open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, "/admin/mail/")
    page.get_by_role("link", name="Notify the field").click()
    page.get_by_label("Subject").fill("Six new policies")
    page.get_by_label("Text").fill("Dear colleagues,\n\nread them at https://theicpr.org/.")
    page.get_by_label("Records").fill("ICPR-000001")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".standing")).to_contain_text("It would go to fewer than 5 followers now")
    page.get_by_role("link", name="The same as HTML").click()
    expect(page.get_by_role("heading", name="Six new policies")).to_be_visible()
    expect(page.locator("h1")).to_have_css("font-size", "26px")  # its own style is let through
    page.go_back()
    page.get_by_role("button", name="I have read it: confirm").click()
    expect(page.locator(".messagelist")).to_contain_text("Another publisher has to confirm it")
    expect(page.locator(".standing")).to_contain_text("Confirmed by editor")
    page.goto("/admin/mail/")
    page.get_by_role("link", name="Pause all mail").click()
    page.get_by_role("button", name="Pause all mail").click()
    expect(page.locator(".standing")).to_contain_text("Last switched: paused")
    page.get_by_role("link", name="Let mail go on").click()
    page.get_by_role("button", name="Let mail go on").click()
    expect(page.locator(".standing")).to_contain_text("by editor")


def pages(page: Page) -> list[str]:
    """The addresses to look at, the letter of an announcement among them."""
    page.goto("/admin/following/announcement/add/")
    page.get_by_label("Subject").fill("Seen by axe")
    page.get_by_label("Text").fill("Words.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    letter = re.sub(r"^https?://[^/]+", "", page.url)
    own = ["/admin/mail/", "/admin/mail/pause/", PREVIEW, "/admin/following/announcement/", letter]
    return [*own, letter.replace("letter/", "letter.html"), letter.replace("letter/", "change/")]


@pytest.mark.parametrize(("width", "light"), [(1280, "light"), (390, "dark")])
def test_axe_finds_no_barrier(open_page, width, light):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=light, bypass_csp=True)
    sign_in(page, "/admin/mail/")
    for path in pages(page):
        page.goto(path)
        page.evaluate(SETTLED)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert barriers(page) == [], path
