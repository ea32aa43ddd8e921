"""/healthz and /readyz: what watchdogs are told, whatever name they ask by and whatever is broken."""

import json
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from icpr.health import readiness
from icpr.jobs.models import Job
from icpr.middleware.headers import HEADERS
from icpr.version import version
from resources import edition as editions
from resources.catalogue import facet_index, suggested, titles, told_order
from tests.disks import small_disk
from tests.factories import make_resource
from tests.postgresql import ScratchServer
from tests.server import ROOT, environment, free_port, python, serving
from tests.test_reads_never_write import HeldFile

PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "kq3v8Zr1-Wm5tY7uB2nC4xJ6pL9sD0fGhAeRiToSyUwXz_QvNbMcK",
    "ALLOWED_HOSTS": "library.example.org",
    "SITE_URL": "https://library.example.org",
}
SERVER = ["-m", "icpr.server"]
ANSWERS_WITHIN = 15  # seconds, of a database that would not answer for a minute


def ask(address: str, **headers) -> tuple[int, str, float]:
    """The status, the text, and how many seconds it took."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, text.decode(), time.monotonic() - began


def wait_for(status: int, url: str, *, seconds: float = 60) -> str:
    """What /readyz says once it has this status."""
    until = time.monotonic() + seconds
    while (answer := ask(f"{url}/readyz"))[0] != status:
        assert answer[2] < ANSWERS_WITHIN
        assert time.monotonic() < until, answer
        time.sleep(0.3)
    return answer[1]


@pytest.mark.slow
def test_works_in_production_by_any_name_and_without_tls(database_url, tmp_path):
    env = environment(
        tmp_path / "var", PORT=str(port := free_port()), WORKERS="1", DATABASE_URL=database_url, **PRODUCTION
    )
    python(PREPARE, env)
    with serving(SERVER, env, port) as url:
        for host in (f"127.0.0.1:{port}", "evil.example", "library.example.org"):
            assert ask(f"{url}/healthz", Host=host)[:2] == (200, "ok\n")
            assert ask(f"{url}/readyz", Host=host)[:2] == (
                200,
                f"ready\nNo backup is known.\nThis is version {version()}.\n",
            )
    assert "healthz" not in (tmp_path / "var" / "server.log").read_text()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db(transaction=True)
def test_nobody_keeps_them_and_they_carry_the_headers_of_every_answer(client, path):
    answer = client.get(path)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    assert client.head(path).content == b""
    assert client.post(path)["Allow"] == "GET, HEAD, OPTIONS"


def test_alive_needs_no_database(client):
    """Without the mark of `django_db`, any question to the database is an error."""
    assert client.get("/healthz", headers={"host": "evil.example"}).content == b"ok\n"


@pytest.mark.slow
def test_a_database_that_is_not_prepared_is_told_and_then_forgotten(database_url, tmp_path):
    env = environment(tmp_path / "var", PORT=str(port := free_port()), WORKERS="1", DATABASE_URL=database_url)
    with serving(SERVER, env, port) as url:
        assert wait_for(503, url).startswith(readiness.SCHEMA)
        assert ask(f"{url}/healthz")[0] == 200
        python(PREPARE, env)
        assert wait_for(200, url).startswith("ready\n")
    log = (tmp_path / "var" / "server.log").read_text()
    assert log.count("Not ready: ") == log.count("Ready again.") == 1
    assert "Service Unavailable" not in log


def without_versions(path: Path) -> bytes:
    """The bytes of a file of SQLite that can be opened and asked, but for the versions of the catalogue."""
    with closing(sqlite3.connect(path)) as reader:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = 'resources_catalogue'"
        ((page,), (size,)) = reader.execute(asked).fetchone(), reader.execute("PRAGMA page_size").fetchone()
    damaged = bytearray(path.read_bytes())
    damaged[(page - 1) * size : page * size] = b"?" * size
    return bytes(damaged)


def overwrite(path: Path, content: bytes) -> None:
    """Put bytes where a file begins. Emptied first, it would be a sound database without tables for a moment."""
    with path.open("r+b") as file:
        file.write(content)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
@pytest.mark.slow
def test_a_file_that_is_damaged_or_held_is_told_in_time(tmp_path):
    file = HeldFile(tmp_path)
    env = environment(tmp_path / "var", PORT=str(port := free_port()), WORKERS="1", DATABASE_URL=file.url)
    python(PREPARE, env)
    with serving(SERVER, env, port) as url:
        wait_for(200, url)
        with file.held():  # by a writer, which is no trouble to readers
            time.sleep(readiness.FRESH)
            assert ask(f"{url}/readyz")[0] == 200
        sound = file.path.read_bytes()
        for damaged in (b"Dear Chief, " * 9_000, without_versions(file.path)):
            overwrite(file.path, damaged)
            assert wait_for(503, url).startswith(readiness.DATABASE)
            overwrite(file.path, sound)
            wait_for(200, url)
    with sqlite3.connect(file.path, isolation_level=None) as holder, serving(SERVER, env, port) as url:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        assert wait_for(503, url).startswith(readiness.DATABASE)
        assert str(tmp_path) not in ask(f"{url}/readyz")[1]
        holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a server of PostgreSQL")
def test_a_server_that_hangs_or_goes_is_told_in_time(tmp_path):
    with ScratchServer() as server:
        env = environment(tmp_path / "var", PORT=str(port := free_port()), WORKERS="1", DATABASE_URL=server.url)
        python(PREPARE, env)
        with serving(SERVER, env, port) as url:
            wait_for(200, url)
            with server.hanging():
                assert wait_for(503, url).startswith(readiness.DATABASE)
                assert ask(f"{url}/healthz")[0] == 200
            wait_for(200, url)
            server.stop()
            assert wait_for(503, url).startswith(readiness.DATABASE)
            server.start()
            wait_for(200, url)


@pytest.mark.django_db(transaction=True)
def test_little_room_and_a_folder_that_cannot_be_written_are_told(settings, tmp_path):
    for options, reason in (("size=3m", readiness.ROOM), ("ro", readiness.WRITABLE)):
        with small_disk(tmp_path / options, options) as folder:
            settings.VAR_DIR = folder
            assert readiness.room() == reason
    settings.VAR_DIR = tmp_path
    assert readiness.room() is None
    settings.DISK_LEAST_BYTES = 2**60
    assert readiness.room() == readiness.ROOM


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"finished_at": 3}', '{"finished_at": "yesterday"}', "\xff"])
def test_a_backup_that_cannot_be_read_about_is_not_known(settings, tmp_path, text):
    settings.VAR_DIR = tmp_path
    settings.BACKUP_MAX_AGE_HOURS = 1
    (tmp_path / "last-backup.json").write_bytes(text.encode("latin-1"))
    assert readiness.backup() == (False, "No backup is known.")


@pytest.mark.parametrize("naive", [True, False])
def test_a_backup_that_is_too_old_is_a_reason_where_its_age_is_watched(settings, tmp_path, naive):
    settings.VAR_DIR = tmp_path
    then = timezone.now() - timedelta(hours=30)
    told = then.replace(tzinfo=None).isoformat() if naive else then.isoformat()
    (tmp_path / "last-backup.json").write_text(json.dumps({"finished_at": told}))
    for most, too_old in ((0, False), (24, True), (48, False)):
        settings.BACKUP_MAX_AGE_HOURS = most
        assert readiness.backup()[0] is (too_old and not naive)


@pytest.mark.django_db(transaction=True)
def test_what_is_made_of_all_records_is_made_before_a_reader_needs_it():
    for _ in range(2):
        make_resource()
        look = readiness.Look()
        look.start()
        assert look.ended.wait(30)
        assert look.so_far() == ()
        now = editions.current()
        for kept in (facet_index.of, titles.of, suggested.names, told_order.order):
            assert kept.is_made, kept
            assert not kept.is_behind(now), kept


def test_an_index_made_anew_is_no_reason_while_an_older_one_serves():
    look = readiness.Look()
    look.at = readiness.catalogue
    look.served_before = True
    assert look.so_far() == ()
    look.served_before = False
    assert look.so_far() == (readiness.INDEX_COMES,)
    look.at = readiness.database
    assert look.so_far() == (readiness.DATABASE,)


@pytest.mark.django_db(transaction=True)
def test_jobs_that_fail_are_worth_knowing_and_no_reason():
    for name, attempts in {"read-documents": 3, "expire-plans": 2, "of-former-times": 9}.items():
        Job.objects.create(name=name, attempts=attempts)
    look = readiness.Look()
    look.start()
    assert look.ended.wait(30)
    assert look.notes == [readiness.JOBS_FAIL.format(names="read-documents")]
    assert not any("read-documents" in reason for reason in look.so_far())


@pytest.mark.django_db(transaction=True)
def test_jobs_that_nobody_does_are_worth_knowing_and_no_reason():
    now = timezone.now()
    for name, minutes in {"read-documents": 20, "expire-plans": 10, "of-former-times": 99}.items():
        Job.objects.create(name=name, due_at=now - timedelta(minutes=minutes))
    look = readiness.Look()
    look.start()
    assert look.ended.wait(30)
    assert look.notes == [readiness.JOBS_WAIT.format(names="read-documents")]
    assert look.so_far() == ()


def test_settings_say_what_is_watched(tmp_path):
    env = environment(tmp_path / "var", DISK_LEAST_MEGABYTES="x", BACKUP_MAX_AGE_HOURS="-1")
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True)
    for name in ("DISK_LEAST_MEGABYTES", "BACKUP_MAX_AGE_HOURS"):
        assert f"- {name} must be" in done.stderr
