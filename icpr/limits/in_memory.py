"""A rate limit in the memory of one process, where nothing is shared: see `icpr.limits.shared`.

Each process counts for itself, so that a caller whom several processes answer may do as many times more. It
holds digests under a key of its own, from which nobody is known.
"""

import secrets
import time
from collections import Counter
from hashlib import blake2b
from math import ceil
from threading import Lock

MOST_CALLERS = 50_000  # counted one by one in a window; those who come later in it are let through


class InMemoryLimit:
    """`most` deeds of one caller in `seconds`. The windows of all callers begin and end together, and are then
    forgotten."""

    def __init__(self, seconds: int):
        self.seconds, self._key = seconds, secrets.token_bytes(32)
        self._lock, self._counts, self._ends_at = Lock(), Counter(), 0.0

    def seconds_to_wait(self, who: str, most: int) -> int:
        """Count one deed of a caller. Returns 0 for one that is allowed, else how long the caller has to wait."""
        now, caller = time.monotonic(), blake2b(who.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            if now >= self._ends_at:
                self._counts, self._ends_at = Counter(), now + self.seconds
            if caller in self._counts or len(self._counts) < MOST_CALLERS:
                self._counts[caller] += 1
            return ceil(self._ends_at - now) if self._counts[caller] > most else 0

    def forget(self) -> None:
        """Forget what everybody did."""
        with self._lock:
            self._ends_at = 0.0
