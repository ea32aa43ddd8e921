"""Suggestions below the search boxes: by keyboard, by pointer, for every reader, and never in the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.everyone import WIDTHS, is_for_everyone

PLACES = {"home": "/", "masthead": "/about/", "list": "/resources/"}


def box_of(page):
    """The search box of a page, wherever it stands."""
    return page.locator("[data-suggest]").first


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_into(page, address: str, text: str):
    """Open a page and type; returns the box, with its suggestions shown. On a phone the head unfolds it first."""
    page.goto(address)
    box = box_of(page)
    if not box.is_visible():
        page.locator(".masthead summary", has_text="Search").click()
    box.press_sequentially(text, delay=20)
    expect(options(page).first).to_be_visible()
    return box


@pytest.mark.parametrize("place", PLACES)
def test_works_by_keyboard_alone(page, place):
    box = type_into(page, PLACES[place], "use of f")
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", page.get_by_role("listbox").get_attribute("id"))
    number = options(page).count()
    expect(page.locator(".search [role=status]").first).to_have_text(f"{number} suggestions")
    box.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(box).to_be_focused()
    expect(box).to_have_value("use of f")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/(tags|topics|pillars|resources)/[a-z0-9-]+/$"))


def test_suggestions_stand_in_groups_with_headings(page):
    box = type_into(page, "/", "community")
    groups = page.get_by_role("listbox", name="Suggestions").get_by_role("group")
    names = [group.get_attribute("aria-labelledby") for group in groups.all()]
    headings = [page.locator(f"#{name}").inner_text() for name in names]
    assert headings[0] == "Topics and tags"
    assert sorted(headings[1:]) == ["In the Blueprint", "People and publishers", "Resources"]
    walked = []
    for heading in headings:
        group = page.get_by_role("listbox").get_by_role("group", name=heading, exact=True)
        expect(group.get_by_text(heading, exact=True)).to_be_visible()
        for option in group.get_by_role("option").all():
            box.press("ArrowDown")
            expect(option).to_have_attribute("aria-selected", "true")
            expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
            walked.append(option.get_attribute("id"))
    assert len(walked) == len(set(walked)) == options(page).count() == 10
    box.press("Enter")
    expect(page).not_to_have_url(re.compile(r"://[^/]+/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_item_is_reached_by_its_number(page):
    box = type_into(page, "/", "2.9")
    expect(options(page).first).to_contain_text("Recommendation 2.9")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/blueprint/2\.9/$"))


def test_arrows_go_round_through_the_box(page):
    box = type_into(page, "/", "use of f")
    box.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    assert page.locator("[role=option][aria-selected=true]").count() == 0


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_moving_in_the_text_leaves_the_list(page, key):
    box = type_into(page, "/", "use of f")
    box.press("ArrowDown")
    box.press(key)
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    if key == "Home":
        box.press_sequentially("x")
        expect(box).to_have_value("xuse of f")


def test_enter_without_a_choice_searches(page):
    box = type_into(page, "/", "use of force")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/resources/\?q=use\+of\+force$"))


def test_escape_closes_then_clears(page):
    box = type_into(page, "/", "use of f")
    box.press("ArrowDown")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("use of f")
    box.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    box.press("Escape")
    box.press("Escape")
    expect(box).to_have_value("")


def test_tab_goes_on_to_the_button(page):
    box = type_into(page, "/", "use of f")
    box.press("ArrowDown")
    box.press("Tab")
    expect(page.get_by_role("main").get_by_role("button", name="Search")).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_click_goes_there(page):
    type_into(page, "/", "body")
    name = options(page).first.locator(".suggest__label").inner_text()
    options(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name, ignore_case=True)


def test_a_tap_goes_there(phone):
    type_into(phone, "/about/", "body")
    options(phone).first.tap()
    expect(phone).to_have_url(re.compile(r"/[a-z-]+/[a-z0-9-]+/$"))


def test_only_the_last_text_is_asked_for(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    page.goto("/")
    box = box_of(page)
    box.press_sequentially("p")
    page.wait_for_timeout(300)
    assert asked == []
    box.press_sequentially("olicies", delay=10)
    expect(options(page).first).to_be_visible()
    assert [address.partition("q=")[2] for address in asked] == ["policies"]


def test_nothing_found_is_said_and_nothing_shown(page):
    page.goto("/")
    box_of(page).press_sequentially("zeppelin")
    expect(page.locator(".search [role=status]")).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_trouble_on_the_way_is_no_trouble_for_the_form(browser, site):
    context = browser.new_context(base_url=site.url)
    context.route("**/suggest?*", lambda route: route.abort())
    page = context.new_page()
    page.goto("/")
    box = box_of(page)
    with page.expect_event("requestfailed"):
        box.press_sequentially("use of force", delay=5)
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=use\+of\+force$"))
    context.close()


def test_the_box_of_a_list_that_updates_itself_is_improved_again(page):
    page.goto("/resources/")
    page.get_by_label("Update as I choose").check()
    page.locator("#facet-pillar input").first.check()
    expect(page.locator(".chip")).to_have_count(1)
    box_of(page).press_sequentially("use of f")
    expect(options(page).first).to_be_visible()


def test_the_page_does_not_move(page):
    page.goto("/")
    before = page.locator("main").bounding_box(), page.locator(".hero__pillars").bounding_box()
    box_of(page).press_sequentially("use of f")
    expect(options(page).first).to_be_visible()
    assert (page.locator("main").bounding_box(), page.locator(".hero__pillars").bounding_box()) == before


@pytest.mark.parametrize("place", PLACES)
def test_works_for_everyone(open_page, place):
    page = open_page(reduced_motion="reduce")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        box = type_into(page, PLACES[place], "use of f")
        box.press("ArrowDown")
        is_for_everyone(page, width)


def test_without_script_it_is_a_plain_search_box(plain_page):
    plain_page.goto("/")
    box = plain_page.get_by_role("main").get_by_role("searchbox")
    box.fill("use of force")
    box.press("Enter")
    expect(plain_page).to_have_url(re.compile(r"/resources/\?q=use\+of\+force$"))
