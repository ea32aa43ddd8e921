"""Places where a library may be: each has a folder and a database of its own, on the database the suite runs on."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.server import ROOT, environment, python

SECRET = "a secret of this test only, which both places know: 0123456789"
_serial = count(1)


@dataclass
class Place:
    """`folder` is its VAR_DIR, `env` what its processes are started with."""

    folder: Path
    env: dict[str, str]

    def manage(self, *arguments: str | Path, **more) -> subprocess.CompletedProcess:
        """Run `manage.py` here, to its end."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300, **more)

    def run(self, code: str) -> str:
        return python(code, self.env)

    def backup(self, folder: Path, *options: str) -> Path:
        """Make a backup in a folder. Returns the new one."""
        done = self.manage("backup", folder, *options)
        assert done.returncode == 0, done.stderr
        return Path(re.match(r"(\S+) is whole", done.stdout)[1])

    def tables(self) -> list[str]:
        """The tables of its database, asked without Django."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return [
                    name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")
                ]
        with closing(sqlite3.connect(self.folder / "library.sqlite3")) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def is_empty(self) -> bool:
        return not self.tables() and not any(path.is_file() for path in (self.folder / "documents").rglob("*"))


def _make(folder: Path) -> tuple[Place, str]:
    """A place, and the name of its database when that is not a file in its folder."""
    given = {"SECRET_KEY": SECRET, "WORKERS": "1", "HOST": "127.0.0.1"}
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        return Place(folder, environment(folder, **given)), ""
    name = f"icpr_place_{os.getpid()}_{next(_serial)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return Place(
        folder, environment(folder, DATABASE_URL=urlsplit(server)._replace(path=f"/{name}").geturl(), **given)
    ), name


@pytest.fixture(scope="module")
def new_place(tmp_path_factory) -> Iterator[Callable[[], Place]]:
    """Makes empty places."""
    made = []

    def make() -> Place:
        place, database = _make(tmp_path_factory.mktemp("place"))
        made.append(database)
        return place

    yield make
    if databases := list(filter(None, made)):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            for name in databases:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def small(new_place) -> Place:
    """A library with two records and a document."""
    place = new_place()
    assert place.manage("migrate", "-v0").returncode == 0
    place.run(
        "from django.core.files.base import ContentFile\n"
        "from tests.factories import make_document, make_resource\n"
        "make_document(resource=make_resource(title='Kept'), file=ContentFile(b'%PDF-1.4 kept', 'a.pdf'))\n"
        "make_resource(title='Also kept')"
    )
    return place


@pytest.fixture
def shelf(tmp_path) -> Path:
    """An empty folder for backups."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder
