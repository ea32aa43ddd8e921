"""The pages that belong to the site as a whole: about, errors."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from icpr.admin import resubmission
from icpr.lib.logs.formatters import request_id
from icpr.lib.logs.outages import outage
from pillars.models import FocusArea
from resources.models import Resource

# What the page about the institute rests on, by permanent number.
ABOUT = {"summit": 79, "task_force": 128, "launch": 190, "gift": 191}


def about(request: HttpRequest) -> HttpResponse:
    found = Resource.objects.published().in_bulk(ABOUT.values(), field_name="number")
    context = {name: found.get(number) for name, number in ABOUT.items()}
    context |= {"focus_areas": FocusArea.objects.all(), "contact_email": settings.CONTACT_EMAIL}
    return render(request, "icpr/about.html", context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with a stale one."""
    return resubmission.answer(request) or render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page, or 503 when the database is locked, gone or damaged or the disk full.
    Neither touches the database."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or outage(error):
        if not connection.in_atomic_block:
            connection.close()  # what was put in its place meanwhile is found by the next request
        headers = {"Retry-After": "30", "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html", {"reference": request_id.get()}), status=503, headers=headers)
    return HttpResponse(
        render_to_string("500.html", {"reference": request_id.get()}), status=500, headers={"Cache-Control": "no-store"}
    )
