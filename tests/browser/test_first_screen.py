"""The first result stands on the first screen, whatever the list has to say; the words of a search are seen once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.everyone import LIGHTS, barriers

FIRST_BELOW = {"desktop": 420, "phone": 490}  # CSS pixels from the top of the page
SCREENS = {"desktop": {"viewport": DESKTOP}, "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True}}
SENTENCE = "how+do+we+rebuild+trust+with+young+people+after+a+shooting"
LISTS = {
    "plain": "",
    "second page": "?page=2",
    "search": "?q=use+of+force",
    "sentence": f"?q={SENTENCE}",
    "widened": "?q=body+cameras",
    "Spanish": "?q=queja",
    "corrected": "?q=body+camras",
    "corrected and filtered": "?q=body+camras&pillar=technology-social-media&since=2010",
    "offered": "?q=prosedural+justice",
    "filtered": "?pillar=policy-oversight&kind=model-policy",
    "much filtered": "?q=training&pillar=policy-oversight&kind=model-policy&kind=report&since=2010&until=2024",
    "years": "?q=training&since=2015",
    "left out": "?q=training&kind=nothing-known&since=soon&page=x",
    "no known date": "?q=training&undated=only",
    "a practice": "?q=foot+patrol",
    "nearest": "?q=coffee+with+a+cop",
    "nearest of a sentence": "?q=what+should+our+department+do+about+drones+over+private+gardens",
}


def top(page) -> float:
    """Where the first record stands or, when no record holds the words, the first of the Blueprint that does."""
    first = "#results .named, #results .row, #results .beside--first .beside__entry"
    return page.evaluate(f"document.querySelector('{first}').getBoundingClientRect().top + scrollY")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_works(open_page, screen, name, script):
    page = open_page(**SCREENS[screen], java_script_enabled=script)
    page.goto(f"/resources/{LISTS[name]}")
    assert top(page) <= FIRST_BELOW[screen]
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen]["viewport"]["width"]


@pytest.mark.parametrize("name", LISTS)
def test_the_heading_has_one_line_of_28_pixels_on_a_desktop(page, name):
    page.goto(f"/resources/{LISTS[name]}")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("element => getComputedStyle(element).fontSize") == "28px"
    assert heading.bounding_box()["height"] < 2 * 28


def test_the_words_of_a_search_are_seen_once(page):
    """In the box; those who do not see it hear them in the heading, and paper shows them there."""
    page.goto("/resources/?q=use+of+force&kind=report")
    expect(page.locator("#q")).to_have_value("use of force")
    head = page.locator("#list-head")
    assert head.inner_text().count("use of force") == 1
    expect(page.get_by_role("heading", level=1, name="matching “use of force”")).to_be_visible()
    typed = page.locator(".list__quiet")
    assert typed.bounding_box()["width"] <= 1
    page.emulate_media(media="print")
    assert typed.bounding_box()["width"] > 50
    expect(page.locator("#q")).to_be_hidden()


def test_one_notice_is_a_sentence_and_the_others_unfold(page):
    page.goto("/resources/?q=body+camras")
    notes = page.locator(".notes")
    expect(notes.locator("> p")).to_have_count(1)
    expect(notes.get_by_role("link", name="Search exactly as typed")).to_be_visible()
    other = notes.get_by_text("Also searched:")
    expect(other).to_be_hidden()
    notes.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(other).to_be_visible()


def test_records_without_a_date_are_one_click_away(phone):
    phone.goto("/resources/?q=training&since=2015")
    line = phone.locator(".list__undated")
    number = int(re.match(r"\d+", line.inner_text()).group())
    line.get_by_role("link").click()
    expect(phone.locator("#status")).to_have_text(f"{number} result{'' if number == 1 else 's'}")
    expect(phone.locator("#results .row")).to_have_count(min(number, 20))


def test_filters_and_order_share_a_row_on_a_phone_until_the_filters_open(phone):
    phone.goto("/resources/")
    filters, order = phone.locator("#filters"), phone.locator("#sort")
    assert abs(filters.bounding_box()["y"] - order.bounding_box()["y"]) < 12
    expect(phone.get_by_label("Sort by")).to_be_visible()
    phone.locator(".filters__open").click()
    assert filters.bounding_box()["width"] > 340
    assert order.bounding_box()["y"] > filters.bounding_box()["y"] + filters.bounding_box()["height"]


def test_who_finds_nothing_goes_on_by_keyboard_and_tells_staff_without_script(plain_page):
    page = plain_page
    page.goto("/resources/?q=zeppelin+moorings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here holds all of “zeppelin moorings”")
    button = page.get_by_role("button", name="Tell staff what you looked for")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: staff will see it")
    page.get_by_role("link", name="Back to the search").click()
    expect(page).to_have_url(re.compile(r"q=zeppelin\+moorings"))
    assert page.context.cookies() == []


@pytest.mark.parametrize("light", LIGHTS)
def test_the_answer_of_staff_is_for_everyone(open_page, light):
    page = open_page(**LIGHTS[light])
    page.goto(f"/resources/?q=zeppelin+of+{light}")
    page.get_by_role("button", name="Tell staff what you looked for").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: staff will see it")
    assert barriers(page) == []


def test_a_choice_swaps_the_heading_the_order_and_the_results(page):
    page.goto("/resources/?q=training")
    page.get_by_label("Update as I choose").check()
    page.locator("#facets input").first.check()
    expect(page).to_have_url(re.compile("pillar="))
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(page.locator("#status").inner_text().split()[0])
    expect(page.locator("#list-bar .list__range")).to_contain_text(page.locator("#status").inner_text())
