"""Behind PgBouncer, which gives each transaction another session of the server: no session is relied on."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
import pytest
import requests
from django.db import connection

from tests.icpr.outbox.sinks import Sink, listening
from tests.pgbouncer import PgBouncer, needed
from tests.postgresql import ScratchServer
from tests.resources.staff import fields_of
from tests.server import environment, free_port, python, serving
from tests.waiting import until

# Its servers are its own: one suite is enough.
pytestmark = [needed, pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL alone")]

SESSIONS = 3
PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
from tests import addresses
addresses.lay()
from django.contrib.auth.models import User
User.objects.create_superuser("ada", password="a-long-enough-passphrase")
"""
# How many are still to be done, and what went wrong with each.
JOBS = """
import json
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from resources.changes import settled
settled()
told = {name: error or failure for name, error, failure in Job.objects.values_list("name", "error", "failure")}
print(json.dumps([len(JOBS) - Job.objects.filter(finished_at__isnull=False).count(), told]))
"""
# Whether a backup reads its tables by cursors of the server, and how many such a query outside of a transaction has.
BACKUP = """
from pathlib import Path
from django.db import connection
from icpr.backups import making
from resources.models import Resource
of_server = []
chunked = connection.chunked_cursor
connection.chunked_cursor = lambda: of_server.append(1) or chunked()
making.make(Path({folder!r}))
of_backup = len(of_server)
list(Resource.objects.iterator())
print(of_backup > 50, len(of_server) - of_backup)
"""
# What of a session outlives a transaction.
LEFT_BEHIND = """
SELECT 'setting ' || name || ' = ' || setting FROM pg_settings
WHERE source = 'session' AND setting <> reset_val AND name NOT IN (
    'client_encoding', 'application_name', 'TimeZone', 'DateStyle', 'standard_conforming_strings'  -- it sees to these
) UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements
UNION ALL SELECT 'cursor ' || name FROM pg_cursors WHERE is_holdable
UNION ALL SELECT 'advisory lock' FROM pg_locks WHERE locktype = 'advisory'
UNION ALL SELECT 'listens to ' || name FROM pg_listening_channels() AS name
UNION ALL SELECT 'temporary ' || relname FROM pg_class WHERE relpersistence = 't'
"""


@dataclass(frozen=True)
class Site:
    url: str
    env: dict[str, str]
    server: ScratchServer
    pooler: PgBouncer
    letters: list


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Two processes with 14 connections to a pooler that has three to the server."""
    folder, port, sink = tmp_path_factory.mktemp("pooler"), free_port(), Sink()
    with ScratchServer() as server, PgBouncer(server, SESSIONS) as pooler, listening(sink) as mail:
        given = {"DATABASE_URL": pooler.url, "DATABASE_POOLER": "1", "WORKERS": "2", "THREADS": "4"}
        given |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail.port), "EMAIL_TLS": "off"}
        env = environment(folder / "var", HOST="127.0.0.1", PORT=str(port), **given)
        python(PREPARE, env)
        with serving(["-m", "icpr.server"], env, port) as url:
            yield Site(url, env, server, pooler, sink.letters)


class Visitor:
    """A browser without script."""

    def __init__(self, site: Site):
        self.browser, self.url = requests.Session(), site.url

    def see(self, path: str) -> str:
        answer = self.browser.get(self.url + path, timeout=60)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def send(self, path: str, field: str, to: str = "", **fields: str) -> str:
        """Fill in the form of a page that has a field, and send it there or elsewhere. Returns where it leads to."""

        def has_field(form) -> bool:
            return form.get("method") == "post" and any(each.get("name") == field for each in form.iter())

        data = fields_of(self.see(path).encode(), has_field) | fields
        sent = {"headers": {"Referer": self.url + path}, "timeout": 60, "allow_redirects": False}
        answer = self.browser.post(self.url + (to or path), data, **sent)
        assert answer.status_code in {302, 303}, answer.text
        return answer.headers["Location"].removeprefix(self.url)


def test_works_for_readers_at_once(site):
    """Each asks for pages that no other does, so that each is made."""
    failed, words = [], ("training", "community", "trust", "cameras", "force", "traffic stops")

    def read(word: str) -> None:
        visitor, asked = Visitor(site), quote(word)
        for path in ("", "resources/", "resources/a-guide/", "blueprint/", "suggest"):
            try:
                visitor.see(f"/{path}?q={asked}")
            except AssertionError as error:
                failed.append(error)

    threads = [threading.Thread(target=read, args=[word]) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_plan_is_made_and_saved(site):
    visitor = Visitor(site)
    plan = visitor.send("/plan/add/?item=1.1", "nonce", "/plan/")
    visitor.send(f"{plan}items/1.1/", "note", note="Ask the sheriff")
    assert "Ask the sheriff" in visitor.see(f"{plan}items/1.1/")


def test_staff_sign_in_and_save(site):
    visitor = Visitor(site)
    visitor.send("/accounts/login/", "login", login="ada", password="a-long-enough-passphrase")
    record = re.search(r"/admin/resources/resource/\d+/change/", visitor.see("/admin/resources/resource/"))[0]
    visitor.send(record, "title", title="Saved behind a pooler")
    assert "Saved behind a pooler" in visitor.see(record)


def test_jobs_and_letters(site):
    visitor = Visitor(site)
    visitor.send("/follow/?of=/resources/", "email", email="chief@example.org")
    until(lambda: site.letters)
    until(lambda: json.loads(python(JOBS, site.env))[0] == 0)
    assert {name: told for name, told in json.loads(python(JOBS, site.env))[1].items() if told} == {}


def test_a_backup_reads_tables_by_cursors_of_the_server(site, tmp_path):
    assert python(BACKUP.format(folder=str(tmp_path / "backups")), site.env).split() == ["True", "0"]


def test_nothing_is_left_in_a_session(site):
    with ExitStack() as held:
        sessions = [held.enter_context(psycopg.connect(site.pooler.url)) for _ in range(SESSIONS)]
        for each in sessions:
            each.execute("BEGIN")
        pids = {each.execute("SELECT pg_backend_pid()").fetchone() for each in sessions}
        left = [each.execute(LEFT_BEHIND).fetchall() for each in sessions]
    assert (len(pids), left) == (SESSIONS, [[]] * SESSIONS)


def test_who_waits_for_a_lock_is_told(site):
    site.pooler.command("RECONNECT")  # sessions from before the first migration know nothing of it
    with psycopg.connect(site.server.url) as holder:
        assert holder.execute("SHOW lock_timeout").fetchone() == ("4s",)
        holder.execute("LOCK TABLE resources_catalogue IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        answer = requests.get(f"{site.url}/resources/?q=held", timeout=60)
    assert (answer.status_code, 3 < time.monotonic() - began < 20) == (503, True)
    Visitor(site).see("/resources/?q=held")


def test_without_the_setting_the_reason_is_told(site):
    with pytest.raises(RuntimeError, match="set DATABASE_POOLER=1"):
        python("from django.db import connection; connection.ensure_connection()", site.env | {"DATABASE_POOLER": "0"})
