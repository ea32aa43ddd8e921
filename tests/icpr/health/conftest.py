"""A server of two processes whose figures may be read."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.postgresql import ScratchServer
from tests.server import environment, free_port, python, serving

TOKEN = "rooks-Nest_0123456789"
PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""
SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$", re.M)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Watched:
    url: str
    port: int
    folder: Path
    postgresql: ScratchServer | None

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the text of an address, over a connection of its own."""
        asked = urllib.request.Request(self.url + path, headers={"Connection": "close"} | headers)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figures(self) -> dict[tuple[str, frozenset], float]:
        """What /metrics tells, by name and labels."""
        status, text = self.get("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200, text
        return {(name, frozenset(LABEL.findall(labels))): float(value) for name, labels, value in SAMPLE.findall(text)}

    def total(self, name: str, **labels: str) -> float:
        found = self.figures().items()
        return sum(value for (each, given), value in found if each == name and set(labels.items()) <= given)


@pytest.fixture(scope="module")
def watched(tmp_path_factory) -> Iterator[Watched]:
    folder, port = tmp_path_factory.mktemp("watched"), free_port()
    server = None if connection.vendor == "sqlite" else ScratchServer()
    if server is not None:
        server.__enter__()
    try:
        url = f"sqlite:///{folder / 'library.sqlite3'}" if server is None else server.url
        env = environment(folder, DATABASE_URL=url, PORT=str(port), WORKERS="2", METRICS_TOKEN=TOKEN, ACCESS_LOG="1")
        python(PREPARE, env)
        with serving(["-m", "icpr.server"], env, port) as address:
            yield Watched(address, port, folder, server)
    finally:
        if server is not None:
            server.__exit__()
