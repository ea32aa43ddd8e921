"""Every page of the admin, on a phone and on a desktop, in both lights: no barrier axe-core can find, no sideways
scroll, nothing that the content security policy refuses. What the address list has is looked at by itself."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Error, Page, Response

from tests.browser.conftest import DESKTOP, PHONE, _is_trouble
from tests.browser.everyone import OPTIONS, SETTLED
from tests.browser.site import STAFF
from tests.browser.test_admin import sign_in
from tests.icpr.admin.rights.table import ENTRIES, NOT_TAKEN, OF_RECORDS, OPEN, OTHERS, PAGES
from tests.server import python

LAY = f"""
import json
from django.contrib.auth.models import User
from tests.browser import staff_rows
print(json.dumps(staff_rows.lay(User.objects.get(username={STAFF["username"]!r}))))
"""
# Each entry of the admin has these of its own; its other pages are the same for all entries.
OF_EACH = {"changelist", "change"}
NO_PAGES = ("_html", "autocomplete")  # letters as mail programs show them are looked at in `test_admin_mail.py`
LOOKS = [(PHONE, "dark"), (DESKTOP, "light")]
VIOLATIONS = """async options => (await axe.run(document, options)).violations.flatMap(
  rule => rule.nodes.map(node => [rule.id, node.html.slice(0, 200), node.failureSummary]))"""


def sort_of(address: str) -> str:
    """What of the admin stands at an address: "history" of whatever entry, or "resources_tag_add"."""
    name = resolve(address.partition("?")[0]).url_name or ""
    owner = max((entry for entry in ENTRIES if name.startswith(f"{entry}_")), key=len, default="")
    page = name.removeprefix(f"{owner}_")
    return page if owner and page in {*PAGES, *OF_RECORDS} - OF_EACH else name


def is_own(sort: str) -> bool:
    """Whether it is a page of its own, and not one more list or form."""
    return not sort.endswith(tuple(OF_EACH))


def is_page(sort: str) -> bool:
    return sort not in OPEN and not sort.endswith(NO_PAGES) and OTHERS.get(sort, ("",))[0] != NOT_TAKEN


def barriers(page: Page, size: dict[str, int], light: str) -> list:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=light)
    page.evaluate(SETTLED)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return page.evaluate(VIOLATIONS, OPTIONS) + ([[f"{wide} px wide"]] if wide > size["width"] else [])


@pytest.fixture(scope="module")
def addresses(site) -> list[str]:
    return json.loads(python(LAY, site.env).splitlines()[-1])


@pytest.fixture(scope="module")
def page(browser, site) -> Iterator[Page]:
    """One page for all addresses, signed in, with `said`: what the browser complained of."""
    with browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce") as context:
        page = context.new_page()
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("console", lambda message: page.said.append(message.text) if _is_trouble(message) else None)
        sign_in(page, "/admin/")
        yield page


def test_works(page, addresses):
    found, seen = {}, set()
    for address in addresses:
        sort = sort_of(address)
        if sort in seen or not is_page(sort):
            continue
        answer = opened(page, address)
        if answer is None or answer.ok:  # what is not there of one entry may be there of the next
            seen.add(sort)
        if answer is None:
            continue
        if wrong := troubles(page, LOOKS if is_own(sort) else LOOKS[len(seen) % len(LOOKS) :][:1]):
            found[address] = wrong
    assert found == {}
    assert len(seen) > 100


def opened(page: Page, address: str) -> Response | None:
    """The answer that is shown; None for a file."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
    return None


def troubles(page: Page, looks: list) -> list:
    """What is wrong with the page that was opened, each time it is looked at."""
    found, page.said[:] = [*page.said], []
    page.evaluate(Axe().axe_script)
    for size, light in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=light)
        page.evaluate(SETTLED)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > size["width"]:
            found.append(f"{width} px wide where {size['width']} are")
        found += [(light, size["width"], *each) for each in page.evaluate(VIOLATIONS, OPTIONS)]
    page.said.clear()  # axe-core lays style on elements, which the policy refuses
    return found
