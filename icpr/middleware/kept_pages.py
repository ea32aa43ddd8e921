"""Pages that are made, under their validators: in the memory of the process, or in a cache that machines share."""

import logging
import threading
import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

from icpr.lib.http import compression

log = logging.getLogger(__name__)

OF_CODING = ("content-encoding", "content-length")
PAUSE = 10  # seconds without a cache that failed: a reader must not wait for it at each page
SECONDS_KEPT = 24 * 3_600  # by then the day has changed, and with it every validator


class Page(NamedTuple):
    """An answer of status 200 in one coding. search: how it is counted when it is read, as `search_log` gave it."""

    headers: list[tuple[str, str]]
    body: bytes
    coding: str
    search: tuple | None = None

    def in_coding(self, wanted: str) -> "Page":
        """The same in another coding, but for what is no text or too short to become shorter."""
        content_type = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        body = compression.plain(self.body, self.coding)
        if not compression.is_worth_it(content_type, len(body)):
            wanted = compression.IDENTITY
        body = compression.compressed(body, wanted)
        headers = [(name, value) for name, value in self.headers if name.lower() not in OF_CODING]
        headers += [] if wanted == compression.IDENTITY else [("Content-Encoding", wanted)]
        return Page([*headers, ("Content-Length", str(len(body)))], body, wanted, self.search)


class KeptPages:
    """Finds pages by validator and coding. A cache that fails is as one that holds nothing."""

    def __init__(self):
        self._lock = threading.Lock()
        self._paused_until = 0.0

    def get(self, validator: str, coding: str) -> Page | None:
        """The page in this coding; made from another one, and kept, when only that is held."""
        if (found := self._ask("get", _key(validator, coding))) is not None:
            return Page(*found)
        others = (_key(validator, other) for other in compression.CODINGS if other != coding)
        for found in (self._ask("get_many", list(others)) or {}).values():
            page = Page(*found).in_coding(coding)
            self.set(validator, coding, page)
            return page
        return None

    def set(self, validator: str, coding: str, page: Page) -> None:
        """Keep a page for readers who ask for a coding."""
        self._ask("set", _key(validator, coding), tuple(page), SECONDS_KEPT)

    def _ask(self, what: str, *arguments):
        if not settings.PAGE_CACHE_BYTES or time.monotonic() < self._paused_until:
            return None
        try:
            return getattr(caches["pages"], what)(*arguments)
        except Exception as error:  # whatever is wrong with it, pages are made
            with self._lock:
                self._paused_until = time.monotonic() + PAUSE
            log.warning("The page cache does not answer, and is left alone for %s s: %s", PAUSE, error)
            return None


def _key(validator: str, coding: str) -> str:
    return f"{validator}:{coding}"
