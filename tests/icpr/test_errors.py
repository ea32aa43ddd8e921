"""What readers are told when something is wrong: with the address, with the host, with the database."""

import shutil
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client

from icpr.lib.logs.outages import SAID_AGAIN_AFTER
from tests.disks import small_disk
from tests.postgresql import ScratchServer
from tests.server import environment, free_port, python, serving

LONGEST_WAIT = 6  # seconds
PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nothing/", "nothing at this address"),
        ("/resources/no-such-record/", "nothing at this address"),
        ("/r/ICPR-999999/", "nothing at this address"),
        ("/documents/99999999999999999999999/x.pdf", "nothing at this address"),
        ("/preview/forged/", "nothing at this address"),
        ("/%00/", "nothing at this address"),
        ("/%ff%fe/", "nothing at this address"),
    ],
)
@pytest.mark.django_db
def test_works_for_an_address_that_is_not_here(client, path, words):
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 404
    assert words in page
    assert 'role="search"' in page
    assert 'href="/resources/"' in page


def test_a_host_that_is_not_ours_is_refused_with_a_page(client, settings):
    settings.ALLOWED_HOSTS = ["library.example.org"]
    response = client.get("/about/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_plainly(client, tmp_path, settings):
    broken = tmp_path / "icpr" / "about.html"
    broken.parent.mkdir()
    broken.write_text("{{ focus_areas|no_such_filter }}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    client.raise_request_exception = False
    response = client.get("/about/")
    assert response.status_code == 500
    assert "The fault is ours" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


class LockedFile:
    """A SQLite database another process holds for itself."""

    def __init__(self, folder):
        self.path, self.holder = folder / "library.sqlite3", None
        self.url = f"sqlite:///{self.path}"

    def fail(self) -> None:
        self.holder = sqlite3.connect(self.path, isolation_level=None)
        self.holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.holder.execute("BEGIN EXCLUSIVE")

    def recover(self) -> None:
        self.holder.rollback()
        self.holder.close()


class StoppedServer(ScratchServer):
    """A PostgreSQL server that is stopped and started again."""

    def fail(self) -> None:
        self.stop()

    def recover(self) -> None:
        self.start()


@pytest.fixture
def database(tmp_path):
    """A database that can fail and recover, of the sort this suite runs on."""
    if connection.vendor == "sqlite":
        yield LockedFile(tmp_path)
        return
    server = StoppedServer()
    server.start()
    yield server
    server.remove()


def ask(address: str, data: bytes | None = None) -> tuple[int, str, float]:
    """The status, the page, and how long it took in seconds."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, data, timeout=30) as response:
            status, page = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, page = error.code, error.read()
    return status, page.decode(), time.monotonic() - began


@pytest.mark.slow
def test_a_database_locked_or_gone_is_told_in_time_and_forgotten_after(database, tmp_path):
    port = free_port()
    env = environment(tmp_path / "var", DATABASE_URL=database.url, PORT=str(port), WORKERS="1")
    python(PREPARE, env)
    database.fail()
    with serving(["-m", "icpr.server"], env, port) as url:
        for path in ("/", "/resources/?q=police"):
            status, page, seconds = ask(url + path)
            assert status == 503
            assert "cannot read its records just now" in page
            assert seconds < LONGEST_WAIT
        assert ask(f"{url}/nothing/")[0] == 404
        database.recover()
        assert ask(f"{url}/resources/?q=police")[0] == 200
        if connection.vendor == "postgresql":  # connections that were open when it went
            database.fail()
            assert ask(url)[0] == 503
            time.sleep(8)
            database.recover()
            status, _, seconds = ask(url)
            assert status == 200
            assert seconds < LONGEST_WAIT


@pytest.mark.slow
def test_a_database_file_that_is_not_there_is_told_and_found_later(tmp_path):
    if connection.vendor != "sqlite":
        return
    folder = tmp_path / "var"
    ready = environment(folder)
    python(PREPARE, ready)
    port = free_port()
    elsewhere = tmp_path / "disk" / "library.sqlite3"
    env = environment(folder, DATABASE_URL=f"sqlite:///{elsewhere}", PORT=str(port), WORKERS="1")
    with serving(["-m", "icpr.server"], env, port) as url:
        assert ask(url)[0] == 503
        elsewhere.parent.mkdir()
        shutil.copy(folder / "library.sqlite3", elsewhere)
        assert ask(url)[0] == 200


def log_of(folder) -> str:
    return (folder / "var" / "server.log").read_text()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
@pytest.mark.slow
def test_a_database_file_that_is_damaged_is_told_in_one_line_and_forgotten_after(tmp_path):
    port = free_port()
    env = environment(tmp_path / "var", PORT=str(port), WORKERS="1")
    python(PREPARE, env)
    file = tmp_path / "var" / "library.sqlite3"
    sound = file.read_bytes()
    with serving(["-m", "icpr.server"], env, port) as url:
        assert ask(url)[0] == 200
        began = time.monotonic()
        for damage in (sound[: len(sound) // 3], b"\x5a" * len(sound)):
            with file.open("r+b") as opened:  # the same file, as a failing disk or a clumsy copy changes it
                opened.write(damage)
                opened.truncate(len(damage))
            for path in ("/", "/resources/?q=police", "/blueprint/", "/admin/login/?next=/admin/"):
                status, page, _ = ask(url + path)
                assert status in (503, 200)
                assert status == 200 or "cannot read its records just now" in page
            assert ask(url)[0] == 503
        took = time.monotonic() - began
        file.write_bytes(sound)
        assert ask(url)[0] == 200
    log = log_of(tmp_path)
    assert "put a backup in its place" in log
    assert "Traceback" not in log
    reasons = 2  # damaged, and no database at all
    assert log.count("ERROR") <= reasons * (1 + took // SAID_AGAIN_AFTER)  # not one a request


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
@pytest.mark.slow
def test_a_disk_that_fills_up_is_told_and_readers_read_on(tmp_path):
    with small_disk(tmp_path / "disk", "size=12m") as disk:
        port = free_port()
        address = f"sqlite:///{disk / 'library.sqlite3'}"
        env = environment(tmp_path / "var", DATABASE_URL=address, PORT=str(port), WORKERS="1")
        python(PREPARE, env)
        with serving(["-m", "icpr.server"], env, port) as url:
            assert ask(url)[0] == 200
            fill = disk / "fill"
            with suppress(OSError), fill.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4_096))
            for number in range(4):
                status, page, _ = ask(f"{url}/plan/", data=f"nonce={number:020}".encode())
                assert status == 503
                assert "Try again" in page
            assert ask(f"{url}/resources/?q=police")[0] == 200
            fill.unlink()
            assert ask(f"{url}/plan/", data=b"nonce=12345678901234567890")[0] == 200
    log = log_of(tmp_path)
    assert "The disk is full" in log
    assert "Traceback" not in log
    assert log.count("ERROR") == 1
