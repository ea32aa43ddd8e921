"""The threads in which Django works. Each keeps its own database connection."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

WAITING_FOR_EACH = 64  # requests that may wait, for each thread


class Threads:
    """A fixed number of threads, made when first needed. They are daemons: a request that never ends stops no exit."""

    def __init__(self, number: int):
        self.number = number
        self.tasks: SimpleQueue = SimpleQueue()
        self.started = False

    @property
    def are_overrun(self) -> bool:
        """Whether more is waiting than can be answered in reasonable time."""
        return self.tasks.qsize() >= WAITING_FOR_EACH * self.number

    async def run(self, function: Callable, *arguments):
        """What the function returns, or raises, in one of the threads."""
        if not self.started:
            self._start()
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self.tasks.put((loop, future, function, arguments))
        return await future

    def _start(self) -> None:
        self.started = True
        for number in range(self.number):
            threading.Thread(target=self._work, name=f"request-{number + 1}", daemon=True).start()

    def _work(self) -> None:
        while True:
            loop, future, function, arguments = self.tasks.get()
            if future.cancelled():
                continue
            try:
                outcome, error = function(*arguments), None
            except BaseException as raised:
                outcome, error = None, raised
            try:
                loop.call_soon_threadsafe(_settle, future, outcome, error)
            except RuntimeError:  # the server has stopped meanwhile
                return
            del loop, future, function, arguments, outcome, error


def _settle(future: asyncio.Future, outcome, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(outcome)
    else:
        future.set_exception(error)
