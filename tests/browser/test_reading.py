"""A paper is uploaded by staff, read by the site itself, and found by a reader by a word on its page."""

import re
import time

from playwright.sync_api import expect

from tests.browser.test_admin import sign_in

SECONDS_TO_READ = 60


def test_works(open_page, page, tmp_path):
    """The paper is the site's own print of a record, with a page of ours behind it: a real PDF of several pages."""
    paper = tmp_path / "package.pdf"
    printing = open_page()
    printing.goto("/r/ICPR-000079/")
    printing.evaluate(
        """document.querySelector('main').insertAdjacentHTML('beforeend',
        '<p class="break">The calibration of quokka detectors.</p>');
        const sheet = new CSSStyleSheet(); sheet.replaceSync('.break { break-before: page }');
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];"""
    )
    printing.pdf(path=paper)

    sign_in(page, "/admin/resources/resource/?q=ICPR-000079")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#documents-group .add-row a").click()
    page.locator("#id_documents-0-role").select_option("full-text")
    page.locator("#id_documents-0-file").set_input_files(paper)
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".success")).to_be_visible()

    reader = open_page(java_script_enabled=False)
    deadline = time.monotonic() + SECONDS_TO_READ
    link = reader.get_by_role("link", name="Full text, p. ")
    while time.monotonic() < deadline:
        reader.goto("/resources/?q=quokka+calibration")
        if link.count():
            break
        time.sleep(1)
    expect(link).to_have_attribute("href", re.compile(r"/documents/(\d+)/ICPR-000079-full-text-\1\.pdf#page=\d$"))
    expect(reader.locator(".row__snippet mark").first).to_have_text("calibration")
    answer = reader.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
