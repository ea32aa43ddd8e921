"""Calls a WSGI application in this process and measures what an answer costs."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from django.db import connection

T = TypeVar("T")
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of one request, in milliseconds: median time by the clock, mean CPU here and in the database server.

    server_cpu is None where there is no server, or it is not on this machine. size: bytes of the last answer.
    """

    wall: float
    cpu: float
    server_cpu: float | None
    size: int
    requests: int

    def as_json(self) -> dict:
        return asdict(self)


def environ(address: str) -> dict:
    """What a WSGI server passes on for an anonymous GET."""
    parts = urlsplit(address)
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(parts.path),
        "QUERY_STRING": parts.query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def call(application: Callable, given: dict) -> int:
    """The size of the answer in bytes. Raises RuntimeError unless it is 200."""
    status = []
    answer = application(dict(given), lambda line, headers, error=None: status.append(line))
    size = sum(map(len, answer))
    if close := getattr(answer, "close", None):
        close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"{status[0]}: {given['PATH_INFO']}?{given['QUERY_STRING']}")
    return size


def measure(
    application: Callable, addresses: list[str], *, seconds: float, before: Callable[[], None] | None = None
) -> Cost:
    """Ask for the addresses in turn for about so long, once each if there are several, after one request to warm up.

    `before` is called before each request; what it costs does not count.
    """
    prepared = [environ(address) for address in addresses]
    call(application, prepared[0])
    times, size = [], 0
    database = server_process()
    cpu, server = time.process_time(), cpu_of(database)
    for given in in_turn(prepared, seconds):
        if before:
            apart, apart_in_server = time.process_time(), cpu_of(database)
            before()
            cpu, server = cpu + time.process_time() - apart, server + cpu_of(database) - apart_in_server
        start = time.perf_counter()
        size = call(application, given)
        times.append(time.perf_counter() - start)
    cpu = time.process_time() - cpu
    server = cpu_of(database) - server if database else None
    per_request = 1_000 / len(times)
    return Cost(
        wall=median(times) * 1_000,
        cpu=cpu * per_request,
        server_cpu=None if server is None else server * per_request,
        size=size,
        requests=len(times),
    )


def in_turn(asked: Sequence[T], seconds: float) -> Iterator[T]:
    """Each once, or a single one 2,000 times, until about so many seconds have passed."""
    end = time.perf_counter() + seconds
    for each in asked if len(asked) > 1 else repeat(asked[0], 2_000):
        yield each
        if time.perf_counter() > end:
            return


def server_process() -> int | None:
    """The database server's first process; none for SQLite, nor for a server on another machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    found = _processes().get(backend)
    return found.parent if found and "postgres" in found.name else None


@dataclass(frozen=True)
class Process:
    name: str
    parent: int
    own: int
    ended: int


def _processes() -> dict[int, Process]:
    """All processes by id, with ticks of CPU: their own, and of those they started that have ended."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        ticks = [int(field) for field in fields[11:15]]
        found[int(path.parent.name)] = Process(name, int(fields[1]), sum(ticks[:2]), sum(ticks[2:]))
    return found


def cpu_of(server: int | None) -> float:
    """CPU seconds of a server and all it ever started, parallel workers included; to a hundredth."""
    if server is None:
        return 0
    processes = _processes()
    children = sum(process.own for process in processes.values() if process.parent == server)
    return (processes[server].own + processes[server].ended + children) / TICK
