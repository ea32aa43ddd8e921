"""Two servers and two workers of one PostgreSQL, one of each killed: each of three hundred jobs counts once."""

import json
import subprocess
import sys

import pytest
from django.db import connection

from tests.server import ROOT, environment


@pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines have one PostgreSQL")
def test_works(database_url, tmp_path):
    env = environment(tmp_path / "var", DATABASE_URL=database_url, WORKERS="1")
    command = [sys.executable, "-m", "tests.icpr.jobs.members"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["left"] == 0
    assert set(told["effects"].values()) == {1}
    assert len(told["effects"]) == 300
    assert told["holders"] == 4, "servers and workers both do them"
    assert told["spared"] == 0
    assert told["claims"] >= 300
    assert told["codes"] == [-15, 0], "told to stop, both stop in time: a server by the signal, as uvicorn does"
