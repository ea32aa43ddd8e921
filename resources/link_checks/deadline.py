"""An end to whatever a server does: after so many seconds every connection is cut, in whatever it waits.

A timeout of a socket is for one wait. A server that sends a byte now and then, of headers or of a body, outlives it for
ever; cutting the connection from outside does not depend on what is being read.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Value = TypeVar("Value")
A_LOOK = 0.5  # seconds between two looks at whether to stop


class Stopped(OSError):
    """The time was over, or the work is to stop, before an answer came."""


class Deadline:
    """A span of seconds, as a context. `stop`, when set from another thread, ends it at once for what waits here."""

    def __init__(self, seconds: float, stop: threading.Event):
        self.ends, self.stop = time.monotonic() + seconds, stop
        self._held: list[socket.socket] = []
        self._lock, self._is_cut = threading.Lock(), False
        self._watch = threading.Thread(target=self._wait, args=(seconds,), daemon=True)
        self._left = threading.Event()

    def __enter__(self) -> "Deadline":
        self._watch.start()
        return self

    def __exit__(self, *_) -> None:
        self._left.set()
        with self._lock:
            for held in self._held:
                held.close()
            self._held = []

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self._is_cut or self.stop.is_set() or not self.seconds_left

    def watch(self, connection: socket.socket) -> None:
        """Cut a connection when the time is over, by a duplicate of it: TLS takes the socket itself away."""
        with self._lock:
            self._held.append(connection.dup())
        if self._is_cut:
            self._cut()

    def bounded(self, work: Callable[[], Value]) -> Value:
        """What `work` returns or raises. Raises Stopped when the time is over first: what cannot be cut, such as a
        question to a name server, then ends by itself in a thread of its own."""
        done: list[Value] = []
        failed: list[BaseException] = []

        def attempt() -> None:
            try:
                done.append(work())
            except BaseException as error:  # for whoever waits
                failed.append(error)

        thread = threading.Thread(target=attempt, daemon=True)
        thread.start()
        while thread.is_alive() and not self.is_over:
            thread.join(min(A_LOOK, self.seconds_left))
        if failed:
            raise failed[0]
        if not done:
            raise Stopped
        return done[0]

    def _wait(self, seconds: float) -> None:
        while (left := self.seconds_left) and not self.stop.is_set():
            if self._left.wait(min(A_LOOK, left)):
                return
        self._cut()

    def _cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for held in self._held:
                with suppress(OSError):  # it is closed already
                    held.shutdown(socket.SHUT_RDWR)
