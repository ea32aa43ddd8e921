"""What the environment says of watching the library, read and refused with what to do; no secret is ever repeated."""

import re
from importlib.util import find_spec
from urllib.parse import urlsplit

TOKEN = re.compile(r"[\w~+/.=-]{20,200}", re.ASCII)  # as a header can carry it (RFC 6750)
MISSING = "the package is missing: uv sync --frozen --no-dev --extra {}"


def metrics_token(raw: str) -> str:
    if find_spec("prometheus_client") is None:
        raise ValueError(MISSING.format("metrics"))
    if not TOKEN.fullmatch(raw) or len(set(raw)) < 5:
        raise ValueError("for instance from: openssl rand -hex 20")
    return raw


def sentry_dsn(raw: str) -> str:
    if find_spec("sentry_sdk") is None:
        raise ValueError(MISSING.format("sentry"))
    parts = urlsplit(raw)  # a port that is none raises ValueError, with the port alone
    number = parts.path.rpartition("/")[2]
    is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.username and number.isdecimal()
    if not is_one or (parts.port or 1) < 1 or parts.query or parts.fragment or not raw.isascii():
        raise ValueError("copy it whole from the project's settings, “Client Keys”")
    return raw
