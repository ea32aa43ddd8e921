"""The cache of Django's settings called "pages", which processes and machines share where CACHE_URL names a server.

It is asked here and nowhere else, so that one that is away, slow or full slows and loses nothing: what fails once is
left alone for a while, by all threads of the process, and then tried again by one of them.
"""

import logging
import threading
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac

PAUSE = 10  # seconds in which a cache that failed is not asked
SLOW = 1  # seconds: a server that takes longer costs more than it saves

AWAY = (
    "The shared cache does not answer: pages are made anew, and each process counts the API's requests for itself. "
    "See the library's log, and CACHE_URL."
)
FULL = "The shared cache takes nothing new: see its memory (`maxmemory`, best with allkeys-lru), and the library's log."

log = logging.getLogger(__name__)


class Circuit:
    """Asks, unless it failed a short while ago (a circuit breaker)."""

    def __init__(self, what: str):
        self._what, self._lock = what, threading.Lock()
        self._failed, self._paused_until = False, 0.0

    @property
    def is_open(self) -> bool:
        """Whether what it asked for last failed."""
        return self._failed

    def ask(self, call, *arguments) -> Any:
        """What the call returns, or None: when it fails, and while nobody is to ask."""
        if self._failed and not self._may_try():
            return None
        began = time.monotonic()
        try:
            found = call(*arguments)
        except Exception as error:  # whatever is wrong with it, a page can be made
            self._fails(f"{type(error).__name__}: {error}")
            return None
        if time.monotonic() - began > SLOW and is_shared():  # memory is slow only where all is
            self._fails("it takes too long")
        elif self._failed:
            self._failed = False
            log.warning("The cache of pages answers again (%s).", self._what)
        return found

    def _may_try(self) -> bool:
        """True for one thread, when the pause is over."""
        with self._lock:
            now = time.monotonic()
            if now < self._paused_until:
                return False
            self._paused_until = now + PAUSE
            return True

    def _fails(self, why: str) -> None:
        with self._lock:
            was, self._failed, self._paused_until = self._failed, True, time.monotonic() + PAUSE
        if not was:
            said = "The cache of pages does not answer (%s), and is left alone for %s s at a time: %s"
            log.warning(said, self._what, PAUSE, why)


class SharedCache:
    """One cache, by the entry of the settings that names it."""

    def __init__(self):
        self.reading, self.writing = Circuit("reading"), Circuit("writing")

    def get(self, key: str) -> Any:
        return self.reading.ask(_call, "get", key)

    def get_many(self, keys: list[str]) -> dict[str, Any]:
        return self.reading.ask(_call, "get_many", keys) or {}

    def set(self, key: str, value: Any, seconds: int) -> None:
        if not self.reading.is_open:
            self.writing.ask(_call, "set", key, value, seconds)

    def count(self, key: str, seconds: int) -> int | None:
        """One more of what a key counts, for so many seconds from the first. Returns how many that makes; None when it
        cannot be counted."""
        return None if self.reading.is_open else self.writing.ask(_count, key, seconds)

    def trouble(self) -> str | None:
        """What is wrong with it just now, in a sentence. Looks, unless that was done a short while ago."""
        self.get("looked-at")
        if self.reading.is_open:
            return AWAY
        self.count("looked-at", 60)
        return FULL if self.writing.is_open else None


def _call(what: str, *arguments) -> Any:
    return getattr(caches["pages"], what)(*arguments)


def _count(key: str, seconds: int) -> int:
    cache = caches["pages"]
    try:
        return cache.incr(key)
    except ValueError:  # there is none yet
        return 1 if cache.add(key, 1, seconds) else cache.incr(key)


def is_shared() -> bool:
    """Whether there is one: without, pages are kept in the memory of each process."""
    return "MAX_BYTES" not in settings.CACHES["pages"].get("OPTIONS", {})


def key_of(key: str, prefix: str, version: int) -> str:
    """Libraries with other secrets meet no page of each other in one server."""
    return f"{prefix}:{_mark(settings.SECRET_KEY)}:{key}"


@lru_cache(maxsize=2)
def _mark(secret: str) -> str:
    return salted_hmac("icpr.shared-cache", "", secret=secret, algorithm="sha256").hexdigest()[:12]


_known: dict[str, SharedCache] = {}


def shared_cache() -> SharedCache:
    """The one that the settings name."""
    return _known.setdefault(str(settings.CACHES["pages"].get("LOCATION", "")), SharedCache())


def trouble() -> str | None:
    """What is wrong with the cache that is shared, if there is one, in a sentence."""
    return shared_cache().trouble() if is_shared() else None
