"""Where the processes of a server count: a place for each, taken over from whoever was killed."""

import os
import signal
import subprocess
import sys

import pytest

from icpr.lib.metrics import shared_files
from tests.disks import small_disk
from tests.server import ROOT

SERVER = """
import sys, time
from pathlib import Path
from icpr.lib.metrics import shared_files
folder = shared_files.prepare(2, *map(Path, sys.argv[1:]))
print(folder, flush=True)
time.sleep(600)
"""
WORKER = """
import sys, time
from pathlib import Path
from icpr.lib.metrics import counting
counting.begin(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    counting.page("known")
    counting.request("about", "GET", 200, time.perf_counter())
counting.settle()
print("counted", flush=True)
time.sleep(600)
"""
TOLD = """
import sys
from prometheus_client import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
print(generate_latest(MultiProcessCollector(None, sys.argv[1])).decode())
"""


@pytest.fixture
def run():
    """Starts Python and gives its process and the first line it writes; it is killed in the end."""
    started = []

    def run(code: str, *arguments) -> tuple[subprocess.Popen, str]:
        folder = str(arguments[0]) if code is WORKER else ""
        env = os.environ | ({shared_files.FOLDER: folder} if folder else {})
        command = [sys.executable, "-c", code, *map(str, arguments)]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, process.stdout.readline().strip()

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def told(folder) -> str:
    return subprocess.run([sys.executable, "-c", TOLD, str(folder)], capture_output=True, text=True, check=True).stdout


def test_works(run, tmp_path):
    _, folder = run(SERVER, tmp_path)
    files = sorted(os.listdir(folder))
    for number in (3, 4):
        run(WORKER, folder, number)
    assert 'icpr_page_cache_total{result="known"} 7.0' in told(folder)
    assert 'icpr_requests_total{method="GET",route="about",status="200"} 7.0' in told(folder)
    assert sorted(os.listdir(folder)) == files


def test_who_comes_after_one_that_was_killed_counts_on(run, tmp_path):
    _, folder = run(SERVER, tmp_path)
    run(WORKER, folder, 1)
    for _ in range(5):
        process, _ = run(WORKER, folder, 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 'icpr_page_cache_total{result="known"} 51.0' in told(folder)
    assert len([name for name in os.listdir(folder) if name.startswith("counter")]) == 2


def test_a_third_has_no_place(run, tmp_path, monkeypatch):
    _, folder = run(SERVER, tmp_path)
    for _ in range(2):
        run(WORKER, folder, 1)
    monkeypatch.setattr(shared_files, "WAIT", 0.1)
    with pytest.raises(TimeoutError):
        shared_files.take_place(tmp_path / os.path.basename(folder))


def test_what_a_server_left_behind_is_removed_and_nothing_else(run, tmp_path):
    home = tmp_path / "home"
    first, gone = run(SERVER, home)
    _, stays = run(SERVER, home)
    first.send_signal(signal.SIGKILL)
    first.wait()
    (home / "icpr-metrics-of-somebody").symlink_to("/etc")
    (home / "other").mkdir()
    _, new = run(SERVER, home)
    assert not os.path.exists(gone)
    assert {os.path.basename(each) for each in (stays, new)} | {"other", "icpr-metrics-of-somebody"} == set(
        os.listdir(home)
    )


@pytest.mark.parametrize("options", ["size=1m", "ro"])
def test_a_home_without_room_is_passed_over(run, tmp_path, options):
    """Files that have no room from the beginning would end a process later, while it writes."""
    with small_disk(tmp_path / "small", options) as small:
        _, folder = run(SERVER, small, tmp_path / "other" / "metrics")
        assert folder.startswith(str(tmp_path / "other" / "metrics"))
        assert os.listdir(small) == []
        with pytest.raises(OSError, match=r"No space|Read-only"):
            shared_files.prepare(2, small)
    for name in os.listdir(folder):
        if name.endswith(".db"):
            status = os.stat(os.path.join(folder, name))
            assert status.st_blocks * 512 >= status.st_size, "no holes"
