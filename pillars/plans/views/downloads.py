"""A plan to read and to take away, at its private and at its share address alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from icpr.lib import idempotency
from icpr.lib.http.attachment import CALENDAR, CSV, JSON, attachment
from pillars.models import Plan
from pillars.plans import contents, formats, sheets
from pillars.plans.changes_since import asked_day, since
from pillars.plans.contents import ResourcesOf
from pillars.plans.decorators import editors, readers
from pillars.plans.exchange import ENTRIES


@readers
def shared(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf) -> HttpResponse:
    """The plan for somebody who was not there when it was made."""
    changed_at = plan.changes.values_list("made_at", flat=True).first()
    context = {"token": token, "nonce": idempotency.new_key(), "changed_at": changed_at}
    return render(request, "plans/shared.html", contents.of(plan, resources_of) | context)


def _summary(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """The plan on few sheets; with `?since=` also what moved since a day."""
    context = contents.of(plan)
    day, wrong = asked_day(request)
    context |= {"since": since(plan, day, context["entries"]) if day else None, "wrong": wrong}
    context |= {"parts": sheets.parted(context["entries"]), "most_dates": sheets.NEXT_DATES}
    return render(request, "plans/summary.html", context)


def _sheets(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf) -> HttpResponse:
    """A sheet for each item, for whoever is responsible for it."""
    return render(request, "plans/sheets.html", contents.of(plan, resources_of))


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


VIEWS = {"summary": _summary, "sheets": _sheets, "csv": _csv, "json": _json, "ics": _calendar}
private_forms = {name: editors(view) for name, view in VIEWS.items()}
shared_forms = {name: readers(view) for name, view in VIEWS.items()}
