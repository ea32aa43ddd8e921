"""The site in a process of its own, for tests that need a real server."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 240
# Names of the caller's own site that must not reach the one under test.
CLEARED = {
    "DATABASE_URL",
    "DATABASE_POOLER",
    "READ_DATABASE_URL",
    "READ_DATABASE_LAG_SECONDS",
    "ENVIRONMENT",
    "DEBUG",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "SECRET_KEY",
    "HTTPS",
    "WORKERS",
    "THREADS",
}


def environment(folder: Path, **given: str) -> dict[str, str]:
    """The environment of a development site with a folder of its own for `var/`."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    return kept | {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "icpr.settings"} | given


def free_port() -> int:
    """A port nobody listens on, below those the system gives to connections, any of which may take one at any time."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def python(code: str, env: dict[str, str], root: Path = ROOT) -> str:
    """Run code in the site's shell, and return what it prints. Raises RuntimeError with its errors. root: where the
    library's own code is."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@contextmanager
def serving(arguments: list[str], env: dict[str, str], port: int) -> Iterator[str]:
    """The address of a server, run by `python` with some arguments, while it listens; it is stopped at the end."""
    log = Path(env["VAR_DIR"]) / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    """Return when somebody listens on a port. Raises RuntimeError with the log when the process ends before that."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The site did not start:\n{log.read_text()}")
