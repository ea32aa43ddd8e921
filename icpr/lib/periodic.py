"""Work that a server process does beside its requests, every so many seconds."""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

log = logging.getLogger(__name__)


class Periodic:
    """A thread, one a process, that calls a function every `seconds`, and at once when it is woken.

    It is a daemon, so that it never keeps the server from stopping; it outlives a lost database and any fault of the
    function, which are logged.
    """

    def __init__(self, name: str, seconds: float, work: Callable[[], None]):
        self.name, self.seconds, self.work = name, seconds, work
        self._started, self._woken = threading.Lock(), threading.Event()

    def start(self) -> None:
        """Start the thread unless it runs in this process."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def wake(self) -> None:
        """Have the work done now. Returns at once."""
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait(self.seconds)
            self._woken.clear()
            self.once()

    def once(self) -> None:
        """Do the work. Never raises."""
        try:
            self.work()
        except DatabaseError as error:
            log.warning("%s: %s", self.name, " ".join(str(error).split()))
        except Exception:
            log.exception("%s failed.", self.name)
        finally:
            connection.close()
