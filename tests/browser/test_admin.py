"""Staff work in the admin with its scripts, under the same strict policy as the public pages."""

from pathlib import Path

from playwright.sync_api import Page, expect

from icpr.lib.csvfile import as_csv, decoded, table_of
from icpr.lib.folding import slug_of
from tests.browser.site import STAFF


def sign_in(page: Page, path: str) -> None:
    page.goto(f"/admin/login/?next={path}")
    page.get_by_label("Username").fill(STAFF["username"])
    page.get_by_label("Password").fill(STAFF["password"])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_works(page):
    """A draft is written with pickers, submitted, scheduled and looked up in its history; nothing breaks the policy."""
    sign_in(page, "/admin/resources/resource/add/")
    page.get_by_label("Kind").select_option("guide")
    page.get_by_label("Title", exact=False).first.fill("A guide made in the browser")
    page.locator("#id_annotation").fill("Says how.")
    page.locator("#id_pillars input").first.check()
    page.locator("#id_focus_areas input").first.check()
    page.locator(".field-publishers .select2-selection").click()
    page.locator(".select2-results__option[aria-selected]").first.click()
    page.locator("summary", has_text="Time").click()
    page.locator(".field-review_by .datetimeshortcuts a").first.click()
    expect(page.locator("#id_review_by")).not_to_have_value("")
    page.locator("#authors-group .add-row a").click()
    page.locator("#id_authors-0-family_name").fill("Peel")
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".standing").first).to_contain_text("Draft")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".standing").first).to_contain_text("In review")
    page.get_by_role("button", name="Make a preview link").click()
    expect(page.get_by_role("button", name="Revoke")).to_be_visible()
    page.get_by_role("button", name="Schedule…").click()
    page.get_by_label("Publish at").fill("2030-01-02T09:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator(".standing").first).to_contain_text("Scheduled for Jan. 2, 2030, 9 a.m.")
    page.get_by_role("link", name="History").click()
    page.locator("#change-history a").last.click()
    expect(page.locator(".versions")).to_contain_text("Draft")
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Published next")).to_be_visible()


def test_two_keys_save_and_search_and_take_no_letter(page):
    sign_in(page, "/admin/resources/tag/add/")
    page.locator("#id_name").press_sequentially("by keyboard")
    page.locator("#id_name").press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    expect(page.locator("#id_name")).to_have_value("by keyboard")  # and goes on with it
    page.locator("#id_name").press("End")
    page.keyboard.type(" sk/")
    expect(page.locator("#id_name")).to_have_value("by keyboard sk/")
    page.locator("#id_name").fill("by keyboard")
    page.goto("/admin/resources/tag/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_pickers_say_what_they_are_for(page):
    sign_in(page, "/admin/resources/resource/1/change/")
    expect(page.get_by_role("searchbox", name="Publishers")).to_have_count(1)
    page.goto("/admin/resources/bestbet/add/")
    expect(page.locator(".field-resource").get_by_role("combobox", name="Resource")).to_have_count(1)


def test_a_table_goes_out_and_comes_back(page):
    """Two megabytes of items, changed in a spreadsheet: the dry run carries them whole to the button that does it."""
    sign_in(page, "/admin/pillars/recommendation/")
    with page.expect_download() as download:
        page.get_by_text("Export", exact=True).click()
        page.get_by_role("link", name="Export all items as CSV").click()
    head, lines = table_of(decoded(Path(download.value.path()).read_bytes()).text, 2_000)
    number, note = head.index("number"), head.index("staff_note")
    for _, cells in lines:
        if cells[number] in {f"Item 1.{last}" for last in range(1, 10)}:
            cells[note] = "é, “=1”\n" * 13_000
    text = as_csv([head, *(cells for _, cells in lines)])
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="See what it would do").click()
    expect(page.locator(".standing").first).to_contain_text("9 changed", timeout=60_000)
    page.get_by_role("button", name="Change 9").click()
    expect(page.locator(".standing").first).to_contain_text("9 changed", timeout=60_000)
    expect(page.get_by_role("link", name="Undo this")).to_be_visible()


def test_an_address_is_made_of_a_name_as_the_server_makes_it(page):
    names = ["Police–community and/or 9/11", "O’Brien’s U.S. D.A.R.E. guide", "Łódź: e.g.,a_b", "mother‑in‑law"]
    for path in ("/admin/resources/tag/add/", "/admin/pillars/practice/add/"):
        if path == "/admin/resources/tag/add/":
            sign_in(page, path)
        page.goto(path)
        for name in names:
            page.locator("#id_name").fill("")
            page.locator("#id_name").press_sequentially(name)
            expect(page.locator("#id_slug")).to_have_value(slug_of(name))
