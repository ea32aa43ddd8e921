"""What two running processes count adds up; told to stop they write it, and a kill loses the last seconds of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.icpr.jobs.test_server import PREPARE
from tests.resources.usage.counted import BROWSER
from tests.server import environment, free_port, python, serving

pytestmark = pytest.mark.slow

STANDING = """
from django.db.models import Sum
from resources.usage.models import UsageCount
print(UsageCount.objects.filter(sort="page", name="/about/").aggregate(total=Sum("times"))["total"] or 0)
"""


def test_works(database_url, tmp_path):
    port = free_port()
    env = environment(tmp_path / "var", DATABASE_URL=database_url, PORT=str(port), WORKERS="2")
    python(PREPARE, env)

    def ask(url: str, times: int) -> None:
        for _ in range(times):
            urllib.request.urlopen(urllib.request.Request(f"{url}/about/", headers=BROWSER), timeout=30).close()

    with serving(["-m", "icpr.server"], env, port) as url:
        ask(url, 30)
    assert python(STANDING, env).strip() == "30"
    killed = subprocess.Popen(
        [sys.executable, "-m", "icpr.server"],
        env=env | {"WORKERS": "1"},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait = time.monotonic() + 60
        while True:
            try:
                ask(f"http://127.0.0.1:{port}", 1)
                break
            except OSError:
                assert time.monotonic() < wait
                time.sleep(0.1)
        while python(STANDING, env).strip() != "31":
            assert time.monotonic() < wait, "it is written while the server runs"
        ask(f"http://127.0.0.1:{port}", 3)
    finally:
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait(30)
    assert 31 <= int(python(STANDING, env)) <= 34
