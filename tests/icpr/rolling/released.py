"""The migrations of the latest release, which code of that release runs with: `released.json`.

`python -m tests.icpr.rolling.released` writes it anew, as a step of a release.
"""

import json
import os
from pathlib import Path

FILE = Path(__file__).with_name("released.json")


def told() -> dict:
    """The version, and the name of the last migration of each app."""
    return json.loads(FILE.read_text())


def write() -> None:
    from django.apps import apps

    from icpr.version import version
    from tests.icpr.rolling.rules import loader, our_apps

    last = {
        app: max(name for label, name in loader().disk_migrations if label == app) for app in sorted(our_apps(apps))
    }
    FILE.write_text(json.dumps({"version": version(), "last": last}, indent=1) + "\n")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
    django.setup()
    write()
