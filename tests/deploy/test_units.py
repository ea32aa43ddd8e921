"""The systemd units: read by systemd itself where it is there, and no weaker than the README says."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from icpr.server import supervision
from tests.server import ROOT

UNIT = ROOT / "deploy" / "icpr-library.service"
BACKUP = UNIT.with_name("icpr-backup.service")
WORKER = UNIT.with_name("icpr-worker.service")
ANALYZE = shutil.which("systemd-analyze")


def setting(name: str, unit: Path = UNIT) -> str:
    [value] = re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)
    return value


@pytest.mark.skipif(not ANALYZE, reason="systemd is not here")
@pytest.mark.parametrize("file", [UNIT, WORKER, BACKUP], ids=lambda file: file.name)
def test_works_for_systemd(tmp_path, file):
    """With this machine's Python and account for those of a server, systemd finds nothing to say."""
    text = file.read_text().replace("/opt/icpr-library/.venv/bin/python", sys.executable)
    text = re.sub(r"^(User|Group)=.*$", r"\1=root", text, flags=re.MULTILINE)
    unit = tmp_path / file.name
    unit.write_text(text)
    done = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if file.name in line] == []


@pytest.mark.skipif(not ANALYZE, reason="systemd is not here")
@pytest.mark.parametrize("file", [UNIT, WORKER], ids=lambda file: file.name)
def test_it_exposes_little(file):
    command = [ANALYZE, "security", "--offline=yes", "--threshold=20", file]  # of 100
    assert subprocess.run(command, capture_output=True).returncode == 0


def test_it_comes_back_whatever_happens_and_stops_in_time():
    assert (setting("Restart"), setting("KillMode"), setting("StartLimitIntervalSec")) == ("always", "mixed", "0")
    assert int(setting("TimeoutStopSec")) > supervision.STOP_WITHIN + 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("ProtectSystem", "strict"), ("NoNewPrivileges", "yes"), ("PrivateTmp", "yes"), ("CapabilityBoundingSet", "")],
)
def test_it_may_do_little(name, value):
    assert setting(name) == value


def test_it_has_bounds():
    assert int(setting("LimitNOFILE")) >= 4_096
    assert setting("MemoryMax").endswith("G")


def test_the_worker_is_the_library_without_its_pages():
    """What differs is the command, and what each may take of the machine."""

    def settings(unit: Path) -> set[str]:
        return {line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")}

    differ = {line.split("=")[0] for line in settings(UNIT) ^ settings(WORKER)}
    assert differ == {"Description", "ExecStart", "MemoryHigh", "TasksMax", "LimitNOFILE"}
    assert setting("ExecStart", WORKER) == setting("ExecStart").replace("serve", "work")


@pytest.mark.parametrize("name", ["User", "WorkingDirectory", "EnvironmentFile"])
def test_a_backup_is_of_the_library_that_is_served(name):
    assert setting(name, BACKUP) == setting(name)


def test_a_backup_finds_and_may_write_where_the_library_keeps_its_files():
    folder = f"/var/lib/{setting('StateDirectory')}"
    assert f"VAR_DIR={folder}" in setting("Environment").split()
    assert f"VAR_DIR={folder}" in setting("Environment", BACKUP).split()
    assert folder in setting("ReadWritePaths", BACKUP).split()


def test_the_readme_says_how_to_use_it():
    assert "deploy/icpr-library.service" in (ROOT / "README.md").read_text()
