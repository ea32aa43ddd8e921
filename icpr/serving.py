"""What stands between a configured site and a running one: a free address, fresh static files, the app server."""

import hashlib
import socket
import sys

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from icpr.lib.site import local_address
from icpr.supervision import Supervisor


def url() -> str:
    """The address to open in a browser on this machine."""
    return local_address(settings.HOST, settings.PORT)


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


def command() -> list[str]:
    """The app server, as it is started."""
    options = {
        "--interface": "wsgi",
        "--host": settings.HOST,
        "--port": settings.PORT,
        "--workers": settings.WORKERS,
        "--blocking-threads": settings.THREADS,
        "--workers-kill-timeout": 6,
        "--log-level": "warning",
    }
    flat = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *flat, "--respawn-failed-workers", "--no-ws", "icpr.wsgi:application"]


def serve() -> int:
    """Run the app server, again and again, until this process is told to stop. Returns 0 then."""
    return Supervisor(command(), settings.BASE_DIR).run()
