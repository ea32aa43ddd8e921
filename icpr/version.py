"""The version of this release. It is written in one place, `pyproject.toml`, and read here by all who say it."""

import platform
import tomllib
from functools import cache

import django
from django.conf import settings

from icpr.lib.text.page_titles import SITE


@cache
def version() -> str:
    """A semantic version such as "1.0.0": the last number for mends, the middle one for what is new, the first for
    what an operator has to act on."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def named() -> str:
    return f"{SITE} {version()}"


def in_full() -> str:
    """What `manage.py version` says, for whoever reports a fault."""
    return f"{named()} (Django {django.get_version()}, Python {platform.python_version()})"
