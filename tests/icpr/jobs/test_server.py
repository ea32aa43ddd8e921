"""A running server does the jobs by itself, and told to stop it writes what it holds in memory."""

import time
import urllib.request

import pytest

from tests.effort import slow_but_first
from tests.server import environment, free_port, python, serving

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""
LEFT = """
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
print(len(JOBS) - Job.objects.filter(finished_at__isnull=False).count())
"""
STANDING = """
from icpr.jobs.models import Job
from resources.models import SearchCount
for row in SearchCount.objects.all():
    print(row.query, row.times)
print("in hand:", Job.objects.filter(lease_until__isnull=False).count())
print("fences:", sorted(set(Job.objects.exclude(name="read-documents").values_list("fence", flat=True))))
"""


@pytest.mark.parametrize("workers", slow_but_first(["2", "1"]))
def test_works(database_url, tmp_path, workers):
    port = free_port()
    env = environment(tmp_path / "var", DATABASE_URL=database_url, PORT=str(port), WORKERS=workers)
    python(PREPARE, env)
    with serving(["-m", "icpr.server"], env, port) as url:
        until = time.monotonic() + 60
        while python(LEFT, env).strip() != "0":
            assert time.monotonic() < until, "the jobs are not done"
        asked = urllib.request.Request(f"{url}/resources/?q=bicycle", headers={"User-Agent": BROWSER})
        urllib.request.urlopen(asked, timeout=30).close()
    lines = python(STANDING, env).splitlines()
    assert lines == ["bicycle 1", "in hand: 0", "fences: [1]"], "each job was done once, by one of the processes"
    assert "Traceback" not in (tmp_path / "var" / "server.log").read_text()
