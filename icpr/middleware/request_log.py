"""A name for every request, its place in the figures, and if wanted a line of the log for each:
route, status and time, nothing of who or what."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from icpr.lib.logs.formatters import request_id
from icpr.lib.metrics import counting

WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

log = logging.getLogger("icpr.access")


def named_and_logged(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: what the log says while a request is answered carries its name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began, kept = time.perf_counter(), request_id.set(_name_of(request))
        try:
            response = get_response(request)
            if not getattr(request, "is_probe", False):
                arrived = request.META.get(counting.ARRIVED, began)
                counting.request(_route_of(request), request.method, response.status_code, arrived)
                if settings.ACCESS_LOG:
                    _write(request, response.status_code, round((time.perf_counter() - began) * 1000))
            return response
        finally:
            request_id.reset(kept)

    return middleware


def written(environ: dict, match: ResolverMatch, code: int, result: str) -> None:
    """A request that was answered before Django made one of it: counted, and its line, if lines are wanted. result:
    what the page cache did."""
    counting.request(match.view_name, environ["REQUEST_METHOD"], code, environ[counting.ARRIVED], result)
    if not settings.ACCESS_LOG:
        return
    request = WSGIRequest(environ)
    request.resolver_match = match
    kept = request_id.set(_name_of(request))
    try:
        _write(request, code, 0)
    finally:
        request_id.reset(kept)


def _name_of(request: HttpRequest) -> str:
    """The name a trusted proxy gave, so that its log and ours can be laid beside each other, or a new one."""
    given = request.headers.get("X-Request-Id", "") if settings.BEHIND_PROXY else ""
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


def _write(request: HttpRequest, code: int, milliseconds: int) -> None:
    fields = {
        "method": request.method if request.method in counting.METHODS else "other",
        "route": _route_of(request),
        "status": code,
        "ms": milliseconds,
    }
    log.info("{method} {route} {status} {ms} ms".format(**fields), extra={"fields": fields})


def _route_of(request: HttpRequest) -> str:
    """The name of the address in the list of addresses, never the address:
    that may hold a secret or a reader's words."""
    if match := request.resolver_match:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"
