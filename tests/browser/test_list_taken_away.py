"""A shared list in Chromium with script off: read, printed and cited; and its pages for everyone."""

import re
import zipfile
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.everyone import WIDTHS, is_for_everyone
from tests.browser.test_lists import add

SIZES = ("Letter", "A4")
RECORD = "/resources/body-worn-cameras/"


def share(page: Page, *addresses: str) -> tuple[str, str]:
    """A list of what pages are of: its private address and the one to share."""
    kept = ""
    for address in addresses:
        kept = add(page, address, kept)
    page.goto(f"{kept}addresses/")
    page.get_by_role("button", name="Create a read-only link").click()
    return kept, page.get_by_label("To read the list").input_value()


def taken(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=label, exact=True).click()
    return waiting.value.path().read_bytes()


def printed(page: Page, size: str) -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format=size))).pages]


def test_works_without_script(open_page):
    page = open_page(java_script_enabled=False)
    _, shared = share(page, RECORD, "/blueprint/1.5.1/", "/practices/hot-spots-policing/")
    reader = open_page(java_script_enabled=False)
    reader.goto(shared)
    expect(reader.get_by_role("heading", level=1)).to_have_text("For the night shift")
    expect(reader.locator("#take")).to_contain_text("Citations leave out 2 entries")
    assert taken(reader, "RIS").startswith(b"TY  - ")
    assert taken(reader, "CSV").count(b"\r\n") == 4
    assert zipfile.ZipFile(BytesIO(taken(reader, "All files held here (ZIP)"))).namelist()[0] == "index.html"
    reader.get_by_role("link", name=re.compile("^Chicago")).click()
    expect(reader.locator("body")).to_contain_text("Chicago author-date, 18th edition")
    expect(reader.locator("body")).to_contain_text("/r/ICPR-")
    reader.goto(shared)
    reader.get_by_role("link", name="What changed").click()
    expect(reader.locator("main")).to_contain_text("Nothing that is told of changed")


def test_a_pack_is_few_sheets_each_with_address_and_day(open_page):
    page = open_page()
    kept, shared = share(page, RECORD, "/blueprint/1.5.1/", "/practices/hot-spots-policing/")
    page.goto(shared)
    page.get_by_role("link", name="Print pack").click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    for size in SIZES:
        [sheet] = printed(page, size)
        assert re.search(rf"[A-Z][a-z]+ \d+, 20\d\d +{re.escape(shared)}", sheet)
        for said in ("Contents", "Body-Worn Cameras", "Hot spots policing", "1 / 1"):
            assert said in sheet
    page.get_by_role("link", name=re.compile("^Cite after MLA")).click()
    assert "MLA, 9th edition" in printed(page, "Letter")[0]
    page.goto(kept.rstrip("/") + ".print.html")
    private = kept.rstrip("/").rpartition("/")[2]
    assert private not in "".join(printed(page, "Letter")), "the private address is not printed"


def test_every_page_is_for_everyone(open_page):
    page = open_page()
    kept, shared = share(page, RECORD, "/blueprint/1.5.1/")
    for address in (shared, f"{shared}changes/?since=x", f"{kept}changes/", shared.rstrip("/") + ".print.html"):
        page.goto(address)
        for width in WIDTHS:
            is_for_everyone(page, width, address)
