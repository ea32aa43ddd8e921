"""A worker that is killed in the midst of an import leaves nothing half done, and another does it once."""

import json
import subprocess
import sys

import pytest

from tests.server import ROOT, environment

pytestmark = pytest.mark.slow


def test_works(database_url, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.icpr.imports.killed"],
        cwd=ROOT,
        env=environment(tmp_path / "var", DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        {"state": "applying", "examples": 0, "versions": 0, "operations": 0},
        {"state": "done", "examples": 30, "versions": 30, "operations": 1},
    ]
