"""Faults reported to Sentry: they arrive, without secrets, words or addresses, and nobody waits when they cannot."""

import gzip
import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from django.db import connection

from icpr.lib import tokens
from icpr.version import version
from tests.server import ROOT, environment, free_port, python, serving

PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
from django.db import connection
connection.cursor().execute("ALTER TABLE pillars_plan RENAME TO pillars_gone")
"""
FAULTS = """
import logging, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "icpr.settings"
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import sentry_sdk
from django.db import IntegrityError, OperationalError
from icpr.health import fault_reports
fault_reports.begin()
log = logging.getLogger("icpr.jobs")
def as_said(text):  # so that no line of this source says it: from Python 3.13 on those of -c are reported, too
    return text.replace("{", "").replace("}", "")
def fail(error):
    password = as_said("a local variable, {hun}ter2")
    try:
        raise error
    except Exception as caught:
        log.error("%s: failed.", sys.argv[1], exc_info=caught)
fail(ValueError("No such place: " + sys.argv[1]))
fail(IntegrityError(as_said("refused\\nDETAIL:  Failing row contains (7, {Jane} {Doe}, {Elm} Street 4).")))
fail(OperationalError(as_said("{connection} refused")))
log.error("To %s from %r", sys.argv[1], {"who": sys.argv[2], sys.argv[2]: 1}, extra={"asked": sys.argv[1]})
sentry_sdk.flush(20)
"""
MAIL, WORD = "jane.doe@example.org", "quaggaword"
SECONDS = 30
MISSING = 503 if connection.vendor == "sqlite" else 500  # what a page without its table answers


class Sink(ThreadingHTTPServer):
    """A server that takes what is reported."""

    def __init__(self):
        self.taken: list[str] = []
        super().__init__(("127.0.0.1", 0), Taking)

    @property
    def dsn(self) -> str:
        return f"http://publickey@127.0.0.1:{self.server_port}/1"

    def wait(self, number: int) -> str:
        """All that arrived, once there are so many envelopes."""
        until = time.monotonic() + SECONDS
        while len(self.taken) < number:
            assert time.monotonic() < until, self.taken
            time.sleep(0.1)
        return "\n".join(self.taken)


class Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers["Content-Encoding"], bytes)(body)
        self.server.taken.append(f"{self.headers}\n{told.decode()}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def sink() -> Iterator[Sink]:
    server = Sink()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def env(tmp_path, database_url):
    """The environment of a site whose plans cannot be read."""
    return environment(tmp_path / "var", DATABASE_URL=database_url, PORT=str(free_port()), WORKERS="1")


def ask(address: str) -> tuple[int, str, float]:
    began = time.monotonic()
    headers = {"Cookie": f"hint={WORD}", "Referer": f"http://localhost/{WORD}", "User-Agent": WORD}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.read().decode(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), time.monotonic() - began


def test_works_and_nothing_of_the_reader_arrives(sink, env, tmp_path):
    python(PREPARE, env)
    secret = tokens.new_token()
    with serving(["-m", "icpr.server"], env | {"SENTRY_DSN": sink.dsn}, int(env["PORT"])) as url:
        status, page, _ = ask(f"{url}/plan/{secret}/?to={MAIL}&q={WORD}")
        told = sink.wait(1)
    assert status == MISSING, page
    event = json.loads(told.splitlines()[-1])
    assert event["exception"]["values"][-1]["type"] in {"OperationalError", "ProgrammingError"}
    assert event["request"] == {"method": "GET", "url": f"{url}/plan/…/"}
    assert event["environment"] == "development"
    assert (event["release"], len(event["dist"])) == (version(), 20)
    assert re.fullmatch("[0-9a-f]{16}", event["tags"]["request_id"]), "by which its lines in the log are found"
    for gone in (secret, secret[:20], MAIL, "jane.doe", WORD, "vars", "REMOTE_ADDR", "cookies", "sys.argv"):
        assert gone not in told, gone


def test_what_a_fault_says_of_itself_is_as_discreet_as_the_log(sink, env):
    secret = tokens.new_token()
    told_of = f"/plan/{secret}/ for {MAIL} and %2Fplan%2F{secret}%2F, and {secret}"
    command = [sys.executable, "-c", FAULTS, told_of, MAIL]
    done = subprocess.run(command, cwd=ROOT, env=env | {"SENTRY_DSN": sink.dsn}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = sink.wait(3)
    assert len(sink.taken) == 3, "not of the outage"
    assert "No such place: /plan/…/ for …@… and %2Fplan%2F…" in json.loads(sink.taken[0].splitlines()[-1])["exception"][
        "values"
    ][-1]["value"].replace("…%2F", "…")
    assert "IntegrityError" in told
    for gone in (secret, MAIL, "jane.doe", "Jane Doe", "Elm Street", "hunter2", "connection refused"):
        assert gone not in told, gone


@pytest.mark.parametrize("way", ["nobody listens", "nobody answers"])
@pytest.mark.slow
def test_nobody_waits_for_a_place_that_does_not_take_them(env, way):
    python(PREPARE, env)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if way == "nobody answers":
            silent.listen(1)
        dsn = f"http://publickey@127.0.0.1:{silent.getsockname()[1]}/1"
        with serving(["-m", "icpr.server"], env | {"SENTRY_DSN": dsn}, int(env["PORT"])) as url:
            answers = [ask(f"{url}/plan/{tokens.new_token()}/") for _ in range(30)]
            assert {status for status, *_ in answers} == {MISSING}
            assert max(seconds for *_, seconds in answers) < 10
            assert ask(f"{url}/no-page/")[0] == 404
            began = time.monotonic()
        assert time.monotonic() - began < 10


def test_nothing_is_asked_of_the_extra_without_a_place(env):
    code = "import icpr.wsgi, sys; print('sentry_sdk' in sys.modules, 'prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == "False False\n", done.stderr
