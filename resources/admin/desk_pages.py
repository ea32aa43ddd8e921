"""The pages of the quality desk beside the start page: its calendar, its figures, and whether its mail is wanted."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from resources.desk import figures, months, weekly
from resources.desk.models import WeeklyMail
from resources.models import Resource

WANTED = {
    "1": "You get a letter on Mondays while records of yours wait.",
    "0": "You get no letter on Mondays any more.",
}


def urls(guard: Callable) -> list:
    return [
        path("desk/calendar/", guard(calendar), name="desk_calendar"),
        path("desk/figures/", guard(numbers), name="desk_figures"),
        path("desk/weekly-mail/", guard(require_POST(weekly_mail)), name="desk_weekly_mail"),
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


def weekly_mail(request: HttpRequest) -> HttpResponse:
    """Keeps whether who is signed in wants the weekly letter."""
    if not request.user.has_perm(weekly.PERMISSION):
        raise PermissionDenied
    wanted = request.POST.get("wanted", "")
    if wanted in WANTED:
        WeeklyMail.objects.update_or_create(user=request.user, defaults={"is_wanted": wanted == "1"})
        messages.success(request, WANTED[wanted])
    else:
        messages.warning(request, "Nothing was changed: press one of the buttons below the quality desk.")
    return redirect(f"{reverse('admin:index')}#desk-title")


def _page(request: HttpRequest, template: str, context: dict, read: Callable[[], dict]) -> HttpResponse:
    if not request.user.has_perm("resources.view_resource"):
        raise PermissionDenied
    whole = admin.site.each_context(request) | {"opts": Resource._meta} | context | read()
    return TemplateResponse(request, template, whole)
