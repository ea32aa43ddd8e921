"""Which searches count: those a reader makes, once, on the first page."""

import hashlib
import secrets
import threading
import time
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from icpr.lib.http.caller import network_of
from icpr.lib.http.readers import by_a_reader
from icpr.lib.metrics import counting
from resources.catalogue.criteria import Criteria
from resources.catalogue.selection import Selection
from resources.models import SearchCount
from resources.search_log import buffer
from resources.search_log.words import kept

LONGEST_FILTERS = SearchCount._meta.get_field("filters").max_length
REMEMBERED, SECONDS = 5_000, 1_800

_key = secrets.token_bytes(32)
_lock = threading.Lock()
_seen: dict[bytes, float] = {}


class Search(NamedTuple):
    """A search as it is counted, and what it found."""

    query: str
    filters: str
    results: int
    in_part: bool


def search_of(selection: Selection) -> Search | None:
    """The search that a selection answers; None where it has no words, or none that may be kept."""
    if not settings.SEARCH_LOG_DAYS or not selection.criteria.q:
        return None
    query, filters = as_counted(selection.criteria)
    return Search(query, filters, selection.total, bool(selection.nearest)) if query else None


def note(request: HttpRequest, search: Search | None) -> None:
    """Count a search that a request made, unless it is one that does not count."""
    if search is None or "page" in request.GET or not by_a_reader(request.META):
        return
    if is_repeat(request, search.query, search.filters):
        return
    counting.search(found=search.results > 0)
    buffer.add(timezone.localdate(), search.query, search.filters, results=search.results, in_part=search.in_part)


def as_counted(criteria: Criteria) -> tuple[str, str]:
    """The words and the filters of a search as they are counted; without words when it may not be kept."""
    filters = replace(criteria, q="", sort="").query_string().removeprefix("?")
    return (kept(criteria.q), filters) if len(filters) <= LONGEST_FILTERS else ("", "")


def is_repeat(request: HttpRequest, query: str, filters: str) -> bool:
    """Whether this process has answered the same search of the same browser within half an hour.

    Remembered as a hash under a key this process made up, in memory only: a limit in the database would keep of
    everybody who searched what, and make a page that only reads write. Another process may so count it once more.
    """
    told = "\x00".join((network_of(request), request.headers.get("User-Agent", ""), query, filters))
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), key=_key, digest_size=16).digest()
    now = time.monotonic()
    with _lock:
        before = _seen.pop(digest, None)
        _seen[digest] = now
        if len(_seen) > REMEMBERED:
            del _seen[next(iter(_seen))]
    return before is not None and now - before < SECONDS
