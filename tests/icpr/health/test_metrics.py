"""/metrics: the figures of all processes of a server, for whoever has the token, in labels of which there are few."""

import os
import random
import signal
import socket
import string
import subprocess
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import get_resolver

from icpr.health import figures
from icpr.lib.metrics import counting
from tests.icpr.health.conftest import TOKEN
from tests.waiting import until

METHODS = counting.METHODS | {"other"}
RIGHT = {"Authorization": f"Bearer {TOKEN}"}
SECRET = "Qf3zV8w1Jk5uYt7rXs2bNc4mHd6gLp9aEoTi0vB_-Zx"


def workers(port: int) -> list[int]:
    """The processes that answer at a port of ours."""
    found = []
    for number in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/environ", "rb") as env, open(f"/proc/{number}/cmdline", "rb") as command:
                if f"PORT={port}".encode() in env.read().split(b"\0") and b"spawn_main" in command.read():
                    found.append(int(number))
        except OSError:
            continue
    return found


def test_works_for_all_processes_together(watched):
    assert watched.get("/resources/")[0] == 200
    before = watched.total("icpr_requests_total", route="about")
    codes = {watched.get("/about/")[0] for _ in range(40)}
    assert codes == {200}
    until(lambda: watched.total("icpr_requests_total", route="about", method="GET", status="200") == before + 40)
    told = [watched.total("icpr_requests_total", route="about") for _ in range(8)]
    assert told == [before + 40] * 8, "whichever process answers, it tells the figures of all"
    assert watched.total("icpr_request_duration_seconds_count", route="about") == before + 40
    assert watched.total("icpr_request_duration_seconds_bucket", route="about", le="+Inf") == before + 40
    assert watched.total("icpr_page_cache_total", result="known") >= 38
    assert watched.total("icpr_index_build_seconds_count") >= 1
    assert watched.total("icpr_info") == 1


@pytest.mark.slow
def test_each_process_reads_the_index_as_it_starts_whoever_is_asked(watched):
    until(lambda: watched.total("icpr_index_build_seconds_count") >= 2)


def test_a_search_that_finds_nothing_is_counted(watched):
    firefox = {"User-Agent": "Mozilla/5.0 (X11; rv:128.0) Firefox/128.0"}
    watched.get("/resources/?q=zzyzxqq", **firefox)
    watched.get("/resources/?q=police", **firefox)
    until(lambda: watched.total("icpr_searches_total", found="nothing") == 1)
    assert watched.total("icpr_searches_total", found="something") == 1


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, "Bearer \xff" * 9],
)
def test_whoever_has_not_the_token_sees_nothing(watched, authorization):
    status, text = watched.get("/metrics", Authorization=authorization)
    assert (status, "icpr_" in text) == (404, False)
    assert watched.get(f"/metrics?token={TOKEN}")[0] == 404


def test_nobody_keeps_them_and_no_log_names_them(watched):
    status, text = watched.get("/metrics", **RIGHT, Host="evil.example")
    assert (status, "icpr_info" in text) == (200, True), "by whatever name the server is asked"
    command = ["curl", "-si", "-H", f"Authorization: Bearer {TOKEN}", f"{watched.url}/metrics"]
    head = subprocess.run(command, capture_output=True, text=True).stdout.partition("\n\n")[0].lower()
    assert "cache-control: no-store" in head
    assert "etag" not in head
    assert watched.total("icpr_requests_total", route="metrics") == 0
    log = (watched.folder / "server.log").read_text()
    assert "route" not in log or "metrics" not in log
    assert TOKEN not in log


def test_nothing_that_was_sent_becomes_a_label(watched):
    """Addresses, queries and methods as strangers make them up, raw on the wire."""
    _strange(watched.port, 150)
    until(lambda: watched.total("icpr_requests_total", route="plan") == 18)
    known = _known_routes()
    before = watched.figures()
    for (name, labels), value in before.items():
        labels = dict(labels)
        assert labels.get("method", "GET") in METHODS
        assert labels.get("route", "none") in known, labels
        assert SECRET not in str(labels)
        assert value >= 0, name
    _strange(watched.port, 300)
    until(lambda: watched.total("icpr_requests_total", route="plan") == 54)
    assert len(watched.figures()) < len(before) + 100, "more of the same makes the figures hardly longer"


def _strange(port: int, number: int) -> None:
    letters = string.ascii_letters + string.digits + "%/.-_~:\x00\xe9\"'{}\\"
    for each in range(number):
        word = "".join(random.choices(letters if each % 2 else string.ascii_letters, k=random.randrange(1, 60)))
        path = ["/" + word, f"/plan/{SECRET}/", f"/resources/?q={word}", f"/metrics/{word}", f"/admin/{word}"][each % 5]
        method = ["GET", "HEAD", "BREW", word[:9], "GET"][each // 5 % 5]
        sent = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), 30) as wire:
            wire.sendall(sent.encode("latin-1"))
            while wire.recv(65_536):
                pass


def _known_routes() -> set[str]:
    """The names of all addresses, as the log says them, and all of the admin by its one name."""
    return {"none", "static", "unnamed", "admin"} | set(_names(get_resolver().url_patterns))


def _names(patterns: list, space: str = "") -> Iterator[str]:
    for each in patterns:
        inner = f"{space}{each.namespace}:" if getattr(each, "namespace", None) else space
        yield from _names(getattr(each, "url_patterns", []), inner)
        if callback := getattr(each, "callback", None):
            yield f"{space}{each.name or f'{callback.__module__}.{callback.__name__}'}"


def test_no_figure_goes_back_when_a_process_is_killed(watched):
    for _ in range(10):
        watched.get("/privacy/")
    until(lambda: watched.total("icpr_requests_total", route="privacy") >= 10)
    both = workers(watched.port)
    assert len(both) == 2
    os.kill(both[0], signal.SIGKILL)
    until(lambda: len(set(workers(watched.port)) - set(both)) == 1)
    until(lambda: watched.get("/healthz")[0] == 200)
    assert watched.total("icpr_requests_total", route="privacy") >= 10
    for _ in range(20):
        watched.get("/privacy/")
    until(lambda: watched.total("icpr_requests_total", route="privacy") == 30)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="readers of SQLite wait for nobody; see test_figures")
def test_a_database_that_does_not_answer_is_told_and_holds_nobody(watched):
    """What was counted is told all the same."""
    watched.get("/about/")
    until(lambda: watched.total("icpr_requests_total", route="about") >= 1)
    until(lambda: watched.total("icpr_figures_complete") == 1)
    watched.postgresql.stop()
    try:
        time.sleep(figures.FRESH)  # so long is told again what was found out
        began = time.monotonic()
        told = watched.figures()
        assert time.monotonic() - began < 20
        assert told["icpr_figures_complete", frozenset()] == 0
        assert any(name == "icpr_requests_total" for name, _ in told)
    finally:
        watched.postgresql.start()
    until(lambda: watched.total("icpr_figures_complete") == 1)
