"""What was done to many records is undone in a real browser: without script, on a phone and on a desktop."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.everyone import WIDTHS, is_for_everyone
from tests.browser.test_admin import sign_in


def tag(page: Page, name: str, rows: list[int]) -> None:
    """Give the policies in these rows of a list a new tag, by its action; other tests' records are none."""
    page.goto("/admin/resources/resource/?kind__exact=model-policy")
    for row in rows:
        page.locator("input.action-select").nth(row).check()
    page.locator("select[name=action]").select_option("terms")
    page.locator("button[name=index]").first.click()  # "Go" or "Run", as the version of Django has it
    page.get_by_label("Add tags").fill(name)
    page.get_by_role("button", name="Show what changes").click()
    page.locator("input[value=make]").check()
    page.get_by_role("button", name="Show what changes").click()
    assert fits(page)
    page.get_by_label("Why").fill("For the reading list.")
    page.locator("input[name=confirmed]").click()


def fits(page: Page) -> bool:
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_works_without_script(open_page, size):
    page = open_page(viewport=size, java_script_enabled=False)
    name = f"browser {size['width']}"
    sign_in(page, "/admin/")
    tag(page, name, [0, 1, 2])
    expect(page.locator(".messagelist")).to_contain_text("3 records were changed")
    operation = page.get_by_role("link", name="Undo this").get_attribute("href")
    tag(page, f"{name} later", [1, 2])
    page.goto(operation)
    expect(page.locator(".operation")).to_contain_text("Undo puts 1 back as before")
    expect(page.locator(".operation")).to_contain_text("2 changed since")
    assert fits(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("2 resources were put back as before.")
    expect(page.locator(".messagelist")).to_contain_text("1 was changed since, and left as it is.")
    expect(page.locator(".operation")).to_contain_text("2 undone already")
    assert fits(page)
    page.get_by_role("link", name="Operations").click()
    expect(page.locator("#result_list")).to_contain_text(f"Undone: Changed. Add tags: {name}")
    assert fits(page)


def test_works_for_everyone(open_page):
    page = open_page(reduced_motion="reduce")
    sign_in(page, "/admin/")
    tag(page, "everyone", [3, 4, 5])
    operation = page.get_by_role("link", name="Undo this").get_attribute("href")
    tag(page, "everyone later", [4])
    page.goto(operation)
    for width in WIDTHS:
        # Without reading the style sheets anew, which axe-core does by inline style.
        is_for_everyone(page, width, preload=False)
