"""Which methods an address takes, for every address: the answers to OPTIONS and to what is not allowed."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve

READING = ("GET", "HEAD")
STAFF = ("admin/", "accounts/")  # Django's and allauth's own pages say no more of themselves than that they take forms

NOT_DONE_HERE = {
    "status": 405,
    "heading": "This cannot be done here",
    "text": "The address is right for reading. Open it in a browser.",
}


def allowed_at(path: str) -> list[str]:
    """The methods that the address takes, for `Allow`. An address that leads nowhere can be asked, and answers so."""
    match = _match(path)
    # OPTIONS * asks the server as a whole
    takes_form = path == "*" or (match is not None and _takes_form(match))
    return [*READING, "POST", "OPTIONS"] if takes_form else [*READING, "OPTIONS"]


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _takes_form(match: ResolverMatch) -> bool:
    return match.route.startswith(STAFF) or getattr(match.func, "takes_form", False)


def allowed_methods(get_response):
    """Middleware: OPTIONS is answered with the methods of the address,
    and what it does not take is refused with them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING or (request.method == "POST" and _match(request.path_info) is None):
            return get_response(request)  # where nothing is, the answer is 404
        allowed = allowed_at(request.path_info)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method not in allowed:
            # A copy: the tags of a template write into the dictionary they are given.
            return HttpResponseNotAllowed(allowed, render_to_string("refused.html", dict(NOT_DONE_HERE)))
        return get_response(request)

    return middleware
