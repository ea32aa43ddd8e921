"""What the catalogue's pages are on paper: few sheets, each with the page's address and the day, none with a form."""

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.effort import slow_but_first

SHEETS = [
    ("/resources/?kind=podcast", 2),
    ("/resources/body-worn-cameras/", 2),
    ("/r/ICPR-000001/", 2),
    ("/blueprint/2.2/", 2),
    ("/blueprint/6.6/", 2),
    ("/police-chief/", 3),
    ("/whats-new/", 3),
    ("/topics/use-of-force/", 3),
    ("/tags/use-of-force.print.html", 2),
    ("/pillars/policy-oversight.print.html", 12),
]
FOOT = re.compile(r"[A-Z][a-z]+ \d{1,2}, 20\d\d +(http\S+)")


def printed(page: Page, address: str, size: str = "Letter") -> list[str]:
    """The text of each sheet of a page."""
    page.goto(address)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format=size))).pages]


@pytest.mark.parametrize("size", slow_but_first(["Letter", "A4"]))
@pytest.mark.parametrize(("address", "most"), SHEETS)
def test_works(page, site, address, most, size):
    sheets = printed(page, address, size)
    assert len(sheets) <= most
    kept = page.locator("html").get_attribute("data-address").strip()
    assert [FOOT.search(sheet)[1] for sheet in sheets] == [kept] * len(sheets)
    for number, sheet in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in sheet


def test_a_list_of_eleven_is_the_one_looked_at(page):
    page.goto("/resources/?kind=podcast")
    assert page.locator("h1").first.text_content().strip().startswith("11 podcasts")


def test_a_record_has_its_permanent_address(page, site):
    [foot, *_] = printed(page, "/resources/body-worn-cameras/")
    assert f"{site.url}/r/ICPR-" in foot


@pytest.mark.parametrize("size", slow_but_first(["Letter", "A4"]))
def test_the_evidence_map_is_on_one_sheet(page, size):
    first, second, *_ = (re.sub(r"\s+", " ", sheet) for sheet in printed(page, "/blueprint/evidence/", size))
    for practice in ("Hot spots policing", "Foot patrol", "Standardized eyewitness identification procedures"):
        assert practice in first
        assert practice not in second


@pytest.mark.parametrize("address", ["/", "/resources/?q=force", "/resources/body-worn-cameras/", "/tags/", "/about/"])
def test_what_only_a_screen_can_use_is_left_out(page, address):
    page.goto(address)
    page.emulate_media(media="print")
    for gone in ("form", "nav", "button", "footer", ".skip"):
        assert [each for each in page.locator(gone).all() if each.is_visible()] == [], gone


def test_an_address_elsewhere_is_written_out(page):
    text = " ".join(printed(page, "/resources/body-worn-cameras/")).replace("\n", "")
    assert "(https://theiacp.org/resources/policy-center-resource/body-worn-cameras)" in text


def test_a_very_long_address_is_whole(page):
    words = "+".join(f"word{number}" for number in range(60))
    [sheet] = printed(page, f"/resources/?q={words}")
    kept = page.locator("html").get_attribute("data-address").strip()
    assert len(kept) > 200
    assert kept in "".join(sheet.split())


def test_a_plan_keeps_its_address(page):
    page.goto("/plan/")
    assert page.locator("html").get_attribute("data-address").strip() == ""
