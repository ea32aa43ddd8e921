"""Giving out the package of a model policy."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from icpr.lib.http.archives import respond
from resources.catalogue import record_page, tombstone
from resources.packages import contents


def policy_package(request: HttpRequest, number: str) -> HttpResponseBase:
    """The ZIP; 410 with the reason for a policy that was public, 404 for any other number."""
    wanted = int(number.removeprefix("ICPR-"))
    package = contents.of_number(wanted)
    if package is None:
        return render(request, "resources/gone.html", record_page.of_gone(tombstone.of_number(wanted)), status=410)
    return respond(request, package.archive, package.name)
