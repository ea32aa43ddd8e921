"""The suite on the newest Django and Python that can be had: `make test-next`.

In an environment of its own in `.tools/next`, with the packages of `uv.lock` and a Django of another line; neither the
lock nor `.venv` is touched. The newest Python is fetched by uv where it may fetch one, else the newest one that this
machine has is taken: by uv's own search, and among those of pyenv.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"
PYTHON = TOOLS / "next" / "bin" / "python"
# What CI asks for: checks, migrations and one page of each sort, within two minutes.
SMOKE = [
    *(f"tests/icpr/test_settings.py::test_{name}" for name in ("works_bare_in_development", "production_starts")),
    *(
        "tests/icpr/outbox/test_composing.py",
        "tests/icpr/middleware/test_page_cache.py::test_works",
        "tests/test_home.py",
    ),
]
VERSIONS = "import django, sys; print('Django', django.__version__, 'and Python', sys.version.split()[0])"
# From Python 3.13 on a connection that ends with its thread is told of; before, it was as harmless and quiet.
USUAL = ["-p", "no:cacheprovider", "-W", "default::pytest.PytestUnraisableExceptionWarning"]


def main(uv: str, *arguments: str) -> int:
    env = os.environ | {"UV_PYTHON_INSTALL_DIR": str(TOOLS / "python")}
    python = newest(uv, env)
    make_environment(uv, python, env)
    print("== The suite on", said([PYTHON, "-c", VERSIONS]), flush=True)
    env.pop("DATABASE_URL", None)
    if arguments == ("smoke",):
        for command in (["check"], ["makemigrations", "--check", "--dry-run"]):
            subprocess.run([PYTHON, "-W", "error", "manage.py", *command], cwd=ROOT, env=env, check=True)
        arguments = SMOKE
    return subprocess.run([PYTHON, "-m", "pytest", *USUAL, *arguments], cwd=ROOT, env=env).returncode


def newest(uv: str, env: dict[str, str]) -> str:
    """The newest Python, fetched if that is possible. Exits when there is none that Django 6 takes."""
    fetched = subprocess.run([uv, "python", "install", "--quiet"], env=env, capture_output=True, text=True)
    if fetched.returncode:
        print("uv can fetch no Python here; the newest one of this machine is taken.")
    found = said([uv, "python", "list", "--only-installed", "--output-format", "json"], env)
    paths = [*re.findall(r'"path":\s*"([^"]+)"', found), *map(str, Path.home().glob(".pyenv/versions/*/bin/python"))]
    versions = {path: version for path in paths if (version := version_of(path)) >= (3, 12)}
    if not versions:
        sys.exit("Django 6 needs Python 3.12 or newer: there is none here, and uv could fetch none.")
    return max(versions, key=versions.get)


def version_of(python: str) -> tuple[int, ...]:
    told = subprocess.run([python, "-V"], capture_output=True, text=True)
    return tuple(map(int, re.findall(r"\d+", told.stdout)))


def make_environment(uv: str, python: str, env: dict[str, str]) -> None:
    """The packages of the lock without its Django, and the newest Django that they go with."""
    export = ["export", "--frozen", "--quiet", "--all-extras", "--no-hashes", "--no-emit-package", "django"]
    kept = said([uv, *export], env)
    wanted = TOOLS / "next.txt"
    wanted.write_text(f"{kept}\ndjango>=6\n")
    for command in (
        ["venv", "--clear", "--python", python, TOOLS / "next"],
        ["pip", "install", "--python", PYTHON, "--requirement", wanted],
    ):
        subprocess.run([uv, command[0], "--quiet", *command[1:]], cwd=ROOT, env=env, check=True)


def said(command: list, env: dict[str, str] | None = None) -> str:
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(shutil.which(sys.argv[1]) or sys.argv[1], *sys.argv[2:]))
