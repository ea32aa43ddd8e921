"""`manage.py serve` as an operator meets it: workers that die, floods, and a stop in the middle of them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from tests.postgresql import ScratchServer
from tests.server import ROOT, environment, free_port

STARTS_WITHIN = 90  # seconds, with migrations and the opening catalogue
RECOVERS_WITHIN = 40
STOPS_WITHIN = 25  # ten are promised, on a machine that does nothing else; without the limit it would be minutes


@pytest.fixture(scope="module")
def database_url(tmp_path_factory):
    """Where the site under test keeps its records: a database of its own, of the sort this suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('serving') / 'library.sqlite3'}"
        return
    with ScratchServer() as server:
        yield server.url


class Site:
    """A site run by `manage.py serve`: its process, its address and its log."""

    def __init__(self, folder: Path, url: str, *options: str):
        port = free_port()
        self.url, self.log = f"http://127.0.0.1:{port}", folder / "server.log"
        env = environment(folder / "var", DATABASE_URL=url, PORT=str(port))
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *options],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def logs(self, text: str, times: int, *, within: float) -> bool:
        """Whether the log says something so many times, now or within some seconds."""
        end = time.monotonic() + within
        while (found := self.log.read_text().count(text)) < times and time.monotonic() < end:
            time.sleep(0.1)
        return found == times

    def answers(self, *, within: float) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/about/", timeout=5) as response:
                    return response.status == 200
            except OSError:
                time.sleep(0.2)
        return False

    def server(self) -> list[int]:
        """The process ids of the app server, its main process first."""
        found, below = [], [self.process.pid]
        while below:
            below = [child for parent in below for child in children(parent)]
            found += below
        return found

    def stop(self) -> float:
        """Tell it to stop. Returns how many seconds it took; the exit code must be 0."""
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(30) == 0
        return time.monotonic() - began


def children(parent: int) -> list[int]:
    """The ids of the processes a process has started, living ones only."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its_parent) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return found


def is_alive(pid: int) -> bool:
    """Not so a process that has ended and that nobody has asked about yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def site(tmp_path, database_url):
    site = Site(tmp_path, database_url)
    yield site
    if site.process.poll() is None:
        site.process.terminate()
        site.process.wait(30)


def test_works_and_stops_when_told(site):
    assert site.answers(within=STARTS_WITHIN), site.log.read_text()
    server = site.server()
    assert site.stop() < STOPS_WITHIN
    assert [pid for pid in server if is_alive(pid)] == []
    assert "Traceback" not in site.log.read_text()


def test_workers_that_die_again_and_again_do_not_end_the_site(site):
    assert site.answers(within=STARTS_WITHIN), site.log.read_text()
    for _ in range(2):
        for _ in range(3):
            for pid in site.server()[1:]:
                kill(pid)
            time.sleep(0.5)
        assert site.answers(within=RECOVERS_WITHIN), site.log.read_text()
    assert site.process.poll() is None


def test_a_main_process_that_dies_is_started_again_and_the_log_says_so(site):
    assert site.answers(within=STARTS_WITHIN), site.log.read_text()
    for times in (1, 2):
        kill(site.server()[0])
        assert site.logs("was ended by SIGKILL", times, within=RECOVERS_WITHIN), site.log.read_text()
        assert site.answers(within=RECOVERS_WITHIN), site.log.read_text()
    assert "It is started again in 2 s" in site.log.read_text()
    assert site.stop() < STOPS_WITHIN


def sign_in(url: str) -> None:
    form = urllib.parse.urlencode({"username": "chief", "password": "x" * 20}).encode()
    try:
        urllib.request.urlopen(f"{url}/admin/login/", form, timeout=30).close()
    except urllib.error.HTTPError as error:
        error.close()


def search(url: str) -> None:
    urllib.request.urlopen(f"{url}/resources/?q=%22community+trust%22+{os.urandom(4).hex()}", timeout=30).close()


@contextmanager
def flood(url: str, act, *, threads: int):
    """So many threads do something without pause while the block runs."""
    over = threading.Event()

    def run():
        while not over.is_set():
            try:
                act(url)
            except OSError:
                time.sleep(0.05)

    started = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
    for thread in started:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in started:
            thread.join(35)


def stuck(url: str) -> list[socket.socket]:
    """Connections that began a form and never end it."""
    _, _, address = url.partition("//")
    host, _, port = address.partition(":")
    held = []
    for _ in range(30):
        each = socket.create_connection((host, int(port)), timeout=5)
        each.sendall(f"POST /plan/ HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000\r\n\r\nnonce=".encode())
        held.append(each)
    return held


@pytest.mark.parametrize("act", [sign_in, search])
@pytest.mark.slow
def test_it_stops_in_time_under_a_flood(site, act):
    assert site.answers(within=STARTS_WITHIN), site.log.read_text()
    with flood(site.url, act, threads=30):
        time.sleep(2)
        assert site.stop() < STOPS_WITHIN


def test_it_stops_in_time_while_thirty_requests_never_end(site):
    assert site.answers(within=STARTS_WITHIN), site.log.read_text()
    held = stuck(site.url)
    time.sleep(1)
    try:
        assert site.stop() < STOPS_WITHIN
        answers = [each.recv(4_096) for each in held]
        assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 503 Service Unavailable"}
        assert all(b"\r\nRetry-After: 30\r\n" in answer for answer in answers)
        assert "Traceback" not in site.log.read_text()
    finally:
        for each in held:
            each.close()
