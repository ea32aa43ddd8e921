"""What stands between a configured site and a running one: a free address, fresh static files, the app server."""

import fcntl
import hashlib
import socket
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from icpr.lib.http.site import local_address
from icpr.server.supervision import Supervisor

ROOM = 1024 * 1024  # bytes that must be free to begin


def url() -> str:
    """The address to open in a browser on this machine."""
    return local_address(settings.HOST, settings.PORT)


def obstacle() -> str | None:
    """What keeps the site from starting here, in a line that says what to do; None when nothing does."""
    try:
        _listen()
    except OSError as error:
        return f"{url()} cannot be used: {error.strerror or error}. Choose another port: PORT=8001"
    try:
        _fill_and_remove()
    except OSError as error:
        reason = f"VAR_DIR, {settings.VAR_DIR}, cannot be used: {error.strerror}."
        return f"{reason} Make room there, let this user write it, or name another folder."
    if _is_empty_file(settings.DATABASES["default"]):
        name = settings.DATABASES["default"]["NAME"]
        return f"{name} is an empty file: put a backup in its place, or delete it to begin with an empty library."
    return None


def _listen() -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def _fill_and_remove() -> None:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as probe:
        probe.write(bytes(ROOM))


def _is_empty_file(database: dict) -> bool:
    """Whether SQLite's file holds nothing at all, as after a failed copy: SQLite itself would begin anew in it."""
    path = Path(str(database["NAME"]))
    return database["ENGINE"].endswith("sqlite3") and path.is_file() and path.stat().st_size == 0


def collect_static_if_changed() -> bool:
    """Hash and compress the static files if any changed since the last time. Returns whether it was needed.

    Of several servers that start with one VAR_DIR, one does it and the others wait.
    """
    stamp = settings.VAR_DIR / "static-files"
    state = _static_state()
    with (settings.VAR_DIR / "static-files.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == state and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)
        return True


def _static_state() -> str:
    """A digest of every source file's name and content, those of installed packages included."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            digest.update(path.encode())
            with storage.open(path) as file:
                digest.update(file.read())
    return digest.hexdigest()


def command() -> list[str]:
    """The app server, as it is started: it reads its address, processes and threads from the settings itself."""
    return [sys.executable, "-m", "icpr.server"]


def serve() -> int:
    """Run the app server, again and again, until this process is told to stop. Returns 0 then."""
    return Supervisor(command(), settings.BASE_DIR).run()
