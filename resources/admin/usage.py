"""How often the library is opened, for its staff: a page with charts that are tables too, and the same as a file."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from icpr.lib.http.attachment import CSV, attachment
from resources.usage import lines, reports
from resources.usage.models import Sort

PERMISSION = "usage.view_usagecount"


def urls(guard: Callable) -> list:
    return [
        path("usage/", guard(page), name="usage"),
        path("usage/usage.csv", guard(table), name="usage_csv"),
    ]


def address(user) -> str:
    """Where the page is, for whoever may see it; else ""."""
    return reverse("admin:usage") if user.has_perm(PERMISSION) else ""


def page(request: HttpRequest) -> HttpResponse:
    period = _period(request)
    context = admin.site.each_context(request) | {
        "title": "How often the library is opened",
        "period": period,
        "periods": reports.PERIODS,
        "sorts": [(sort, lines.lines(period, sort), period.others(sort)) for sort in Sort],
        "most": lines.MOST_SHOWN,
        "kept_days": settings.USAGE_DAYS,
        "is_kept_elsewhere": bool(settings.PUBLIC_MAX_AGE or settings.PUBLIC_STALE_WHILE_REVALIDATE),
    }
    return TemplateResponse(request, "admin/usage/page.html", context)


def table(request: HttpRequest) -> HttpResponse:
    period = _period(request)
    return attachment(lines.as_csv(period), f"usage-{period.since}-{period.today}.csv", CSV)


def _period(request: HttpRequest) -> reports.Period:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return reports.Period.read(request.GET)


def opened(request: HttpRequest, permanent_number: str) -> str:
    """How often a record was opened lately, in words, for whoever may see it; else ""."""
    may = settings.USAGE_DAYS and request.user.has_perm(PERMISSION)
    return reports.opened(permanent_number) if may else ""
