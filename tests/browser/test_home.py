"""The home page: search first, then three ways in; on a phone both begin on the first screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

DOORS = {
    "I lead an agency": "/for-agencies/",
    "I speak for a community": "/for-communities/",
    "I train, study or write": "/for-trainers-and-researchers/",
}


def foot_of(locator) -> float:
    """The lower edge, in CSS pixels from the top of the window."""
    box = locator.bounding_box()
    return box["y"] + box["height"]


def test_works_on_the_first_screen_of_a_phone(phone):
    phone.goto("/")
    doors = phone.get_by_role("navigation", name="Ways in").get_by_role("listitem")
    assert foot_of(phone.get_by_label("Search the library")) < doors.first.bounding_box()["y"]
    assert foot_of(doors.last) <= PHONE["height"]
    expect(phone.locator(".scene")).to_be_hidden()


@pytest.mark.parametrize("name", DOORS)
def test_a_door_is_opened_by_a_finger_anywhere_on_it(phone, name):
    phone.goto("/")
    phone.locator(".door", has_text=name).tap(position={"x": 300, "y": 10})
    expect(phone).to_have_url(re.compile(f"{DOORS[name]}$"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("For those who")


def test_every_list_leads_to_as_many_as_it_says(plain_page):
    page = plain_page
    for address in DOORS.values():
        page.goto(address)
        links = page.locator(".short-list__all a[href^='/resources/']")
        promised = {link.get_attribute("href"): int(link.inner_text().split()[1].strip(":")) for link in links.all()}
        assert promised
        for target, number in promised.items():
            page.goto(target)
            assert int(page.locator("#status").inner_text().split()[0].replace(",", "")) == number, target


def test_nothing_in_a_list_is_a_dead_end(plain_page):
    page = plain_page
    for address in ("/", *DOORS.values()):
        page.goto(address)
        rows = page.locator(".short-list .short-list__row")
        assert rows.count() > 10
        assert rows.locator(".availability--openable").count() == rows.count()
