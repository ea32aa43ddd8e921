"""What people come to do, from the home page on: with JavaScript off, by keyboard alone, on a phone."""

import re

import pytest
from playwright.sync_api import expect


def results(page) -> int:
    return int(re.search(r"[\d,]+", page.locator("#status").inner_text()).group().replace(",", ""))


def cards(page) -> int:
    return page.locator("#results .row").count()


def test_works_without_script_from_search_to_a_tag(plain_page):
    page = plain_page
    page.goto("/")
    page.get_by_role("main").get_by_role("searchbox").fill("body-worn cameras")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/resources/\?q=body-worn\+cameras$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("matching “body-worn cameras”")
    assert results(page) > 0
    page.goto("/resources/?kind=model-policy")
    page.locator("#results .row a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("complementary", name="Facts about this record")).to_contain_text("Permanent address")
    page.locator(".facts a[href^='/tags/']").first.click()
    expect(page).to_have_url(re.compile(r"/tags/[a-z0-9-]+/$"))
    assert page.locator(".row").count() > 0


@pytest.mark.parametrize("facet", ["pillar", "kind", "publisher", "tag"])
def test_a_number_beside_a_value_is_what_it_finds(plain_page, facet):
    page = plain_page
    page.goto("/resources/?audience=community")
    link = page.locator(f"#facet-{facet} .choice__only").first
    promised, address = int(link.text_content()), link.get_attribute("href")
    page.goto(f"/resources/{address}")
    assert results(page) == promised
    assert cards(page) == min(promised, 20)


def test_filters_apply_with_the_button_and_come_off_one_by_one(plain_page):
    page = plain_page
    page.goto("/resources/")
    everything = results(page)
    page.locator("#facet-pillar input").first.check()
    page.locator("#facet-pillar input").nth(1).check()
    page.get_by_role("button", name="Apply filters").click()
    assert 0 < results(page) < everything
    chips = page.get_by_role("list", name="Filters in force")
    assert chips.locator(".chip").count() == 2
    chips.locator(".chip").first.click()
    assert page.locator(".chip").count() == 1
    page.get_by_role("link", name="Clear all").click()
    assert results(page) == everything


def test_every_page_of_a_list_can_be_walked(plain_page):
    page = plain_page
    page.goto("/resources/?kind=model-policy")
    total, seen = results(page), cards(page)
    while page.get_by_role("link", name=re.compile("^Next")).count():
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("^Next")).click()
        seen += cards(page)
    assert seen == total


def test_works_by_keyboard_alone(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    box = page.get_by_role("main").get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("use of force")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("use of force")
    first = page.locator("#results .row a").first
    for _ in range(120):
        if first.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/resources/[a-z0-9-]+/$"))


def test_filters_unfold_on_a_phone(phone):
    phone.goto("/resources/")
    phone.locator(".filters__open").click()
    phone.locator("#facet-pillar input").first.check()
    phone.get_by_role("button", name="Apply filters").click()
    expect(phone.locator(".chip")).to_have_count(1)


def test_results_follow_each_choice_when_asked(page):
    page.goto("/resources/")
    before = results(page)
    page.get_by_label("Update as I choose").check()
    page.locator("#facet-pillar input").first.check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"pillar="))
    assert 0 < results(page) < before


def test_a_list_without_results_shows_the_way_out(plain_page):
    page = plain_page
    page.goto("/resources/?q=zeppelin&kind=model-policy")
    way = page.locator(".empty__ways a").first
    number = int(re.search(r": ([\d,]+) result", way.locator("xpath=..").inner_text()).group(1))
    way.click()
    assert results(page) == number
