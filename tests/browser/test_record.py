"""The page of a record: how to get the document stands on the first screen, within a few tabs, and on paper."""

import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE

ROOT = Path(__file__).parents[2]
MOST_TABS, MOST_SHEETS = 12, 2


def sample() -> dict[str, str]:
    """The addresses of the records that need most room, and of one for each thing an address may lead to."""
    rows = [row["fields"] for row in json.loads((ROOT / "fixtures/03_resources.json").read_text())]
    public = [row for row in rows if row["status"] == "published"]
    longest = sorted(public, key=lambda row: -len(row["title"]))[:4]
    longest += sorted(public, key=lambda row: -len(row["title"] + row["annotation"]))[:4]
    longest += sorted(public, key=lambda row: -len(row["annotation"]))[:2]
    each = {(row.get("address_evidence", ""), row.get("access")): row for row in public}
    return {f"ICPR-{row['number']:06d}": f"/r/ICPR-{row['number']:06d}/" for row in [*longest, *each.values()]}


SAMPLE = sample()


def bottom(element) -> float:
    box = element.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_works_on_the_first_screen_of_a_phone(open_page, script):
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=script)
    low = {}
    for name, address in SAMPLE.items():
        page.goto(address)
        way = page.locator(".get__open, .get__note").first
        expect(way).to_be_visible()
        if (place := bottom(way)) > PHONE["height"]:
            low[name] = place
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert low == {}


@pytest.mark.parametrize("address", ["/r/ICPR-000018/", "/blueprint/1.5.1/"])
def test_records_beside_others_are_no_wider_than_a_phone(open_page, address):
    page = open_page(viewport=PHONE)
    page.goto(address)
    assert page.locator(".shelf .short__add").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", [*list(SAMPLE)[:1], *list(SAMPLE)[-3:]])
def test_the_last_action_is_a_few_tabs_from_the_skip_link(page, name):
    page.goto(SAMPLE[name])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    last = page.locator(".get a:visible, .get button:visible").last.element_handle()
    reached = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("last => document.activeElement === last", last))
    assert any(reached)


def test_the_link_is_copied_and_that_is_said(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/r/ICPR-000018/")
    page.get_by_role("link", name="Copy link").click()
    address = f"{site.url}/r/ICPR-000018/"
    expect(page.locator(".get__told")).to_have_text(f"Copied: {address}")
    assert page.evaluate("navigator.clipboard.readText()") == address


def test_without_script_the_link_leads_on_and_no_button_promises_to_print(plain_page):
    plain_page.goto("/r/ICPR-000018/")
    expect(plain_page.get_by_role("button", name="Print")).to_have_count(0)
    plain_page.get_by_role("link", name="Permanent link").click()
    expect(plain_page).to_have_url(re.compile("/resources/body-worn-cameras/$"))


def test_all_facts_unfold_on_a_phone_and_stand_open_on_a_desktop(page, phone):
    for each in (page, phone):
        each.goto("/r/ICPR-000018/")
    expect(page.locator(".facts")).to_be_visible()
    expect(phone.locator(".facts")).to_be_hidden()
    phone.get_by_text("All facts about this record").click()
    expect(phone.locator(".facts")).to_be_visible()


@pytest.mark.parametrize("name", [*list(SAMPLE)[:2], "ICPR-000018"])
def test_it_prints_on_two_sheets_with_its_facts_and_its_address(page, name):
    page.goto(f"/r/{name}/")
    sheets = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    text = " ".join(sheet.extract_text() for sheet in sheets)
    assert len(sheets) <= MOST_SHEETS
    for part in (name, "Published", "Language", "Permanent address"):
        assert part in text, part


def test_a_citation_unfolds_is_copied_and_stands_once_on_paper(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/r/ICPR-000018/")
    page.get_by_role("heading", name="Cite this").click()
    page.get_by_role("button", name="Copy the citation in MLA, 9th edition").click()
    expect(page.locator(".cite__told")).to_have_text("Copied: MLA, 9th edition")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Body-Worn Cameras. Model policy.")
    page.emulate_media(media="print")
    expect(page.locator(".cite__style:visible")).to_have_count(1)


def test_citations_are_text_without_script(plain_page):
    plain_page.goto("/r/ICPR-000018/")
    plain_page.get_by_role("heading", name="Cite this").click()
    expect(plain_page.locator(".cite__text")).to_have_count(4)
    expect(plain_page.locator(".cite").get_by_role("button")).to_have_count(0)
