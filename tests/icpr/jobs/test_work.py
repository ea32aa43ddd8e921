"""`manage.py work` does the jobs alone, says what it does, and stops when it is told to."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from icpr import migration_state
from icpr.jobs.registry import JOBS
from tests.icpr.server.test_starting_together import WAITING
from tests.server import ROOT, environment, python

# Those of the library, before a test declares its own.
KNOWN, BY_THE_CLOCK = len(JOBS), sum(job.every is not None for job in JOBS.values())
COMMAND = [sys.executable, "manage.py", "work"]
PREPARE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
STANDING = """
from icpr.jobs.models import Job
rows = Job.objects.filter(finished_at__isnull=False)
print(len(rows), sorted({row.fence for row in rows}), Job.objects.filter(lease_until__isnull=False).count())
"""


@contextmanager
def working(env):
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_works(database_url, tmp_path):
    env = environment(tmp_path / "var", DATABASE_URL=database_url)
    python(PREPARE, env)
    with working(env) as process:
        assert (
            process.stdout.readline()
            == f"{KNOWN} jobs are done from here, each at its time. SIGTERM or Ctrl-C stops it.\n"
        )
        assert any(line.startswith("write-dump: ") for line in process.stdout), "what it did is said"
        until = time.monotonic() + 30
        while not (told := python(STANDING, env)).startswith(f"{BY_THE_CLOCK} ") and time.monotonic() < until:
            time.sleep(0.2)
        assert told == f"{BY_THE_CLOCK} [1] 0\n", "each was done, and once"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout.read().splitlines()[-1].startswith("Stopped.")


@pytest.mark.slow
def test_it_waits_for_a_database_that_is_not_prepared(database_url, tmp_path):
    env = environment(tmp_path / "var", DATABASE_URL=database_url)
    with working(env) as process:
        assert process.stdout.readline() == f"{migration_state.BEHIND}\n"
        python(PREPARE, env)
        met = f"{WAITING}: this one waits for it.\n"  # on PostgreSQL, where it looks while the other still prepares
        said = next(line for line in process.stdout if line != met)
        assert said.startswith(f"{KNOWN} jobs are done from here")


def test_it_can_be_stopped_while_it_waits(database_url, tmp_path):
    with working(environment(tmp_path / "var", DATABASE_URL=database_url)) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_it_does_not_start_in_production_when_unsafe(tmp_path):
    env = environment(tmp_path / "var", ENVIRONMENT="production", SECRET_KEY="short")
    done = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr
