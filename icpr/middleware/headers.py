"""Headers every answer carries, and queries that cannot be read."""

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def strict_headers(get_response):
    """Adds the policy headers Django has no setting for, unless the view has set its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def readable_query(get_response):
    """Answers 400 with a helpful page when a query has more parameters than anyone types."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.GET  # noqa: B018  parsed on first use, and refused here rather than deep in a view
        except TooManyFieldsSent as error:
            from icpr.views import bad_request

            return bad_request(request, error)
        return get_response(request)

    return middleware
