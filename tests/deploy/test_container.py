"""The container's recipe: what is in it runs, and nothing else is in it. README of `deploy/` says how it was built."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from icpr.health.probes import PROBES
from icpr.version import version
from tests.deploy.files import DEPLOY
from tests.server import ROOT, environment

TEXT = (DEPLOY / "Containerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = {"ENVIRONMENT": "production", "SITE_URL": "https://a.example", "ALLOWED_HOSTS": "a.example"}
SECRET = "kq3v8Zr1-Wm5tY7uB2nC4xJ6pL9sD0fGhAeRiToSyUwXz_QvNbMcK"


@dataclass
class Stage:
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.steps if name == instruction]


def stages() -> dict[str, Stage]:
    """The stages by name, the last one as "", each with its instructions in order."""
    lines = [line for line in TEXT.splitlines() if not line.lstrip().startswith("#")]
    found: dict[str, Stage] = {}
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            stage = found[name] = Stage(base)
        elif found and instruction:
            stage.steps.append((instruction, rest))
    return found


STAGES = stages()
FINAL = STAGES[""]


def env_of(stage: Stage) -> dict[str, str]:
    return dict(word.split("=", 1) for rest in stage.all("ENV") for word in rest.split())


@pytest.fixture
def copied(tmp_path) -> Path:
    """The folder of the library as the recipe fills it."""
    folder = tmp_path / "icpr-library"
    for rest in STAGES["build"].all("COPY"):
        *sources, target = rest.split()
        for source in sources:
            place = folder / target / Path(source).name if target.endswith("/") else folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
    return folder


@pytest.mark.slow
def test_works_with_what_is_copied_into_it(copied, tmp_path):
    env = environment(tmp_path / "var", SECRET_KEY=SECRET, **NEEDED)
    (tmp_path / "var").mkdir()
    run = ["migrate", "-v0"], ["load_opening_catalogue"], ["collectstatic", "--no-input", "-v0"], ["check"], ["version"]
    for arguments in run:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=copied, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert version() in done.stdout
    assert (copied / "docs" / "curating.md").is_file(), "the editors' guide"


def test_it_has_an_account_without_rights_and_writes_into_volumes_alone():
    [user], [volumes] = FINAL.all("USER"), FINAL.all("VOLUME")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user), "by number, so that Kubernetes sees that it is not root"
    env = env_of(FINAL)
    assert {env["VAR_DIR"], "/tmp"} == set(json.loads(volumes))
    assert env["PYTHONPYCACHEPREFIX"].startswith("/tmp/")
    assert env["ENVIRONMENT"] == "production"


def test_its_tools_stay_behind():
    assert FINAL.base == STAGES["build"].base == "python"
    for stage in (FINAL, STAGES["python"]):
        assert not re.search(r"\b(?:pip|uv|venv|binutils|gcc|git|curl|make|\w+-dev)\b", " ".join(stage.all("RUN")))
    assert all("--from=build" in rest for rest in FINAL.all("COPY"))
    assert FINAL.all("ADD") == []


def test_its_health_is_asked_where_it_listens():
    [health], [port] = FINAL.all("HEALTHCHECK"), FINAL.all("EXPOSE")
    assert env_of(FINAL)["PORT"] == port
    assert env_of(FINAL)["HOST"] == "0.0.0.0"
    command = json.loads(health.partition("CMD ")[2])
    assert re.search(r"'(/\w+)'", command[-1])[1] in PROBES
    compile(command[-1], "the health check", "exec")


def test_it_is_made_of_the_lock_with_extras_that_there_are():
    [extras] = [rest for rest in STAGES["build"].all("ARG") if rest.startswith("EXTRAS=")]
    assert set(extras.partition("=")[2].strip('"').split()) <= PROJECT["optional-dependencies"].keys()
    [sync] = [rest for rest in STAGES["build"].all("RUN") if "uv sync" in rest]
    assert "--frozen --no-dev" in sync


def test_only_what_is_copied_is_sent_to_be_built():
    sent = {rule[1:] for rule in (ROOT / ".containerignore").read_text().splitlines() if rule.startswith("!")}
    copied = {source for rest in STAGES["build"].all("COPY") for source in rest.split()[:-1]}
    assert sent == copied


def test_base_and_python_are_those_that_the_project_asks_for():
    assert "docker.io/library/debian:trixie-slim" in TEXT, "whose python3 is 3.13"
    assert PROJECT["requires-python"] == ">=3.11"
