"""The real site in a real browser. `site` is the site, `open_page` makes pages,
`page` and its like are the usual ones."""

import fcntl
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

from tests.browser import chromium
from tests.browser.site import EXTRAS_FILE, GIVEN, Site, prepare, started

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """One for each process of the suite, as staff change it; made once for all, as that takes half a minute."""
    folder = tmp_path_factory.mktemp("site") / "var"
    if GIVEN not in os.environ:
        shutil.copytree(_prepared(tmp_path_factory), folder)
    with started(folder) as site:
        yield site


def _prepared(tmp_path_factory) -> Path:
    """A folder as `prepare` makes it: whichever process asks first makes it, the others wait."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    with (root / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "prepared" / EXTRAS_FILE).exists():
            prepare(root / "prepared")
    return root / "prepared"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            path = chromium.find(playwright.chromium.executable_path)
        except chromium.NoChromium as error:
            pytest.exit(str(error), returncode=1)
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def whole_pages() -> Iterator[None]:
    """After a click or a key, the page that it opened is there to its end. Playwright goes on at its first bytes, when
    what is read at once, as a number of rows, may not have come yet."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _to_the_end(getattr(Locator, name)))
        yield


def _to_the_end(act: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(act)
    def acted(locator: Locator, *args, **options) -> None:
        act(locator, *args, **options)
        try:
            locator.page.wait_for_load_state("domcontentloaded")
        except Error:
            if not locator.page.is_closed():  # as a window does that was only for this
                raise

    return acted


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Makes a page in a fresh context; takes Playwright's context options. Relative addresses are the site's.

    The test fails when a page logs an error, breaks the content security policy or asks another host for anything.
    """
    contexts, troubles = [], []

    def watch(request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            troubles.append(f"asked another host: {request.url}")

    def make(**options) -> Page:
        context = browser.new_context(base_url=site.url, **{"viewport": DESKTOP} | options)
        contexts.append(context)
        context.on("request", watch)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(message) -> bool:
    """Errors and warnings, but for the line Chromium writes about every page that is not found."""
    return message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text


@pytest.fixture
def page(open_page) -> Page:
    """A desktop."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def plain_page(open_page) -> Page:
    """A desktop with JavaScript off."""
    return open_page(java_script_enabled=False)
