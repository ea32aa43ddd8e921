"""A plan to read and to take away, at its private and at its share address alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from icpr.lib import idempotency
from icpr.lib.attachment import CALENDAR, CSV, JSON, attachment
from pillars.models import Plan
from pillars.plans import formats, progress
from pillars.plans.decorators import editors, readers
from pillars.plans.exchange import ENTRIES
from pillars.plans.since import asked_day, since


@readers
def shared(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    context = _page(plan) | {"token": token, "nonce": idempotency.new_key()}
    return render(request, "plans/shared.html", context)


def _page(plan: Plan) -> dict:
    entries = list(plan.entries.for_page())
    bars = progress.bars(entries) if entries else []
    return {
        "plan": plan,
        "entries": entries,
        "due": progress.due(entries),
        "bars": bars,
        "statuses": progress.COUNTED,
        "has_dates": bool(formats.dated(entries)),
    }


def _printed(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """The plan with contents; with `?since=` also what moved since a day."""
    context = _page(plan)
    day, wrong = asked_day(request)
    context |= {"since": since(plan, day, context["entries"]) if day else None, "wrong": wrong}
    return render(request, "plans/printed.html", context)


def _csv(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    return attachment(ENTRIES.as_csv(plan.entries.for_page()), "plan.csv", CSV)


def _json(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    return attachment(formats.as_json(plan, plan.entries.for_page()), "plan.json", JSON)


def _calendar(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    entries = formats.dated(plan.entries.for_page())
    if not entries:
        return render(request, "plans/no_dates.html", status=404)
    from pillars.plans.calendars import as_calendar  # when it is first asked for: see there

    return attachment(as_calendar(plan, entries), "plan.ics", CALENDAR)


VIEWS = {"printed": _printed, "csv": _csv, "json": _json, "ics": _calendar}
private_forms = {name: editors(view) for name, view in VIEWS.items()}
shared_forms = {name: readers(view) for name, view in VIEWS.items()}
