"""Requests that are refused before Django sees them: what the sender is told, and what the log is told."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from django.template.loader import render_to_string

from icpr.lib.metrics import counting
from icpr.middleware.headers import HEADERS
from icpr.middleware.methods import NOT_DONE_HERE

logger = logging.getLogger("icpr.server")

LOG_SECONDS = 60
FIXED = HEADERS | {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Connection": "close",
}


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused. `reason` is for the log, the rest for the sender; `headers` are name and value."""

    reason: str
    status: int
    heading: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self, *, with_body: bool = True) -> bytes:
        """The whole answer as it goes over the wire."""
        page = _page(self.status, self.heading, self.text)
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        fields = [("Date", formatdate(usegmt=True)), *FIXED.items(), *self.headers, ("Content-Length", str(len(page)))]
        lines += [f"{name}: {value}" for name, value in fields]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + (page if with_body else b"")


class Refused(Exception):
    """Raised with a `Refusal` while a request is read."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.reason)
        self.refusal = refusal


@lru_cache(32)
def _page(status: int, heading: str, text: str) -> bytes:
    return render_to_string("refused.html", {"status": status, "heading": heading, "text": text}).encode()


UNREADABLE = Refusal(
    "malformed",
    400,
    "This request could not be read",
    "It does not keep to the rules of the web, so nothing was done and nothing was saved. Go back and try again.",
)
CUT_OFF = Refusal(
    "cut off",
    400,
    "This form did not arrive whole",
    "The connection ended before all of it was here. Nothing was saved. Go back and send it again.",
)
HEAD_TOO_LARGE = Refusal(
    "too much before the form",
    431,
    "This request asks too much",
    "Its address or what the browser sent with it is too long. Go back and use a shorter address.",
)
OTHER_ENCODING = Refusal(
    "another encoding",
    415,
    "This request could not be read",
    "It says that it is not written in UTF-8, as all that is sent here has to be. Nothing was saved.",
)
SLOW = Refusal(
    "too slow",
    408,
    "This took too long",
    "What you sent did not arrive in time. Nothing was saved. Go back and send it again; if this comes back, "
    "try another connection.",
)
BUSY = Refusal(
    "too busy",
    503,
    "The library is busy",
    "It cannot take more just now. Nothing was saved. Go back and try again in half a minute.",
    (("Retry-After", "30"),),
)

STOPPING = Refusal(
    "still unanswered at a stop",
    503,
    "The library is being started again",
    "It stopped before this was answered. Go back and try again in half a minute. If you sent a form, look first "
    "whether it was saved.",
    (("Retry-After", "30"),),
)


def too_large(most: int) -> Refusal:
    """For a body of more bytes than may be sent here."""
    limit = f"{most / 1024 / 1024:.1f}".removesuffix(".0")
    return Refusal(
        "too large",
        413,
        "This is too large",
        f"At most {limit} MB can be sent here. Nothing was saved. Go back and send less, or a smaller file; staff who "
        "add a document need to be signed in.",
    )


def not_allowed(methods: list[str]) -> Refusal:
    """For a method that nothing here takes."""
    return Refusal("unknown method", **NOT_DONE_HERE, headers=(("Allow", ", ".join(methods)),))


class Tally:
    """Counts refusals, and writes at most one line a minute, with reasons and numbers but no address."""

    def __init__(self):
        self.counts: Counter = Counter()
        self.next_line: asyncio.TimerHandle | None = None

    def add(self, reason: str) -> None:
        """Count one. The first is written at once. Runs in the event loop."""
        counting.refusal(reason)
        self.counts[reason] += 1
        if self.next_line is None:
            self._write()

    def _write(self) -> None:
        self.next_line = None
        if self.counts:
            told = ", ".join(f"{number} {reason}" for reason, number in sorted(self.counts.items()))
            logger.warning("Requests refused: %s", told)
            self.counts.clear()
            self.next_line = asyncio.get_running_loop().call_later(LOG_SECONDS, self._write)


tally = Tally()
