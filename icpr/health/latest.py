"""What a thread of its own found out last, for those who ask again and again and must not hang with it."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar


class Look(threading.Thread):
    """Finds out something once: `began` on the clock of `time.monotonic`, and `ended` is set when it is through."""

    def __init__(self, name: str):
        super().__init__(name=name, daemon=True)
        self.began, self.ended = time.monotonic(), threading.Event()


L = TypeVar("L", bound=Look)


class Latest(Generic[L]):
    """The look that was begun last. fresh: seconds for which it is good. within: seconds to wait for its end."""

    def __init__(self, make: Callable[[], L], *, fresh: float, within: float):
        self._make, self._fresh, self._within = make, fresh, within
        self._lock = threading.Lock()
        self._look: L | None = None

    def get(self) -> L:
        """A look, begun at most `fresh` seconds ago unless it still lasts; at most one lasts. It may not have ended."""
        look = self.begin()
        look.ended.wait(max(0.0, look.began + self._within - time.monotonic()))
        return look

    def begin(self) -> L:
        """The same, without waiting for it."""
        with self._lock:
            look = self._look
            if look is None or (look.ended.is_set() and time.monotonic() - look.began > self._fresh):
                look = self._look = self._make()
                look.start()
            return look
