"""Three hundred rows go in without fear, in a browser: dry run, answers, a partial fix, commit and undo."""

import csv
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page, expect

from icpr.lib.csvfile import decoded, table_of
from tests.browser.test_admin import sign_in
from tests.icpr.lib.exchange.workbooks import xlsx
from tests.resources.exchange import spreadsheet

LIST, IN_TIME = "/admin/resources/resource/", 120_000


def export(page: Page) -> list[dict[str, str]]:
    """All records of the library, by their columns."""
    answer = page.request.get(f"{LIST}export-all/csv/")
    heads, lines = table_of(decoded(answer.body()).text, 50_000)
    return [dict(zip(heads, cells, strict=True)) for _, cells in lines]


def rows_beside(records: list[dict[str, str]]) -> list[list[str]]:
    """The rows of the spreadsheet in the terms of a library, with eight of its records again."""
    known = next(
        row for row in records if all(row[name] for name in ("pillars", "focus_areas", "publishers", "topics"))
    )
    terms = {"Pillar": "pillars", "Focus area": "focus_areas", "Publisher": "publishers", "Topic": "topics"}
    again = [row for row in records if row["official_url"] and len(row["title"]) > 20][:8]
    made = []
    for place in range(2, 302):
        cells = spreadsheet.cells_of(place)
        kept = "Topic" if place in spreadsheet.UNKNOWN else spreadsheet.BAD.get(place, ("",))[0]
        cells |= {head: known[name] for head, name in terms.items() if head != kept}
        if 50 < place <= 58:
            found = again[place - 51]
            cells |= {"Link": found["official_url"]} if place % 2 else {"Title": found["title"].upper()}
        made.append(list(cells.values()))
    return made


def choose(page: Page, name: str, data: bytes) -> None:
    page.goto(f"{LIST}read-in/")
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="See what it would do").click()


def test_works(page):
    sign_in(page, LIST)
    before = export(page)
    choose(page, "list.xlsx", xlsx([spreadsheet.HEADS, *rows_beside(before)]))
    page.get_by_role("button", name="Go on").click(timeout=IN_TIME)
    standing = page.locator(".standing").first
    expect(standing).to_contain_text("8 cannot be taken", timeout=IN_TIME)
    expect(standing).to_contain_text("284 added")
    expect(standing).to_contain_text("8 probably in already")

    words = page.locator("form", has_text="Words the library does not know")
    words.locator("fieldset", has_text="Horses").get_by_label("Leave the word out").check()
    words.locator("fieldset", has_text="Drones").get_by_label("Leave the word out").check()
    words.get_by_role("button", name="Look again with these answers").click()
    expect(standing).to_contain_text("287 added", timeout=IN_TIME)
    page.get_by_role("link", name="Likely duplicates (8)").click()
    page.get_by_role("button", name="Leave out", exact=True).click()
    expect(standing).to_contain_text("8 left out", timeout=IN_TIME)
    assert export(page) == before, "nothing is done before it is confirmed"

    page.get_by_label("Why").fill("The county's list")
    page.get_by_role("button", name="Add 287").click()
    expect(standing).to_contain_text("287 changed", timeout=IN_TIME)
    assert len(export(page)) == len(before) + 287
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    imported = page.url

    choose(page, "failed.csv", corrected(Path(download.value.path()).read_text(encoding="utf-8-sig")))
    expect(standing).to_contain_text("0 cannot be taken", timeout=IN_TIME)
    page.goto(imported)
    page.get_by_role("link", name="Undo this").click()
    page.get_by_role("button", name="Undo").click(timeout=IN_TIME)
    page.wait_for_load_state(timeout=IN_TIME)
    assert export(page) == before


def corrected(text: str) -> bytes:
    """The failed rows with what was wrong put right."""
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert [row["what_is_wrong"].partition(":")[0] for row in rows] == [
        *("kind", "official_url", "title", "issued", "pillars")
    ]
    mended = {"Type": "guide", "Date": "2020", "Pillar": ""}
    for place, row in enumerate(rows):
        row |= mended | {"Title": f"A mended row, {place}", "Link": f"https://press.example.org/mended/{place}"}
    held = StringIO()
    written = csv.DictWriter(held, rows[0].keys())
    written.writeheader()
    written.writerows(rows)
    return held.getvalue().encode()
