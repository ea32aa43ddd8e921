"""Counts what Django answers; pages that are kept are counted by the page cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from resources.usage import counting


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: see `resources.usage`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if match := request.resolver_match:
            counting.note(request.META, match, response.status_code, response.get("Content-Range", ""))
        return response

    return middleware
