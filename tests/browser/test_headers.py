"""The content security policy as the browser applies it, on public pages and in the admin."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import STAFF

STYLED = "() => [...document.styleSheets].some(sheet => sheet.cssRules.length > 0)"


def test_works_with_script_and_style_of_our_own(page):
    page.goto("/resources/")
    assert page.evaluate(STYLED)
    expect(page.get_by_label("Update as I choose")).to_be_visible()


def test_script_and_style_written_into_a_page_do_not_run(browser, site):
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            const style = document.createElement("style");
            style.textContent = "body { outline: 3px solid rgb(1, 2, 3) }";
            document.head.append(script, style);
        }"""
    )
    assert page.evaluate("window.ran === undefined")
    assert page.evaluate("getComputedStyle(document.body).outlineStyle") == "none"
    page.close()


@pytest.mark.parametrize("path", ["/", "/resources/?q=policy", "/whats-new/"])
def test_a_reader_gets_no_cookie(page, path):
    page.goto(path)
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""


def test_staff_sign_in_and_edit_under_the_same_policy(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill(STAFF["username"])
    page.get_by_label("Password").fill(STAFF["password"])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url("/admin/")
    page.goto("/admin/resources/resource/")
    expect(page.locator("#result_list")).to_be_visible()
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#id_title")).to_be_visible()
