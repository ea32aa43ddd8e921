"""What an operator reads when a command cannot use its database or its disk: one line, and never a traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.disks import small_disk
from tests.effort import slow_but_first
from tests.postgresql import ScratchServer
from tests.server import ROOT, environment, free_port

COMMANDS = [["serve"], ["migrate"], ["run_due"]]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a server of PostgreSQL")


@pytest.fixture
def run(tmp_path):
    """Runs a command with `var/` in a folder of the test's own. Returns the finished process."""

    def run(*arguments: str, **given: str) -> subprocess.CompletedProcess:
        given = {"PORT": str(free_port())} | given
        env = environment(tmp_path / "var") | given
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)

    return run


def told(done: subprocess.CompletedProcess) -> str:
    """The one line of a command that gave up."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A SQLite file with the opening catalogue."""
    folder = tmp_path_factory.mktemp("prepared")
    for command in ("migrate", "load_opening_catalogue"):
        subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env=environment(folder), check=True)
    with sqlite3.connect(folder / "library.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "library.sqlite3"


@pytest.fixture
def library(tmp_path, prepared):
    """The test's own copy of that file."""
    path = tmp_path / "var" / "library.sqlite3"
    path.parent.mkdir()
    shutil.copy(prepared, path)
    return path


def another_program(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE moz_places (id INTEGER)")
    database.close()


def another_site_of_django(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'shop', '0001_initial', '2026-01-01')")
    database.close()


def a_later_version(path):
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('pillars', '0999_later', '2027-01-01')"
        )
    database.close()


def tables(path) -> list[tuple]:
    with sqlite3.connect(path) as database:
        found = database.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
    database.close()
    return found


@on_sqlite
def test_works_with_a_sound_database(run, library):
    done = run("migrate", "-v0")
    assert (done.returncode, done.stderr) == (0, "")


@on_sqlite
@pytest.mark.parametrize("command", slow_but_first(COMMANDS))
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:70_000]), "is damaged: put a backup in its place"),
        (lambda path: path.write_bytes(b"Dear Chief, " * 900), "is no SQLite database"),
        (lambda path: path.unlink() or path.mkdir(), "cannot be opened"),
    ],
)
def test_a_damaged_file_is_told(run, library, command, damage, words):
    damage(library)
    assert words in told(run(*command))


@on_sqlite
@pytest.mark.parametrize("command", slow_but_first(["serve", "migrate"]))
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (another_program, "belongs to another program"),
        (another_site_of_django, "belongs to another program"),
        (a_later_version, "prepared by a newer version of the library (pillars.0999_later)"),
    ],
)
def test_the_database_of_others_is_left_alone(run, library, command, change, words):
    change(library)
    before = tables(library)
    assert words in told(run(command))
    assert tables(library) == before


@on_sqlite
def test_an_empty_file_is_not_filled_as_if_it_were_a_new_library(run, library):
    library.write_bytes(b"")
    assert "is an empty file: put a backup" in told(run("serve"))
    assert library.stat().st_size == 0


@on_sqlite
def test_a_database_without_tables_is_told(run):
    assert "not prepared" in told(run("run_due"))


@pytest.mark.parametrize("text", ["", "\n", "short", "\x00\xff"])
@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_secret_that_is_empty_or_cut_off_is_told(run, tmp_path, text, command):
    secret = tmp_path / "var" / "secret-key"
    secret.parent.mkdir()
    secret.write_bytes(text.encode("latin-1"))
    done = run(command)
    assert done.returncode == 1
    assert f"{secret} is empty or cut off: delete it" in done.stderr
    assert "Traceback" not in done.stderr


SECRET = "kq3v8Zr1-Wm5tY7uB2nC4xJ6pL9sD0fGhAeRiToSyUwXz_QvNbMcK"


@pytest.mark.parametrize("options", slow_but_first(["size=2m", "size=1100k", "size=64k", "ro"]))
def test_a_disk_that_is_full_or_read_only_is_told(run, tmp_path, options):
    with small_disk(tmp_path / "disk", options) as folder:
        line = told(run("serve", VAR_DIR=str(folder), SECRET_KEY=SECRET))
    assert "full" in line or "No space left" in line or "Read-only" in line


@on_sqlite
@pytest.mark.parametrize("command", COMMANDS[1:])
@pytest.mark.slow
def test_other_commands_tell_it_too(run, tmp_path, command):
    for options, words in (("size=64k", ("full", "not prepared")), ("ro", ("cannot be opened", "only be read"))):
        with small_disk(tmp_path / options, options) as folder:
            line = told(run(*command, VAR_DIR=str(folder), SECRET_KEY=SECRET))
        assert any(word in line for word in words), line


def test_a_folder_for_the_secret_that_is_full_is_told_and_nothing_is_left(run, tmp_path):
    with small_disk(tmp_path / "disk", "nr_inodes=1") as folder:
        done = run("check", VAR_DIR=str(folder))
        assert list(folder.iterdir()) == []
    assert done.returncode == 1
    assert "VAR_DIR must be" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_told(run, tmp_path):
    tmp_path.chmod(0o555)
    try:
        assert "cannot be used" in told(run("serve", SECRET_KEY=SECRET))
    finally:
        tmp_path.chmod(0o755)


@pytest.fixture(scope="module")
def server():
    with ScratchServer() as server:
        yield server


@on_postgresql
@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_is_not_there_is_told(run, command):
    address = f"postgresql://icpr:secret-word@127.0.0.1:{free_port()}/library"
    line = told(run(*command, DATABASE_URL=address))
    assert "PostgreSQL cannot be reached" in line
    assert "secret-word" not in line


@on_postgresql
@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_or_account_that_is_not_there_is_told(run, server, command):
    assert 'database "nowhere" does not exist' in told(
        run(*command, DATABASE_URL=server.url.replace("/postgres?", "/nowhere?"))
    )
    assert 'role "stranger" does not exist' in told(
        run(*command, DATABASE_URL=server.url.replace("icpr@", "stranger@"))
    )


@on_postgresql
def test_a_wrong_password_is_told_without_it(run, server):
    """The scratch server trusts whoever comes, so that this account is made and asked for its password."""
    with psycopg.connect(server.url, autocommit=True) as database:
        database.execute("CREATE ROLE reader LOGIN PASSWORD 'right'")
    rules = server.data / "pg_hba.conf"
    rules.write_text(f"local all reader scram-sha-256\n{rules.read_text()}")
    server.stop()
    server.start()
    line = told(run("migrate", DATABASE_URL=server.url.replace("icpr@", "reader:wrong-word@")))
    assert 'password authentication failed for user "reader"' in line
    assert "wrong-word" not in line


@on_postgresql
@pytest.mark.slow
def test_a_newer_version_on_postgresql_is_told(run, server):
    assert run("migrate", "-v0", DATABASE_URL=server.url).returncode == 0
    with psycopg.connect(server.url, autocommit=True) as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('pillars', '0999_later', now())")
    for command in ("serve", "migrate"):
        assert "newer version of the library (pillars.0999_later)" in told(run(command, DATABASE_URL=server.url))
