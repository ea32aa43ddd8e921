"""Nobody keeps the threads for themselves: not one caller with many requests, nor forms that wait for the database."""

import asyncio
import select
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from icpr.server.application import Front
from icpr.server.threads import WAITING_FOR_EACH, Threads, Turns
from tests.icpr.server import wire

READER_SECONDS = 3.0  # forms wait four for a lock
HELD_SECONDS = 3.5


def test_works():
    turns = Turns()
    for caller, thing in (("a", 1), ("a", 2), ("a", 3), ("b", 4), ("b", 5), ("c", 6)):
        turns.put(caller, thing)
    assert (turns.size, turns.size_of("a"), turns.size_of("d")) == (6, 3, 0)
    assert [turns.get() for _ in range(6)] == [1, 4, 6, 2, 5, 3]
    assert (turns.size, turns.callers) == (0, {})


def test_one_caller_may_wait_with_half_of_all():
    async def overrun() -> tuple[bool, ...]:
        threads, release, waiting = Threads(1), threading.Event(), []
        for _ in range(WAITING_FOR_EACH // 2 + 1):  # one of them is at work
            waiting.append(asyncio.ensure_future(threads.run("a", release.wait)))
        await asyncio.sleep(0.2)
        found = threads.are_overrun_by("a"), threads.are_overrun_by("b")
        release.set()
        await asyncio.gather(*waiting)
        return found

    assert asyncio.run(overrun()) == (True, False)


def test_a_watchdog_is_answered_while_all_threads_hang():
    release = threading.Event()

    def application(environ, start_response):
        if environ["PATH_INFO"] != "/healthz":
            release.wait()
        start_response("200 OK", [])
        return [b"ok"]

    async def asked(front: Front, path: str) -> int:
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}
        more = {"http_version": "1.1", "server": ("localhost", 80), "client": ("127.0.0.1", 1), "scheme": "http"}
        await front(scope | more, None, send)
        return sent[0]["status"]

    async def statuses() -> list[int]:
        front = Front(application, threads=1, at_once={"/healthz"})
        hanging = [asyncio.ensure_future(asked(front, "/")) for _ in range(3)]
        try:
            first = await asyncio.wait_for(asked(front, "/healthz"), 2)
        finally:
            release.set()
        return [first, *await asyncio.gather(*hanging)]

    assert asyncio.run(statuses()) == [200] * 4


@contextmanager
def locked(database: str) -> Iterator[None]:
    """Nothing can be written to plans."""
    if database.startswith("sqlite"):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = psycopg.connect(database)
        connection.execute("LOCK TABLE pillars_plan IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def slowest_reader(site, seconds: float) -> float:
    """Of those who ask from another address than all others here."""
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        with wire.connect(site.port, source="127.0.0.2") as connection:
            connection.sendall(wire.head("GET", "/about/"))
            assert wire.read(connection).status == 200
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def test_pages_are_read_while_many_forms_wait_for_a_lock(site):
    slowest_reader(site, 1)  # a process is slow the first time
    with ExitStack() as stack:
        stack.enter_context(locked(site.database))
        for _ in range(30):
            stack.enter_context(wire.connect(site.port)).sendall(wire.post("/plan/", b"address=x"))
            stack.enter_context(wire.connect(site.port)).sendall(wire.post("/plan/", b""))
        assert slowest_reader(site, HELD_SECONDS) < READER_SECONDS


def test_many_requests_of_one_caller_hold_up_nobody_else(site):
    with ExitStack() as stack:
        greedy = [stack.enter_context(wire.connect(site.port)) for _ in range(200)]
        for number, connection in enumerate(greedy):
            connection.sendall(wire.head("GET", f"/resources/?q=polize+trust+{number}"))
        before = answered(greedy)
        with wire.connect(site.port, source="127.0.0.2") as reader:
            reader.sendall(wire.head("GET", "/about/"))
            assert wire.read(reader).status == 200
        assert answered(greedy) - before < len(greedy) / 2


def answered(connections: list[socket.socket]) -> int:
    return len(select.select(connections, [], [], 0)[0])
