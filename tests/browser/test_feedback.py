"""A reader on a phone without script suggests a work and sees what becomes of it; an editor makes a draft of it."""

import time

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_admin import sign_in
from tests.browser.test_editing import assert_for_everybody

LONG_ENOUGH = 4  # seconds; what comes sooner waits apart


def look(open_page) -> None:
    """No barrier in the queue as it stands."""
    page = open_page(bypass_csp=True)  # axe-core lays style on elements of this page
    sign_in(page, "/admin/feedback/feedback/")
    assert_for_everybody(page, "messages", "#content-main")


def test_works(open_page):
    reader = open_page(java_script_enabled=False, viewport=PHONE)
    reader.goto("/resources/bias-free-policing/")
    reader.get_by_role("contentinfo").get_by_role("link", name="Suggest a resource").click()
    time.sleep(LONG_ENOUGH)
    reader.get_by_label("Its title").fill("Bias free policing")
    reader.get_by_label("Where it is on the web").fill("www.theiacp.org/resources/of-a-test")
    reader.get_by_role("button", name="Send to staff").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(reader.get_by_text("It waits for staff.")).to_be_visible()
    address = reader.url

    editor = open_page()
    sign_in(editor, "/admin/")
    editor.get_by_role("link", name="Messages of readers").first.click()
    look(open_page)
    message = editor.get_by_role("region", name="Bias free policing")
    expect(message.get_by_text("Perhaps the library has it already")).to_be_visible()
    message.get_by_role("button", name="The publisher's own page").click()
    editor.wait_for_url("**/change/")
    assert editor.get_by_label("Official address").input_value() == "https://www.theiacp.org/resources/of-a-test"

    reader.goto(address)
    expect(reader.get_by_text("It waits for staff."), "nothing is told of a draft").to_be_visible()


def test_whether_it_was_useful_is_said_by_two_clicks(open_page):
    reader = open_page(java_script_enabled=False, viewport=PHONE)
    reader.goto("/resources/bias-free-policing/")
    reader.get_by_role("link", name="Yes", exact=True).click()
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_text("You said that it was useful.")).to_be_visible()
    reader.get_by_role("link", name="Back to the record").click()
    expect(reader.get_by_role("heading", name="Bias-Free Policing", level=1)).to_be_visible()
