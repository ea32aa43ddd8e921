"""The real server on a database of its own, of the sort this suite runs on, with a plan and somebody of the staff."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.postgresql import ScratchServer
from tests.server import environment, free_port, python, serving

PREPARE = """
import json, logging
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.module_loading import import_string
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
from django.core.files.base import ContentFile
from pillars.models import Item, Plan
from resources.models import Document, DocumentText, Resource
from icpr.lib import tokens
from pillars.plans import history
def session(**fields):
    user = get_user_model().objects.create_user(password="a-password-for-this-test-only", **fields)
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.create()
    return store.session_key
sessions = {
    "staff": session(username="root", is_staff=True, is_superuser=True),
    "former": session(username="former", is_staff=True, is_active=False),
    "reader": session(username="reader"),
}
paper = Document.objects.create(resource=Resource.objects.published().first(), role="model-policy")
paper.file.save("large.txt", ContentFile(b"A line of text.." * 1_000_000))
DocumentText.objects.update(state="done")  # so that nothing changes by itself while tests look
token = tokens.new_token()
plan = Plan.objects.create(edit_hash=tokens.hash_of(token))
history.add(plan, Item.objects.published().filter(number__in=["1.1", "1.2"]), idempotency_key="start")
keys = {model._meta.label_lower: str(found.pk) for model in admin.site._registry if (found := model.objects.first())}
print(json.dumps({"token": token, "sessions": sessions, "keys": keys, "large": paper.get_absolute_url()}))
"""


@dataclass(frozen=True)
class Site:
    """A running site; `keys` are of one row of each model that the staff site has, by "app.model";
    `large` is a file."""

    port: int
    folder: Path
    database: str
    token: str
    sessions: dict[str, str]
    keys: dict[str, str]
    large: str

    @property
    def temporary(self) -> list[str]:
        return [path.name for path in (self.folder / "tmp").iterdir()]

    @property
    def log(self) -> str:
        return (self.folder / "var" / "server.log").read_text()

    def cookie(self, who: str = "staff") -> str:
        """The cookies of somebody signed in, with the token that Django wants to see twice."""
        return f"Cookie: sessionid={self.sessions[who]}; csrftoken={'c' * 32}"

    def everything(self) -> dict[str, str]:
        """A digest of the rows of each table, but of how the jobs stand, which go on by themselves."""
        tables = ((table, rows) for table, rows in self._tables() if table != "jobs_job")
        return {table: hashlib.sha256(repr(rows).encode()).hexdigest() for table, rows in tables}

    def _tables(self) -> Iterator[tuple[str, list]]:
        if self.database.startswith("sqlite"):
            with sqlite3.connect(self.database.removeprefix("sqlite:///")) as opened:
                for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    yield name, sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"')))
            opened.close()
            return
        with psycopg.connect(self.database) as opened:
            names = opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (name,) in names:
                rows = opened.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
                yield name, sorted(map(repr, rows))


@pytest.fixture(scope="session")
def database(tmp_path_factory) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('front-database') / 'library.sqlite3'}"
        return
    with ScratchServer() as server:
        yield server.url


@pytest.fixture(scope="session")
def site(tmp_path_factory, database) -> Iterator[Site]:
    """Two processes of four threads, as on a small machine; what is spooled goes to a folder of its own."""
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    (folder / "tmp").mkdir()
    chosen = {
        "DATABASE_URL": database,
        "PORT": str(port),
        "WORKERS": "2",
        "THREADS": "4",
        "DOCUMENT_MAX_MEGABYTES": "5",
    }
    env = environment(folder / "var", HOST="127.0.0.1", TMPDIR=str(folder / "tmp"), **chosen)
    made = json.loads(python(PREPARE, env).splitlines()[-1])
    with serving(["-m", "icpr.server"], env, port):
        yield Site(port, folder, database, **made)
