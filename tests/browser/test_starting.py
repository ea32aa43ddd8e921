"""A record is begun from a citation that is pasted, and asked about when it is in already; with and without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_admin import sign_in
from tests.browser.test_editing import assert_for_everybody

LIST = "/admin/resources/resource/"
CITATION = """Lee, K. (2019, May 3). Night calls in small towns number {}. IACP Browser Press.
https://example.org/night/{}"""


def paste(page: Page, text: str) -> None:
    page.get_by_role("link", name="Start from an address or a citation").click()
    page.get_by_label("What you have of the work").fill(text)
    page.get_by_role("button", name="Show what is understood").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_works(open_page, script):
    page = open_page(java_script_enabled=script, bypass_csp=script)
    sign_in(page, LIST)
    paste(page, CITATION.format(*"11" if script else "22"))
    expect(page.get_by_text("Not read: “Lee, K.”")).to_be_visible()
    if script:
        assert_for_everybody(page, "understood", "#content")
    page.get_by_role("button", name="Fill in the form with this").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    expect(page.locator("#id_issued_on")).to_have_value("May 3, 2019")
    page.get_by_label("Kind").select_option("report")
    page.locator("#id_address_evidence").select_option("own-page")
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".standing").first).to_contain_text("Draft")

    page.goto(f"{LIST}add/")
    paste(page, CITATION.format("1" if script else "2", "other"))
    expect(page.get_by_role("alert")).to_contain_text("This may be in the library already")
    page.get_by_role("button", name="Fill in the form with this").click()
    page.get_by_label("Kind").select_option("report")
    page.locator("#id_address_evidence").select_option("own-page")
    page.locator("input[name=_continue]").first.click()
    expect(page.get_by_text("This may be in the library already").first).to_be_visible()
    page.get_by_label("It is another work: save it").check()
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".standing").first).to_contain_text("Draft")
