"""Whether this process is alive, whether it can answer and how it fares: for load balancers, watchdogs and systemd."""

from django.http import HttpRequest, HttpResponse

from icpr.health import metrics, readiness
from icpr.middleware.methods import READING
from icpr.version import version


def alive(request: HttpRequest) -> HttpResponse:
    """ "ok" whenever this process answers at all; asks neither database nor disk."""
    return _plain(["ok"])


def ready(request: HttpRequest) -> HttpResponse:
    """ "ready", or 503 with the reasons; then what else is worth knowing, and the version. A sentence a line."""
    found = readiness.now()
    lines = [*(found.reasons or ["ready"]), *found.notes, f"This is version {version()}."]
    return _plain(lines, code=503 if found.reasons else 200)


def _plain(lines: list[str], code: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=code, headers=headers)


PROBES = {"/healthz": alive, "/readyz": ready, metrics.PATH: metrics.answer}


def probes(get_response):
    """Middleware: answers the probes before anything asks for the name of the host, for HTTPS, a session or a database.

    The machine itself asks by 127.0.0.1 and without TLS, in production too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.is_probe = request.path_info in PROBES
        is_let_in = request.path_info != metrics.PATH or metrics.is_asked_for(request)
        if request.is_probe and request.method in READING and is_let_in:
            return PROBES[request.path_info](request)
        return get_response(request)

    return middleware
