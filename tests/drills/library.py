"""A whole library for a drill: PostgreSQL, servers as on two machines, one that does the jobs, and a mail server."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.serving import children
from tests.drills.parts import Parts, many, postgresql
from tests.icpr.outbox.sinks import Sink, listening
from tests.server import ROOT, environment, free_port, python, wait_for

SECRET = "one-secret-for-all-machines-of-a-drill-and-for-no-other-site"
SETUP = """
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""

ITEMS = "from pillars.models import Item; print(*Item.objects.published().values_list('number', flat=True)[:40])"


@dataclass
class Program:
    """One of the library's programs, such as `serve` on one machine; `port` is None for what serves nobody. root: where
    its code is."""

    arguments: list[str]
    env: dict[str, str]
    port: int | None = None
    process: subprocess.Popen | None = None
    root: Path = ROOT

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pids(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)]

    @property
    def log(self) -> Path:
        return Path(self.env["VAR_DIR"]).parent / f"{self.port or 'jobs'}.log"

    def start(self) -> None:
        """Start, and return when it listens."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *self.arguments], cwd=self.root, env=self.env, stdout=output, stderr=output
            )
        if self.port:
            wait_for(self.port, self.process, self.log)

    def kill(self) -> None:
        """As a machine that loses its power: the program and all that it started."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def kill_workers(self) -> int:
        """Kill those that answer and leave what watches over them. Returns how many there were."""
        found = workers_of(self.process.pid)
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(found)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def workers_of(pid: int) -> list[int]:
    """Those of a server's processes that have started none themselves."""
    found = children(pid)
    return [each for each in found if not children(each)]


@dataclass
class Library:
    """Its programs and its places; `pages` are what readers ask for, `numbers` are of public records. `parts` is None
    on SQLite. mail: what takes all its letters."""

    folder: Path
    parts: Parts | None
    web: list[Program]
    jobs: Program
    env: dict[str, str]
    mail: Sink
    pages: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [program.address for program in self.web]

    def items(self) -> list[str]:
        """The numbers of some items of the Blueprint."""
        return python(ITEMS, self.env, self.jobs.root).split()


@contextmanager
def library(folder: Path, engine: str, *, root: Path = ROOT, **settings: str) -> Iterator[Library]:
    """A library of the opening catalogue with two servers, one process each, and one for jobs, all running. engine:
    "sqlite"; "postgresql"; or "many" for all that machines may share, where each program has a VAR_DIR of its own.
    `folder` exists; `folder/var` is the VAR_DIR of the others, and may exist. root: where the library's code is."""
    with ExitStack() as stack:
        parts = None
        if engine != "sqlite":
            parts = stack.enter_context(many(folder) if engine == "many" else postgresql())
        told = parts.env if parts else {"DATABASE_URL": f"sqlite:///{folder}/var/library.sqlite3"}
        post = stack.enter_context(listening(Sink()))
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(post.port), "EMAIL_TLS": "off"}
        chosen = {"WORKERS": "1", "THREADS": "4", "LOG_LEVEL": "ERROR"} | mail | told | settings
        env = environment(folder / "var", HOST="127.0.0.1", **chosen)
        python(SETUP, env, root)
        own = [folder / name if engine == "many" else folder / "var" for name in ("one", "two", "jobs")]
        envs = [env | {"VAR_DIR": str(place), "SECRET_KEY": SECRET} for place in own]
        web = [
            Program(["manage.py", "serve"], each | {"PORT": str(port)}, port, root=root)
            for each, port in zip(envs, (free_port(), free_port()), strict=False)
        ]
        jobs = Program(["manage.py", "work"], envs[-1], root=root)
        for program in (*web, jobs):
            stack.callback(program.stop)
            program.start()
        found = Library(folder, parts, web, jobs, envs[0], post.handler)
        found.pages, found.numbers = _pages(web[0].address)
        yield found


def _pages(site: str) -> tuple[list[str], list[str]]:
    """What people read, mostly records and lists, some searches, the home page often; and the numbers of records."""
    records, cursor, numbers = [], "/api/v1/resources?limit=100", []
    while cursor:
        with urllib.request.urlopen(site + cursor, timeout=90) as answer:
            page = json.load(answer)
        for record in page["records"]:
            records.append(re.sub(r"^https?://[^/]+", "", record["url"]))
            numbers.append(record["number"])
        cursor = page.get("next") and re.sub(r"^https?://[^/]+", "", page["next"])
    words = ("use of force", "body worn cameras", "hate crimes", "officer wellness", "traffic stops", "youth")
    lists = [f"/resources/?page={page}" for page in range(1, 8)] + ["/blueprint/", "/whats-new/", "/tags/", "/about/"]
    searches = [f"/resources/?q={word.replace(' ', '+')}" for word in words]
    return [*records, *lists * 8, *searches * 6, *["/"] * 40], numbers
