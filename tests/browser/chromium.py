"""Finds Chromium, or fetches it, or says what to install. A browser suite that cannot run fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # the same pages without windows around them, in half the time
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium was found and none could be fetched. Install it (Debian, Ubuntu: apt-get install chromium), "
    "or run: python -m playwright install --with-deps chromium"
)


class NoChromium(Exception):
    """Raised when there is no browser to test in; the message says what to install."""


def find(own: str, windows: bool = False) -> str:
    """The path of a Chromium that starts. `own` is where Playwright would keep its own copy. windows: whether it has to
    be the whole browser, which keeps pages to go back to."""
    shell = [] if windows else [lambda: shutil.which(SHELL)]
    for search in (*shell, _on_path, lambda: own, lambda: _fetched(own), _installed):
        path = search()
        if path and _starts(path):
            return path
    raise NoChromium(ADVICE)


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _fetched(own: str) -> str | None:
    print("Fetching Chromium with Playwright", flush=True)
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=300)
    return own if done.returncode == 0 else None


def _installed() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium with apt-get", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *arguments], check=False, env=environment, timeout=600)
    return _on_path()


def _starts(path: str) -> bool:
    """Whether it is there with all the libraries it needs."""
    if not Path(path).exists():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
