"""The API as the site's list of addresses knows it: all that is under /api/v1/, and the page that explains it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def api(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever is under /api/v1/. Loads ninja with the first request: a process that nobody asks for JSON goes without
    its 14 MB."""
    from resources.api.v1 import resolver

    match = resolver.resolve(rest)
    request.resolver_match = match  # the log says which part was asked
    asked, request.method = request.method, "GET"  # ninja knows no HEAD; its body is left out by the server
    try:
        return match.func(request, *match.args, **match.kwargs)
    finally:
        request.method = asked


def documentation(request: HttpRequest) -> HttpResponse:
    """How to use the API, as its OpenAPI document says."""
    from resources.api.documentation import page

    return render(request, "resources/api.html", page())
