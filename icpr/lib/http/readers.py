"""Whether a person opens a page, as far as a request tells: programs say who they are, and browsers what they do."""

import re
from collections.abc import Mapping

from django.conf import settings

MACHINES = re.compile(
    r"bot|crawl|spider|slurp|archive|fetch|scan|monitor|preview|headless|lighthouse|externalhit|embedly|"
    r"curl|wget|python|java/|ruby|perl|php|go-http|node|axios|okhttp|libwww|http[-_]?client",
    re.IGNORECASE,
)
PREFETCH = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def by_a_reader(environ: Mapping) -> bool:
    """Whether a person asked for a page, now, by the environment of the request.
    Only staff carry a session, and what they try out is not counted."""
    agent = environ.get("HTTP_USER_AGENT", "")
    return (
        environ["REQUEST_METHOD"] == "GET"
        and bool(agent.strip())
        and not MACHINES.search(agent)
        and not any(environ.get(name) for name in PREFETCH)
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )
