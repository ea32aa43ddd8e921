"""Two servers of one process each on one database, as on two machines, and what a reader sees of them."""

import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import psycopg

from tests.server import environment, free_port, serving


@contextmanager
def two_servers(database: str, folder: Path, static: Path, **settings: str) -> Iterator[list[str]]:
    """The addresses of both; `static` is the folder of a site whose static files are collected."""
    with (
        _serving_one(database, folder / "one", static, settings) as one,
        _serving_one(database, folder / "two", static, settings) as two,
    ):
        yield [one, two]


@contextmanager
def _serving_one(database: str, folder: Path, static: Path, settings: dict[str, str]) -> Iterator[str]:
    folder.mkdir()
    (folder / "static").symlink_to(static)
    port = free_port()
    chosen = {"DATABASE_URL": database, "WORKERS": "1", "THREADS": "4", "SITE_URL": "https://library.test"}
    env = environment(folder, HOST="127.0.0.1", PORT=str(port), **chosen, **settings)
    with serving(["-m", "icpr.server"], env, port) as url:
        yield url


def write(database: str, statement: str, *values) -> None:
    """One transaction of one statement, with %s for each value, by no process of the site."""
    if database.startswith("sqlite"):
        adapted = [value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value for value in values]
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=10)) as opened, opened:
            opened.execute(statement.replace("%s", "?"), adapted)
        return
    with psycopg.connect(database) as opened:
        opened.execute(statement, values)


@dataclass(frozen=True)
class Seen:
    """An answer, and between which moments it was made."""

    code: int
    text: str
    since: datetime
    until: datetime
    headers: Message


class Browser:
    """Keeps each page with its ETag, asks with that again, and shows what it has on 304."""

    def __init__(self, site: str, headers: dict[str, str] | None = None):
        self.site, self.kept, self.headers = site, {}, {"Host": "localhost"} | (headers or {})

    def see(self, path: str) -> Seen:
        """The page as its reader sees it: on 304 with code 304 and the text that was kept."""
        headers = dict(self.headers)
        if path in self.kept:
            headers["If-None-Match"] = self.kept[path][0]
        since = datetime.now(UTC)
        try:
            with urllib.request.urlopen(urllib.request.Request(self.site + path, headers=headers), timeout=20) as found:
                code, text, told = found.status, found.read().decode(errors="replace"), found.headers
        except urllib.error.HTTPError as error:
            with error:
                code, text, told = error.code, error.read().decode(), error.headers
        until = datetime.now(UTC)
        if code == 200 and "ETag" in told:
            self.kept[path] = (told["ETag"], text)
        return Seen(code, self.kept[path][1] if code == 304 else text, since, until, told)
