"""A rate limit that a reader's request may be counted by: it writes nothing into the database.

Processes and machines that share a cache count in it together. Where there is none, or while it does not answer, each
counts in its own memory: a caller then may do as many times more as there are processes, never without a limit.
"""

import time
from math import ceil

from django.utils.crypto import salted_hmac

from icpr.lib.shared_cache import is_shared, shared_cache
from icpr.limits.in_memory import InMemoryLimit


class SharedLimit:
    """`most` deeds of one caller in `seconds`. The windows of all callers begin and end together. The name is part of
    the key: one name is one limit."""

    def __init__(self, name: str, seconds: int):
        self.name, self.seconds, self._own = name, seconds, InMemoryLimit(seconds)

    def seconds_to_wait(self, who: str, most: int) -> int:
        """Count one deed of a caller. Returns 0 for one that is allowed, else how long the caller has to wait."""
        window, elapsed = divmod(time.time(), self.seconds)
        count = shared_cache().count(self._key(who, int(window)), 2 * self.seconds) if is_shared() else None
        if count is None:
            return self._own.seconds_to_wait(who, most)
        return ceil(self.seconds - elapsed) if count > most else 0

    def forget(self) -> None:
        """Forget what everybody did, as far as this process holds it."""
        self._own.forget()

    def _key(self, who: str, window: int) -> str:
        """A digest, from which nobody is known."""
        told = salted_hmac("icpr.limit", f"{self.name}\x00{who}", algorithm="sha256").hexdigest()
        return f"limit:{window}:{told[:32]}"
