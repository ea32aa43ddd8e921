"""What is true of every answer of the API: scripts of any site may read it, its errors are problems, and it is limited.

This middleware stands before all that refuses a request, so that what any of them says is said as a problem too.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from icpr.lib.http.caller import network_of
from icpr.lib.http.problems import PROBLEM, Problem, answer_of, body_of
from icpr.limits.shared import SharedLimit

PREFIX = "/api/v1/"
READ = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
DETAILS = {
    400: "The request cannot be read: it has too many parameters, or is not for this site.",
    404: "There is nothing at this address. All addresses are in /api/v1/openapi.json; none ends in a slash.",
    405: "The API is for reading: GET, HEAD and OPTIONS.",
    500: "Something went wrong here. The same request may work later.",
    503: "The library cannot be read at the moment. Please try again in a little while.",
}
OF_THE_OLD_BODY = ("Content-Encoding", "Content-Language", "ETag", "Last-Modified")

limit = SharedLimit("api", seconds=60)


def open_api(get_response):
    """Middleware: see above. Other addresses pass unchanged."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        response = _refused(request) or get_response(request)
        if response.status_code >= 400 and response.get("Content-Type") != PROBLEM:
            _make_problem(response)
        for name, value in (READ | PREFLIGHT if request.method == "OPTIONS" else READ).items():
            response[name] = value
        return response

    return middleware


def _refused(request: HttpRequest) -> HttpResponse | None:
    most = settings.API_REQUESTS_A_MINUTE
    seconds = limit.seconds_to_wait(network_of(request), most) if most and request.method != "OPTIONS" else 0
    if not seconds:
        return None
    detail = f"More than {most} requests a minute came from your network. Please wait {seconds} seconds."
    response = answer_of(Problem(429, detail))
    response["Retry-After"], response["Cache-Control"] = str(seconds), "no-store"
    return response


def _make_problem(response: HttpResponse) -> None:
    """A page that says what is wrong, turned into a problem; what its headers tell clients is kept."""
    more = {"allowed": re.findall(r"\w+", response["Allow"])} if "Allow" in response else {}
    response.content = body_of(response.status_code, DETAILS.get(response.status_code, ""), **more)
    response["Content-Type"] = PROBLEM
    response["Content-Length"] = str(len(response.content))
    for name in OF_THE_OLD_BODY:
        if name in response:
            del response[name]
