"""The threads in which Django works. Each keeps its own database connection. Callers take turns."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Hashable

WAITING_FOR_EACH = 64  # requests that may wait, for each thread
OF_ONE_CALLER = 1 / 2  # of them


class Turns:
    """A queue between threads that gives one of each caller's things in turn: many of one hold up nobody else."""

    def __init__(self):
        self.callers: dict[Hashable, deque] = {}  # those who have something here, the next first
        self.size = 0
        self.changed = threading.Condition()

    def put(self, caller: Hashable, thing) -> None:
        with self.changed:
            self.callers.setdefault(caller, deque()).append(thing)
            self.size += 1
            self.changed.notify()

    def get(self):
        """The next thing, waited for."""
        with self.changed:
            self.changed.wait_for(lambda: self.callers)
            caller = next(iter(self.callers))
            things = self.callers.pop(caller)
            thing = things.popleft()
            if things:
                self.callers[caller] = things  # behind all others
            self.size -= 1
            return thing

    def size_of(self, caller: Hashable) -> int:
        return len(self.callers.get(caller, ()))


class Threads:
    """A fixed number of threads, made when first needed. They are daemons: a request that never ends stops no exit."""

    def __init__(self, number: int):
        self.number = number
        self.tasks = Turns()
        self.started = False

    def are_overrun_by(self, caller: Hashable) -> bool:
        """Whether more is waiting, of all or of this caller, than can be answered in reasonable time."""
        most = WAITING_FOR_EACH * self.number
        return self.tasks.size >= most or self.tasks.size_of(caller) >= most * OF_ONE_CALLER

    async def run(self, caller: Hashable, function: Callable, *arguments):
        """What the function returns, or raises, in one of the threads."""
        if not self.started:
            self._start()
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self.tasks.put(caller, (loop, future, function, arguments))
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
