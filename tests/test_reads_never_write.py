"""A page that only reads writes nothing and locks nothing, so that it never waits for a writer."""

import json
import re
import sqlite3
import time
import urllib.request
from contextlib import contextmanager

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from icpr.lib import tokens
from pillars.models import Plan
from tests import addresses
from tests.postgresql import ScratchServer
from tests.resources.staff import staff
from tests.server import environment, free_port, python, serving

READING = re.compile(r"[\s(]*(?:SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)
LOCKING = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b|\bFOR (?:KEY )?SHARE\b", re.IGNORECASE)
PASSWORD = "a long password of nobody"
LONGEST_READ = 3  # seconds; who waits for a lock waits four
PREPARE = """
import json
from django.core.management import call_command
for command in (["migrate"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
from django.conf import settings
from django.test import Client
from tests import addresses
library = addresses.lay()
from django.contrib.auth.models import User
client = Client()
client.force_login(User.objects.create_superuser("root"))
cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
print(json.dumps({"public": addresses.public(library), "admin": addresses.admin(), "cookies": cookies}))
"""

USED_ON = """
from django.utils import timezone
from pillars.models import Plan
print((timezone.localdate() - Plan.objects.get().used_on).days, "days")
"""


@contextmanager
def statements_that_write():
    """Collects, while the block runs, each statement that writes or takes a lock."""
    found = []

    def look(execute, sql, params, many, context):
        if not READING.match(sql) or LOCKING.search(sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


FOUND = {200, 301, 302}
REFUSED = {403, 404}  # what staff may not delete, what was never deleted


def visited(client, address: str, answers: set[int] = FOUND) -> list[str]:
    """What a GET of an address writes, and that it does not answer when it does not."""
    with statements_that_write() as found:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return found if answer.status_code in answers else [*found, f"answers {answer.status_code}"]


@pytest.mark.django_db(transaction=True)
def test_works_for_every_public_page(client, settings):
    settings.CONTACT_EMAIL = "library@example.org"  # without it /.well-known/security.txt is not there
    library = addresses.lay()
    assert {address: sql for address in addresses.public(library) if (sql := visited(client, address))} == {}


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_admin_read_only_too():
    addresses.lay()
    client = staff()
    asked = addresses.admin()
    assert len(asked) > 100
    assert {address: sql for address in asked if (sql := visited(client, address, FOUND | REFUSED))} == {}


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_signing_in_read_only_too(client):
    asked = addresses.accounts()
    assert len(asked) > 10
    signed_in = Client()
    signed_in.force_login(User.objects.create_superuser("chief", password=PASSWORD))
    for visitor in (client, signed_in):
        written = {address: sql for address in asked if (sql := visited(visitor, address, FOUND | REFUSED))}
        assert written == {}, visitor


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_writes_is_noticed(client):
    with statements_that_write() as found:
        Plan.objects.create(edit_hash=tokens.hash_of("x" * 43))
        list(Plan.objects.filter(agency_name="nobody"))
    assert any(sql.startswith("INSERT") for sql in found)
    assert not any(sql.startswith("SELECT") for sql in found)


class HeldFile:
    """A SQLite database in which another process is writing."""

    def __init__(self, folder):
        self.path = folder / "library.sqlite3"
        self.url = f"sqlite:///{self.path}"

    @contextmanager
    def held(self):
        holder = sqlite3.connect(self.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("UPDATE resources_catalogue SET last_number = last_number")
        try:
            yield
        finally:
            holder.rollback()
            holder.close()


class HeldServer(ScratchServer):
    """A PostgreSQL server in which somebody holds every table against all who write."""

    @contextmanager
    def held(self):
        with psycopg.connect(self.url) as holder:
            tables = holder.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            names = ", ".join(name for (name,) in tables)
            self._lock(holder, f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
            try:
                yield
            finally:
                holder.rollback()

    @staticmethod
    def _lock(holder: psycopg.Connection, statement: str) -> None:
        """The tables are locked one by one; a job of the server that writes to two of them may come in between."""
        while True:
            try:
                holder.execute(statement)
                return
            except psycopg.errors.DeadlockDetected:
                holder.rollback()


@pytest.fixture
def database(tmp_path):
    if connection.vendor == "sqlite":
        yield HeldFile(tmp_path)
        return
    server = HeldServer()
    server.start()
    yield server
    server.remove()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(address: str, **headers) -> tuple[int, float]:
    """The status, and how many seconds it took."""
    began = time.monotonic()
    try:
        opener = urllib.request.build_opener(NoRedirects)
        with opener.open(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    return status, time.monotonic() - began


@pytest.mark.slow
def test_no_page_waits_while_somebody_holds_the_write_lock(database, tmp_path):
    port = free_port()
    env = environment(tmp_path / "var", DATABASE_URL=database.url, PORT=str(port))
    known = json.loads(python(PREPARE, env))
    with serving(["-m", "icpr.server"], env, port) as url:
        assert ask(url)[0] == 200
        with database.held():
            answers = {address: ask(url + address) for address in known["public"]}
            answers |= {address: ask(url + address, Cookie=known["cookies"]) for address in known["admin"]}
            # Who waits for a lock does so each time; who was only held up by a busy machine does not.
            for address in [address for address, answer in answers.items() if answer[1] > LONGEST_READ]:
                answers[address] = ask(url + address, Cookie=known["cookies"])
        late = {address: answer for address, answer in answers.items() if answer[1] > LONGEST_READ}
        wrong = {address: answer for address, answer in answers.items() if answer[0] not in FOUND | REFUSED}
        assert (late, wrong) == ({}, {})
        until = time.monotonic() + 60
        while python(USED_ON, env).strip() != "0 days":
            assert time.monotonic() < until, "what was opened is not remembered"
