"""What stands between a configured site and a running one: a free address, fresh static files, the app server."""

import hashlib
import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def url() -> str:
    """The address to open in a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}"


def check_address_is_free() -> None:
    """Raise OSError when HOST and PORT cannot be listened on: taken, not ours, or reserved for root."""
    family, kind, protocol, _, address = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def collect_static_if_changed() -> bool:
    """Hash and compress the static files if any changed since the last time. Returns whether it was needed."""
    stamp = settings.VAR_DIR / "static-files"
    state = _static_state()
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


def serve() -> int:
    """Run the server until it ends or this process is told to stop. Returns its exit code, 0 after a stop.

    It runs in a session of its own, and its main process alone is told to stop, once: it stops its own workers.
    """
    command = [sys.executable, "-m", "icpr.front"]
    server = subprocess.Popen(command, start_new_session=True, cwd=settings.BASE_DIR)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())
    return server.wait()
