"""Several processes that start on one database: one prepares it, those that are told to wait for that do."""

import subprocess
import sys
import threading
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from icpr import migration_state
from icpr.lib.database import alone as module
from icpr.lib.database.alone import alone
from icpr.management.commands import migrate
from tests.icpr.server.test_launch import Site
from tests.server import ROOT, START_SECONDS, environment

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a server of PostgreSQL")
WAITING = "Another process prepares the database"
COLLECT = "from icpr.server import launch; print(launch.collect_static_if_changed())"


def together(env: dict[str, str], *arguments: str, processes: int = 2) -> list[tuple[int, str]]:
    """A command, run by some processes at once: the exit code and what was said of each."""
    command = [sys.executable, "manage.py", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    running = [subprocess.Popen(command, cwd=ROOT, env=env, **pipes) for _ in range(processes)]
    said = [process.communicate(timeout=START_SECONDS)[0] for process in running]
    return [(process.returncode, text) for process, text in zip(running, said, strict=True)]


@pytest.mark.slow
def test_works_for_two_that_prepare_it_and_a_server_that_waits(tmp_path, database_url):
    """As two servers do that start at the same moment: both prepare it, then both load the opening catalogue."""
    env = environment(tmp_path / "var", DATABASE_URL=database_url)
    is_shared = connection.vendor == "postgresql"
    site = Site(tmp_path, database_url, "--no-migrate")
    try:
        assert site.logs(migration_state.BEHIND, 1, within=START_SECONDS)
        migrated = together(env, "migrate", "-v0", processes=2 if is_shared else 1)
        assert {code for code, _ in migrated} == {0}, migrated
        assert any(WAITING in said for _, said in migrated) is is_shared
        assert site.answers(within=START_SECONDS), site.log.read_text()
        assert "The opening catalogue" not in site.log.read_text()
    finally:
        site.process.kill()
        site.process.wait()
    loaded = together(env, "load_opening_catalogue", processes=2 if is_shared else 1)
    assert [code for code, _ in loaded] == [0] * len(loaded), loaded
    assert sorted("is loaded" in said for _, said in loaded) == ([False, True] if is_shared else [True])


@on_postgresql
def test_a_server_that_waits_for_its_database_says_why(tmp_path):
    site = Site(tmp_path, f"postgresql://icpr@/postgres?host={tmp_path}", "--no-migrate")
    try:
        assert site.logs("PostgreSQL cannot be reached", 1, within=START_SECONDS)
    finally:
        site.process.kill()
        site.process.wait()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_waits_and_whoever_is_inside_may_ask_again():
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [module.KEY])
        told, inside = [], threading.Event()

        def enter() -> None:
            with alone(told.append), alone(told.append):
                inside.set()
            connection.close()

        thread = threading.Thread(target=enter)
        thread.start()
        assert not inside.wait(3 * module.LOOK_EVERY)
        other.rollback()
        assert inside.wait(30)
        thread.join()
    assert len(told) == 1
    assert told[0].startswith(WAITING)


def test_static_files_are_prepared_by_one_of_those_that_share_a_folder(tmp_path):
    env = environment(tmp_path / "var")
    (tmp_path / "var").mkdir()
    done = together(env, "shell", "--no-imports", "-c", COLLECT)
    assert sorted(done) == [(0, "False\n"), (0, "True\n")]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_told_and_tried_again(monkeypatch):
    monkeypatch.setattr(migrate, "PAUSES", (0, 0))
    with psycopg.connect(**connection.get_connection_params()) as reader, connection.cursor() as cursor:

        class Told(StringIO):
            def write(self, text: str) -> int:
                reader.rollback()
                return super().write(text)

        reader.execute("LOCK TABLE django_migrations")
        cursor.execute("SET lock_timeout = '20ms'")
        call_command("migrate", verbosity=0, stderr=(told := Told()))
        cursor.execute("RESET lock_timeout")
    assert told.getvalue() == f"{migrate.BUSY} It is tried again in 0 s.\n"


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_it_is_given_up_in_a_line_that_says_what_to_do(monkeypatch):
    """A table in use, whatever the migration; `migrate` with nothing to do lays the triggers all the same."""
    monkeypatch.setattr(migrate, "PAUSES", (0, 0))
    with psycopg.connect(**connection.get_connection_params()) as reader, connection.cursor() as cursor:
        reader.execute("LOCK TABLE django_migrations")
        cursor.execute("SET lock_timeout = '20ms'")
        with pytest.raises(CommandError, match="again and again"):
            call_command("migrate", verbosity=0)
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_a_database_of_the_next_release_is_served_and_not_migrated():
    """So one goes back by a release: `serve --no-migrate`, with what is newer left where it is."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("pillars", "0999_later")
    try:
        migration_state.wait(pytest.fail)
        with pytest.raises(CommandError, match=r"newer version of the library \(pillars.0999_later\)"):
            call_command("migrate", verbosity=0)
    finally:
        recorder.record_unapplied("pillars", "0999_later")
