"""Pages that are made, under their validators: in the memory of the process, or in a cache that machines share."""

from typing import NamedTuple

from django.conf import settings

from icpr.lib.http import compression
from icpr.lib.shared_cache import SharedCache, shared_cache

OF_CODING = ("content-encoding", "content-length")
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

    def get(self, validator: str, coding: str) -> Page | None:
        """The page in this coding; made from another one, and kept, when only that is held."""
        if not (cache := _cache()):
            return None
        if (found := _page(cache.get(_key(validator, coding)))) is not None:
            return found
        others = [_key(validator, other) for other in compression.CODINGS if other != coding]
        for page in filter(None, map(_page, cache.get_many(others).values())):
            page = page.in_coding(coding)
            self.set(validator, coding, page)
            return page
        return None

    def set(self, validator: str, coding: str, page: Page) -> None:
        """Keep a page for readers who ask for a coding."""
        if cache := _cache():
            cache.set(_key(validator, coding), tuple(page), SECONDS_KEPT)


def _cache() -> SharedCache | None:
    return shared_cache() if settings.PAGE_CACHE_BYTES else None


def _page(found) -> Page | None:
    """What a cache holds as a page; None for what somebody else has put there."""
    try:
        headers, *others = found
        return Page([(name, value) for name, value in headers], *others)
    except (TypeError, ValueError):
        return None


def _key(validator: str, coding: str) -> str:
    return f"{validator}:{coding}"
