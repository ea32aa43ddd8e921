"""The pages of the quality desk beside the start page: its calendar and its figures."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from resources.desk import figures, months
from resources.models import Resource


def urls(guard: Callable) -> list:
    return [
        path("desk/calendar/", guard(calendar), name="desk_calendar"),
        path("desk/figures/", guard(numbers), name="desk_figures"),
    ]


def calendar(request: HttpRequest) -> HttpResponse:
    """A month, the present one or the one that is asked for as ?month=2026-12."""
    today = timezone.localdate()
    first = months.first_of(request.GET.get("month", ""), today)
    before, after = months.neighbours(first)
    context = {"title": "Calendar", "first": first, "before": before, "after": after}
    return _page(request, "admin/desk/calendar.html", context, lambda: {"weeks": months.weeks(first, today)})


def numbers(request: HttpRequest) -> HttpResponse:
    """What the library holds and how it grows, as charts that are tables too."""
    today = timezone.localdate()
    return _page(
        request,
        "admin/desk/figures.html",
        {"title": "Figures"},
        lambda: {"grid": figures.by_pillar_and_kind(), "charts": figures.charts(today)},
    )


def _page(request: HttpRequest, template: str, context: dict, read: Callable[[], dict]) -> HttpResponse:
    if not request.user.has_perm("resources.view_resource"):
        raise PermissionDenied
    whole = admin.site.each_context(request) | {"opts": Resource._meta} | context | read()
    return TemplateResponse(request, template, whole)
