"""What readers do in a browser, with a library on many machines: `python -m tests.drills.journeys [arguments]`.

Two servers and one that does the jobs, each with a place of its own, behind nginx, over PgBouncer, PostgreSQL with a
replica, Redis and an S3-compatible store, all on this machine.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from tests.browser.site import GIVEN, Site, extras
from tests.drills.library import library
from tests.icpr.server.nginx import nginx
from tests.server import ROOT, free_port

JOURNEYS = [f"tests/browser/test_{name}.py" for name in ("journeys", "journey", "plan", "lists", "editing", "admin")]


def main(arguments: list[str]) -> int:
    """The exit code of pytest."""
    with tempfile.TemporaryDirectory(prefix="icpr-drill-") as name:
        folder, port = Path(name), free_port()
        (folder / "nginx").mkdir()
        front = f"http://localhost:{port}"
        with (
            library(folder, "many", SITE_URL=front, BEHIND_PROXY="1") as found,
            nginx(folder / "nginx", found.addresses, port),
        ):
            site = replace(Site(front, None, found.env, "", ""), **extras(found.env))
            told = json.dumps(asdict(site))
            command = [sys.executable, "-m", "pytest", "-p", "no:randomly", *(arguments or JOURNEYS)]
            return subprocess.run(command, cwd=ROOT, env=os.environ | {GIVEN: told}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
