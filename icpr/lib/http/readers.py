"""Whether a person opens a page, as far as a request tells: programs say who they are, and browsers what they do."""

import re
from collections.abc import Mapping

from django.conf import settings

MACHINES = re.compile(
    r"bot|crawl|spider|slurp|archive|fetch|scan|monitor|preview|headless|lighthouse|externalhit|embedly|"
    r"curl|wget|python|java/|ruby|perl|php|go-http|node|axios|okhttp|libwww|http[-_]?client"
)  # in small letters, which are found ten times as fast as either
PREFETCH = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def by_a_reader(environ: Mapping) -> bool:
    """Whether a person who may be counted asked for a page, now, by the environment of the request."""
    agent = environ.get("HTTP_USER_AGENT", "")
    return (
        may_be_counted(environ)
        and bool(agent.strip())
        and not MACHINES.search(agent.lower())
        and not any(environ.get(name) for name in PREFETCH)
    )


def may_be_counted(environ: Mapping) -> bool:
    """Whether a request reads something, and whoever makes it does not ask to be left out, by Global Privacy Control or
    by Do Not Track. Only staff carry a session, and what they try out is not counted."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("HTTP_SEC_GPC") != "1"
        and environ.get("HTTP_DNT") != "1"
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )
