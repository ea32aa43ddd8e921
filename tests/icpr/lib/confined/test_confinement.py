"""The reading process gives up, for good, what reading a document does not need."""

import subprocess
import sys

import pytest
from django.conf import settings

CONFINED = """
import os, socket, subprocess
from icpr.lib.confined.confinement import confine
from icpr.lib.confined.limits import Limits
confine(Limits(memory=200_000_000))
print(os.nice(0))
"""
REFUSED = {
    "network": ("socket.socket().connect(('127.0.0.1', 80))", "PermissionError"),
    "look-up of a host": ("socket.getaddrinfo('example.org', 80)", "PermissionError"),
    "program": ("subprocess.run(['true'])", "PermissionError"),
    "shell": ("os.system('true')", "PermissionError"),
    "process": ("os.fork()", "PermissionError"),
    "writing": ("open('{folder}/x', 'w')", "PermissionError"),
    "writing by descriptor": ("os.write(os.open('{folder}/x', os.O_CREAT | os.O_WRONLY), b'x')", "PermissionError"),
    "deleting": ("os.remove('{folder}/kept')", "PermissionError"),
    "memory": ("bytes(300_000_000)", "MemoryError"),
}


def confined(code: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", CONFINED + code]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)


def test_works(tmp_path):
    (tmp_path / "file").write_text("read")
    done = confined(f"print(open('{tmp_path}/file').read())")
    assert (done.stdout.split(), done.stderr) == (["19", "read"], "")


@pytest.mark.parametrize(("code", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(tmp_path, code, error):
    (tmp_path / "kept").write_text("")
    done = confined(code.format(folder=tmp_path))
    assert done.stdout == "19\n"
    assert error in done.stderr.splitlines()[-1]
    assert (tmp_path / "kept").exists()
