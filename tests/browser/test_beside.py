"""The Blueprint, topics and people beside a search: by keyboard, by roles, on a desktop and a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.everyone import WIDTHS, is_for_everyone

FOOT_PATROL = "/resources/?q=foot+patrol"


def panel(page):
    return page.get_by_role("region", name="In the Blueprint")


def test_works_by_roles_on_a_desktop(page):
    page.goto(FOOT_PATROL)
    region = panel(page)
    expect(region.get_by_role("heading", level=2, name="In the Blueprint")).to_be_visible()
    first = region.get_by_role("listitem").first
    expect(first.get_by_role("heading", level=3)).to_have_text("Help patrol officers meet residents regularly")
    expect(first.get_by_role("list", name="What research found").get_by_role("listitem").first).to_have_text(
        re.compile(r"Helps: \d+ findings?")
    )
    expect(region.get_by_role("link", name="1 Task Force item")).to_have_attribute("href", "/blueprint/?q=foot+patrol")
    box, card = region.bounding_box(), page.locator("#results .row").first.bounding_box()
    assert box["x"] >= card["x"] + card["width"], "at the side of the results"
    assert card["y"] <= 440, "below the practice"


def test_works_by_keyboard_on_a_desktop(page):
    page.goto(FOOT_PATROL)
    page.get_by_label("Sort by").focus()
    page.keyboard.press("Tab")  # to its button
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("link", name="Help patrol officers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/blueprint/4\.4\.2/$"))


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_a_practice_that_is_named_stands_first_with_its_evidence(request, screen):
    page = request.getfixturevalue(screen)
    page.goto(FOOT_PATROL)
    named = page.get_by_role("region", name="The practice you name")
    expect(named.get_by_role("list", name="What research found").get_by_role("listitem")).not_to_have_count(0)
    assert named.bounding_box()["y"] < page.locator("#results .row").first.bounding_box()["y"] <= 600
    named.get_by_role("link", name="Foot patrol").click()
    expect(page).to_have_url(re.compile(r"/practices/foot-patrol/$"))


def test_is_one_line_on_a_phone_until_it_is_opened(phone):
    phone.goto(FOOT_PATROL)
    line, link = phone.locator("#beside > summary"), panel(phone).get_by_role("link", name="Help patrol officers")
    expect(line).to_have_text("Also 1 in the Blueprint")
    expect(link).to_be_hidden()
    line.focus()
    phone.keyboard.press("Enter")
    expect(link).to_be_visible()
    phone.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert line.bounding_box()["height"] >= 24


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_stands_first_when_no_record_holds_the_words(request, screen):
    page = request.getfixturevalue(screen)
    page.goto("/resources/?q=quotas")
    link = panel(page).get_by_role("link", name="End quotas unrelated to safety")
    expect(link).to_be_visible()
    headings = page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert headings[0 if headings[0] != "Filters" else 1] == "In the Blueprint"
    link.click()
    expect(page).to_have_url(re.compile(r"/blueprint/2\.9/$"))


def test_topics_and_people_have_places_of_their_own(page):
    page.goto("/resources/?q=use+of+force")
    topics = page.get_by_role("region", name="Topics")
    expect(topics.get_by_role("link", name="Use of Force")).to_have_attribute("href", "/topics/use-of-force/")
    page.goto("/resources/?q=Police+Executive+Research+Forum")
    people = page.get_by_role("region", name="People and publishers")
    people.get_by_role("link", name="Police Executive Research Forum").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("from Police Executive Research Forum")


@pytest.mark.parametrize("query", ["foot+patrol", "quotas", "use+of+force", "foot+patrol+zeppelins"])
def test_is_for_everyone(open_page, query):
    page = open_page(reduced_motion="reduce")
    for width in (*WIDTHS, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/resources/?q={query}")
        if page.locator("#beside > summary").is_visible():
            page.locator("#beside > summary").click()
        is_for_everyone(page, width)


def test_the_blueprint_is_searched_without_script(plain_page):
    plain_page.goto("/blueprint/?pillar=policy-oversight")
    box = plain_page.get_by_role("searchbox", name="Search the Blueprint")
    box.fill("civilian oversight")
    box.press("Enter")
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("matching “civilian oversight”")
    assert "pillar=policy-oversight" in plain_page.url
    expect(box).to_have_value("civilian oversight")
    expect(plain_page.get_by_role("list", name="Filters in force")).not_to_contain_text("civilian oversight")
    plain_page.get_by_role("link", name="1 practice matches too").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("1 practice matching “civilian oversight”")
    box = plain_page.get_by_role("searchbox", name="Search the practices")
    box.fill("zeppelin")
    box.press("Enter")
    plain_page.get_by_role("link", name="All practices").click()
    expect(plain_page).to_have_url(re.compile("/practices/$"))


def test_ticks_for_a_plan_outlast_a_search(plain_page):
    plain_page.goto("/blueprint/?who=anyone")
    plain_page.locator("input[name=item]").first.check()
    number = plain_page.locator("input[name=item]").first.input_value()
    box = plain_page.get_by_role("searchbox", name="Search the Blueprint")
    box.fill("first aid kit")
    box.press("Enter")
    assert f"item={number}" in plain_page.url
    expect(plain_page.get_by_text("ticked that", exact=False)).to_be_visible()
