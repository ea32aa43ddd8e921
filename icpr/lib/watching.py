"""What the environment says of watching the library, read and refused with what to do; no secret is ever repeated."""

import re
from importlib.util import find_spec

TOKEN = re.compile(r"[\w~+/.=-]{20,200}", re.ASCII)  # as a header can carry it (RFC 6750)
MISSING = "the package is missing: uv sync --frozen --no-dev --extra {}"


def metrics_token(raw: str) -> str:
    if find_spec("prometheus_client") is None:
        raise ValueError(MISSING.format("metrics"))
    if not TOKEN.fullmatch(raw) or len(set(raw)) < 5:
        raise ValueError("for instance from: openssl rand -hex 20")
    return raw
