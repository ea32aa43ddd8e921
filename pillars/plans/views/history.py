"""The private page of a plan's history, and undo of its last change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from icpr.kept.history import is_undone, last_change
from pillars.models import Plan
from pillars.plans.changes_since import asked_day, since
from pillars.plans.contents import ResourcesOf
from pillars.plans.decorators import editors, posted
from pillars.plans.history import take_back
from pillars.plans.views.edit import common, plan_page

MOST_SHOWN = 300
OTHER_CHANGE = (
    "Somebody else changed the plan after you opened it, so nothing was taken back. The last change is now this:"
)


@editors
def history(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """What was done, newest first; with `?since=` from a day on, and what moved since it."""
    day, wrong = asked_day(request)
    found = plan.changes.defer("before", "after")
    context = {"since": None}
    if day:
        found = found.filter(made_at__date__gte=day)
        context["since"] = since(plan, day, list(plan.entries.for_page()))
    context |= {"changes": found[:MOST_SHOWN], "last": last_change(plan), "today": timezone.localdate()}
    return render(request, "plans/history.html", common(plan, token, wrong=wrong, **context))


@editors
@posted
def undo(request: HttpRequest, plan: Plan, token: str, resources_of: ResourcesOf) -> HttpResponse:
    """Take back the last change, if it is still the one the form was shown for."""
    last, asked = last_change(plan), request.POST.get("change", "")
    if last and asked == str(last.pk):
        take_back(plan, last)
    elif last and not is_undone(plan, asked):
        return plan_page(request, plan, token, resources_of, refused=OTHER_CHANGE)
    return redirect("plan", token=token)
