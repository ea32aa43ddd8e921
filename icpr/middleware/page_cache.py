"""Public pages that cost nothing the second time: 304, and finished compressed bytes, before Django is asked at all.

A WSGI middleware around Django's application. Of a request for a public address it reads the edition of the catalogue,
one small query, and from edition, build and address it makes the validator. A reader who has that has the page; a page
kept under it is sent as it is; any other is made by Django, compressed, and kept if it is the same for everybody and
the edition is still the one it began with. What Django's own middleware adds to an answer is kept with it.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.http import HttpResponseBase, StreamingHttpResponse

from icpr import build
from icpr.lib.http import compression, keeping
from icpr.lib.metrics import counting
from icpr.lib.single_flight import Turns
from icpr.middleware import request_log, validators
from icpr.middleware.failed_database import FAILED
from icpr.middleware.kept_pages import KeptPages, Page
from icpr.middleware.public_addresses import Address, is_personal, origin, public_address
from icpr.middleware.reading_replica import answered
from resources import edition, search_log
from resources.usage import counting as usage

TURN_SECONDS = 2  # to wait for another thread that makes the same page
VARY = ("Vary", "Accept-Encoding")
COMMA = re.compile(r"\s*,\s*")
# A script of another site that sends the validator of a form or of the API itself has to be let see that it is good; of
# a page it learns no more by it.
READ_ANYWHERE = ("Access-Control-Allow-Origin", "*")
ASK_AGAIN, PRIVATE = ("Cache-Control", "no-cache"), ("Cache-Control", "private, no-cache")
WORDS = {200: "200 OK", 304: "304 Not Modified", 412: "412 Precondition Failed"}

StartResponse, Headers = Callable[..., object], list[tuple[str, str]]


@dataclass(slots=True)
class Asked:
    """A request for a public address, at one edition."""

    environ: dict
    address: Address
    edition: edition.Edition
    validator: str
    coding: str

    @property
    def has_it(self) -> bool:
        """Whether the reader has the page as it is now."""
        return validators.matches(self.environ.get("HTTP_IF_NONE_MATCH", ""), self.validator)

    @property
    def status(self) -> int:
        """For a page that there is: 200, or what the conditions of the request make of it (RFC 9110, section 13)."""
        if self.environ.get("HTTP_IF_MATCH", "*").strip() != "*":
            return 412  # a weak validator never matches strongly
        return 304 if self.has_it or self.environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*" else 200


class PageCache:
    """`application` is Django's. It stays what it is for everything that is not public.

    A thread keeps its connection to the database from one page that is known to the next, which the pool has room for;
    Django gives it back, or puts another in the place of one that failed, before it makes a page.
    """

    def __init__(self, application: Callable):
        self.application, self.build = application, build.identity()
        self.pages, self.turns = KeptPages(), Turns()

    def __call__(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        environ.setdefault(counting.ARRIVED, time.perf_counter())  # by another server than ours it is not said
        address = public_address(environ)
        if address is None:
            return self.application(environ, start_response)
        if is_personal(environ):
            return self._unshared(environ, start_response)
        answer = partial(self._shared, environ, address)
        return answer(start_response) if address.is_settled else answered(answer, start_response)

    def _shared(self, environ: dict, address: Address, start_response: StartResponse) -> Iterable[bytes]:
        """The answer for anybody, from one place."""
        try:
            asked = self._asked(environ, address)
        except ObjectDoesNotExist:  # not all pages need it
            return self.application(environ, start_response)
        except Error as error:  # Django says what is wrong with the database
            return self.application(environ | {FAILED: error}, start_response)
        if (answer := self._known(asked, start_response)) is not None:
            return answer
        with self.turns.of(asked.validator, seconds=TURN_SECONDS) as was_busy:
            if was_busy and (answer := self._known(asked, start_response)) is not None:
                return answer
            return self._made(asked, start_response)

    def _asked(self, environ: dict, address: Address) -> Asked:
        now = edition.current()
        validator = validators.validator(self.build, now, f"{origin(environ)}\n{address.canonical}")
        return Asked(environ, address, now, validator, compression.chosen(environ.get("HTTP_ACCEPT_ENCODING", "")))

    def _known(self, asked: Asked, start_response: StartResponse) -> list[bytes] | None:
        """The answer that needs no page to be made. A search is counted, for which its page must be known."""
        page = None
        if asked.address.is_search or not asked.has_it:
            page = self.pages.get(asked.validator, asked.coding)
            if page is None:
                return None
            if page.search is not None:
                search_log.note(WSGIRequest(asked.environ), search_log.Search(*page.search))
        usage.note(asked.environ, asked.address.match, asked.status)
        result = "unchanged" if page is None else "known"
        request_log.written(asked.environ, asked.address.match, asked.status, result)
        return _sent(asked, page, start_response)

    def _made(self, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
        """What Django answers, kept if it may be."""
        with keeping.watched() as reasons:
            response, status, headers = _answer(self.application, asked.environ)
        if response.streaming:
            counting.page("not kept")
            return _streamed(asked, response, status, headers, start_response)
        try:
            is_kept = not reasons and _may_be_kept(response) and _is_still(asked.edition)
        finally:
            response.close()
        counting.page("made and kept" if is_kept else "not kept")
        headers = [*headers, *asked.address.headers] if is_kept else _with_default(headers, ASK_AGAIN)
        made = Page(_varied(headers), response.content, compression.IDENTITY, getattr(response, "search", None))
        # A validator of its own may name these very bytes.
        page = made.in_coding(compression.IDENTITY if response.has_header("ETag") else asked.coding)
        if is_kept:
            self.pages.set(asked.validator, asked.coding, page)
            return _sent(asked, page, start_response)
        start_response(status, page.headers)
        return [page.body]

    def _unshared(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        """The answer for a request that says who makes it: never kept, by nobody, and with nothing beside it."""
        counting.page("of somebody")
        return self.application(
            environ, lambda status, headers, error=None: start_response(status, _with_default(headers, PRIVATE))
        )


def _is_still(before: edition.Edition) -> bool:
    """Whether an edition is that of this moment. A database that fails just now takes nothing from a page that is made:
    it is not kept."""
    try:
        return validators.is_same(edition.current(), before)
    except (Error, ObjectDoesNotExist):
        return False


def _sent(asked: Asked, page: Page | None, start_response: StartResponse) -> list[bytes]:
    """A page that is known, or what the conditions of the request make of it."""
    keep = validators.keeping_headers(asked.edition, asked.validator)
    if asked.status == 200 and page is not None:
        start_response(WORDS[200], [*page.headers, *keep])
        return [page.body]
    start_response(WORDS[asked.status], [*keep, VARY, READ_ANYWHERE])
    return [b""]


def _streamed(
    asked: Asked, response: StreamingHttpResponse, status: str, headers: Headers, start_response: StartResponse
) -> Iterable[bytes]:
    """A long answer as it is made: not kept, but shorter on its way."""
    headers = _with_default(headers, ASK_AGAIN)
    accepted = asked.environ.get("HTTP_ACCEPT_ENCODING", "")
    is_text = compression.is_compressible(response.get("Content-Type", "")) and not response.has_header("ETag")
    if is_text and compression.chosen(accepted, (compression.GZIP,)) == compression.GZIP:
        headers = [pair for pair in _varied(headers) if pair[0].lower() != "content-length"]
        start_response(status, [*headers, ("Content-Encoding", compression.GZIP)])
        return compression.Streamed(response)
    start_response(status, headers)
    return response


def _answer(application: Callable, environ: dict) -> tuple[HttpResponseBase, str, Headers]:
    """What Django answers, its status line and its headers, cookies among them."""
    began: list = []
    response = application(environ, lambda status, headers, error=None: began.append((status, headers)))
    return (response, *began[-1])


def _may_be_kept(response: HttpResponseBase) -> bool:
    """Whether an answer is the same for everybody: a page, without cookies, that says nothing else of itself."""
    vary = {name.lower() for name in COMMA.split(response.get("Vary", "")) if name}
    says = any(response.has_header(name) for name in ("Cache-Control", "ETag", "Content-Encoding"))
    return response.status_code == 200 and not response.cookies and not says and vary <= {"accept-encoding"}


def _with_default(headers: Headers, default: tuple[str, str]) -> Headers:
    """The headers, with one that may be there already."""
    return headers if any(name.lower() == default[0].lower() for name, _ in headers) else [*headers, default]


def _varied(headers: Headers) -> Headers:
    """The headers of an answer whose coding the reader chooses, beside all else that it varies by."""
    others = [name for key, value in headers if key.lower() == "vary" for name in COMMA.split(value) if name]
    names = [*(name for name in others if name.lower() != "accept-encoding"), VARY[1]]
    return [*(pair for pair in headers if pair[0].lower() != "vary"), ("Vary", ", ".join(names))]
