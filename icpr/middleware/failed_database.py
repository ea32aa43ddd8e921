"""A database that did not answer the page cache is not asked again for the same request: a reader would wait twice."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FAILED = "icpr.database_error"  # in the environment of a request: what the database answered


def told_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the innermost: raises what was raised."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if error := request.META.get(FAILED):
            raise error
        return get_response(request)

    return middleware
