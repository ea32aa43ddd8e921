"""One request to a host at a time, with a pause between two, whoever asks."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from resources.link_checks.deadline import Stopped


class Turns:
    """The turns of all hosts that one process asks. pause: seconds from the end of a request to the next one."""

    def __init__(self, pause: float, stop: threading.Event):
        self.pause, self.stop = pause, stop
        self._free = threading.Condition()
        self._busy: set[str] = set()
        self._next_at: dict[str, float] = {}

    @contextmanager
    def of(self, host: str) -> Iterator[None]:
        """The turn of a host, waited for. Raises Stopped when the work is to stop meanwhile."""
        with self._free:
            while (wait := self._seconds(host)) > 0:
                if self.stop.is_set():
                    raise Stopped
                self._free.wait(min(wait, 0.5))
            self._busy.add(host)
        try:
            yield
        finally:
            with self._free:
                self._busy.discard(host)
                self._next_at[host] = time.monotonic() + self.pause
                self._free.notify_all()

    def _seconds(self, host: str) -> float:
        return 0.5 if host in self._busy else self._next_at.get(host, 0.0) - time.monotonic()
