"""The real site for the browser suite: the opening catalogue, collected static files, granian."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 90
STAFF = {"username": "editor", "password": "a-password-for-this-test-only"}

# What the opening catalogue has no example of: a draft with a preview, a withdrawn record, a staff account.
EXTRAS = """
import json
from django.contrib.auth import get_user_model
from resources.models import PreviewLink, Resource
withdrawn = Resource.objects.published().filter(kind="report").latest("number")
withdrawn.withdraw("The publisher took it back.")
draft = Resource.objects.create(title="A draft nobody may see", kind="guide", annotation="Still being written.")
preview = PreviewLink.objects.create(resource=draft)
get_user_model().objects.create_superuser(**STAFF)
print(json.dumps({"withdrawn": withdrawn.get_absolute_url(), "preview": preview.get_absolute_url()}))
"""


@dataclass(frozen=True)
class Site:
    """A running site. `url` has no slash at its end; `withdrawn` and `preview` are paths of such pages."""

    url: str
    withdrawn: str
    preview: str


def environment(folder: Path, port: int) -> dict[str, str]:
    """The environment of a development site in a folder of its own; nothing of the caller's site gets in."""
    ours = {"DATABASE_URL", "ENVIRONMENT", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY", "HTTPS", "WORKERS", "THREADS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {
        "VAR_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "icpr.settings",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path) -> tuple[Site, subprocess.Popen]:
    """Start the site as `make run` does and return it with its process, to be terminated by the caller."""
    port = free_port()
    env = environment(folder, port)
    log = folder / "server.log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    _wait_for(f"{url}/healthz", process, log)
    code = f"STAFF = {STAFF!r}\n{EXTRAS}"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if made.returncode:
        process.terminate()
        raise RuntimeError(made.stderr)
    return Site(url, **json.loads(made.stdout.splitlines()[-1])), process


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    process.terminate()
    raise RuntimeError(f"The site did not start:\n{log.read_text()}")
