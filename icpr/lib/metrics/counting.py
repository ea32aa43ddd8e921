"""What this process counts, once `begin` was called; before that, and where nobody watches, each call costs nothing.

An answer is put beside and counted with the others of two seconds, which takes a third of the time.

Labels have few values: names of routes, methods, statuses, and words of our own. Nothing that came with a request is
one.
"""

import threading
import time
from collections import Counter, deque
from pathlib import Path

from icpr.lib.metrics import shared_files

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # any other is whatever somebody typed
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
FOLD_EVERY = 2.0  # seconds
ARRIVED = "icpr.arrived"  # in the environment of a request: when it was here whole, on the clock of `time.perf_counter`


class Meters:
    """The figures of one process: in `folder`, shared with others, or without one in its memory."""

    def __init__(self, folder: Path | None):
        import prometheus_client  # an extra
        from prometheus_client import values

        place = None if folder is None else shared_files.take_place(folder)
        shared = values.MutexValue if place is None else values.MultiProcessValue(lambda: place)
        values.ValueClass = shared  # which the library chooses when it is imported, by names of processes
        prometheus_client.disable_created_metrics()
        self.folder, self.own = folder, prometheus_client.CollectorRegistry()

        def of(kind: str, name: str, about: str, *labels: str, **more):
            return getattr(prometheus_client, kind)(f"icpr_{name}", about, labels, registry=self.own, **more)

        self.requests = of(
            "Counter", "requests_total", "Requests by route, method and status.", "route", "method", "status"
        )
        self.durations = of(
            "Histogram",
            "request_duration_seconds",
            "From a request that is here whole to its answer, with the wait for a thread.",
            "route",
            buckets=BUCKETS,
        )
        self.pages = of("Counter", "page_cache_total", "Public addresses by what the page cache did.", "result")
        self.searches = of("Counter", "searches_total", "Searches of readers by whether they found anything.", "found")
        self.refusals = of("Counter", "refused_total", "Requests refused before a page was asked for.", "reason")
        self.index = of("Summary", "index_build_seconds", "How long it took to make the catalogue index anew.")
        self.index_at = of(
            "Gauge", "index_made_timestamp_seconds", "When a process last made the index.", multiprocess_mode="max"
        )
        self.pool = of(
            "Gauge",
            "database_pool",
            "Connections of the pools, and requests that wait for one.",
            "database",
            "state",
            multiprocess_mode="sum",
        )
        self.waiting: deque[tuple[str, str, int, str | None, float]] = deque()  # answers, to be counted a little later
        self.by_route: dict = {}
        self.folding, self.fold_at = threading.Lock(), 0.0

    def registry(self):
        """Of all processes, to be read once."""
        from prometheus_client import multiprocess

        if self.folder is None:
            return self.own
        return multiprocess.MultiProcessCollector(None, str(self.folder))

    def fold(self, now: float) -> None:
        """Count the answers that wait to be counted, unless another thread is at it. now: of `time.perf_counter`."""
        if not self.folding.acquire(blocking=False):
            return
        try:
            self.fold_at = now + FOLD_EVERY
            times: Counter = Counter()
            for _ in range(len(self.waiting)):
                route, method, status, page, seconds = self.waiting.popleft()
                times[route, method if method in METHODS else "other", status] += 1
                times[page] += 1
                self.durations_of(route).observe(seconds)
            for key, number in times.items():
                if key is not None:
                    self.count(self.pages if isinstance(key, str) else self.requests, key, number)
        finally:
            self.folding.release()

    def durations_of(self, route: str):
        if (found := self.by_route.get(route)) is None:
            # The hundreds of pages of the admin are one.
            found = self.by_route[route] = self.durations.labels(route.partition(":")[0])
        return found

    @staticmethod
    def count(of, labels: str | tuple, number: int = 1) -> None:
        (of.labels(labels) if isinstance(labels, str) else of.labels(*labels)).inc(number)


_meters: Meters | None = None


def begin(folder: Path | None = None) -> None:
    """Count from now on. Raises TimeoutError when the folder has no place, ImportError without the extra."""
    global _meters
    _meters = Meters(folder)


def end() -> None:
    global _meters
    _meters = None


def meters() -> Meters | None:
    return _meters


def request(route: str, method: str, status: int, began: float, page: str | None = None) -> None:
    """Count an answer. route: its name, never its address. began: on the clock of `time.perf_counter`. page: what the
    page cache did, where it answered."""
    if _meters is not None:
        now = time.perf_counter()
        _meters.waiting.append((route, method, status, page, now - began))
        if now > _meters.fold_at:
            _meters.fold(now)


def settle() -> None:
    """Have the figures tell all that was counted."""
    if _meters is not None:
        _meters.fold(time.perf_counter())


def page(result: str) -> None:
    """Count what the page cache did."""
    if _meters is not None:
        _meters.count(_meters.pages, result)


def search(*, found: bool) -> None:
    """Count a search of a reader."""
    if _meters is not None:
        _meters.count(_meters.searches, "something" if found else "nothing")


def refusal(reason: str) -> None:
    """Count a request that was refused before anybody asked what it wants; the reason is one of ours."""
    if _meters is not None:
        _meters.count(_meters.refusals, reason)


def index_made(began: float) -> None:
    """The catalogue index was made. began: on the clock of `time.perf_counter`."""
    if _meters is not None:
        _meters.index.observe(time.perf_counter() - began)
        _meters.index_at.set(time.time())


def pool(database: str, state: str, number: int) -> None:
    if _meters is not None:
        _meters.pool.labels(database, state).set(number)
