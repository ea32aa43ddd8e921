"""Three processes, three hundred jobs, and a process killed or held up every moment: each job counts once."""

import json
import subprocess
import sys

import pytest

from tests.server import ROOT, environment

pytestmark = pytest.mark.slow


def test_works(database_url, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.icpr.jobs.workers"],
        cwd=ROOT,
        env=environment(tmp_path / "var", DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["left"] == 0
    assert set(told["effects"].values()) == {1}
    assert len(told["effects"]) == 300
    assert told["killed"] >= 10
    assert told["claims"] > 300, "what a killed worker had is taken again"
