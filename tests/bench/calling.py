"""Calls a WSGI application in this process and measures what an answer costs."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

from django.db import connection

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


def measure(application: Callable, addresses: list[str], *, seconds: float) -> Cost:
    """Ask for the addresses in turn for about so long, once each if there are several, after one request to warm up."""
    prepared = [environ(address) for address in addresses]
    call(application, prepared[0])
    times, size = [], 0
    servers = server_processes()
    cpu, server, end = time.process_time(), _cpu_of(servers), time.perf_counter() + seconds
    for given in prepared if len(prepared) > 1 else islice(cycle(prepared), 2_000):
        start = time.perf_counter()
        size = call(application, given)
        times.append(time.perf_counter() - start)
        if time.perf_counter() > end:
            break
    cpu = time.process_time() - cpu
    server = _cpu_of(servers) - server if servers else None
    per_request = 1_000 / len(times)
    return Cost(
        wall=median(times) * 1_000,
        cpu=cpu * per_request,
        server_cpu=None if server is None else server * per_request,
        size=size,
        requests=len(times),
    )


def server_processes() -> list[Path]:
    """The /proc folders of the database server's processes that work for us; none for SQLite or a far server."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        folders = [Path(f"/proc/{pid}") for (pid,) in cursor.fetchall()]
    return [folder for folder in folders if "postgres" in _name(folder)]


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text()
    except OSError:
        return ""


def _cpu_of(folders: Iterable[Path]) -> float:
    """User and system time of some processes, in seconds; to a hundredth, so ask before and after many requests."""
    total = 0
    for folder in folders:
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK
