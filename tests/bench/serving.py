"""The site as it is served: requests a second over loopback, and the memory of its workers."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import free_port

AT_ONCE = 16
WORKERS = 2


@dataclass(frozen=True)
class Server:
    port: int
    pid: int


@contextmanager
def served(application: str, environment: dict[str, str]):
    """The server with two workers on a free port of this machine, ended at the end."""
    port = free_port()
    chosen = {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": str(WORKERS), "THREADS": "4", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "icpr.server", application]
    with listening(port, command, env=os.environ | chosen | environment) as server:
        yield server


@contextmanager
def listening(port: int, command: list, **options) -> Iterator[Server]:
    """A command that serves at a port, once it listens, ended at the end. options: those of `subprocess.Popen`."""
    process = subprocess.Popen(command, **options)
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def requests_per_second(server: Server, addresses: list[str], *, seconds: float) -> float:
    """Sixteen connections ask without pause, each through the addresses from a place of its own."""
    return asyncio.run(_load(server.port, addresses, seconds))


async def _load(port: int, addresses: list[str], seconds: float) -> float:
    await asyncio.gather(*(_ask(port, addresses, worker, 0.5) for worker in range(AT_ONCE)))
    start = time.perf_counter()
    done = await asyncio.gather(*(_ask(port, addresses, worker, seconds) for worker in range(AT_ONCE)))
    return sum(done) / (time.perf_counter() - start)


async def _ask(port: int, addresses: list[str], worker: int, seconds: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    done, end = 0, time.perf_counter() + seconds
    place = worker * len(addresses) // AT_ONCE
    while time.perf_counter() < end:
        address = addresses[(place + done) % len(addresses)]
        writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b" 200 " not in head[:15]:
            raise RuntimeError(f"{address}: {head[:60]!r}")
        await _body(reader, head)
        done += 1
    writer.close()
    return done


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"content-length:" in head:
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


def ticks(server: Server) -> int:
    """CPU of the server and its workers so far, in the system's ticks."""
    found = 0
    for pid in [server.pid, *children(server.pid)]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found


def memory(server: Server) -> float | None:
    """Proportional set size of the server and its workers in MB; None where the system does not tell."""
    pids = [server.pid, *children(server.pid)]
    try:
        return sum(pss(pid) for pid in pids) / 1024
    except OSError:
        return None


def children(pid: int) -> list[int]:
    """All that a process has started that is alive, and what that has started."""
    own = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            own.append(int(path.parent.name))
    return own + [grandchild for child in own for grandchild in children(child)]


def pss(pid: int) -> int:
    """Proportional set size in kB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
