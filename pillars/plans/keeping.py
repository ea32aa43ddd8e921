"""The private pages that keep a plan: its history, the file back in, the end."""

import hmac

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from icpr.lib.forms import takes_form
from icpr.lib.spreadsheets import Unreadable
from pillars.models import Plan
from pillars.plans import changes, importing, tokens, undoing
from pillars.plans.access import editors, posted, private
from pillars.plans.editing import common, plan_page
from pillars.plans.forms import UploadForm
from pillars.plans.since import asked_day, since
from pillars.plans.starting import nonce_in

MOST_SHOWN = 300
OTHER_CHANGE = (
    "Somebody else changed the plan after you opened it, so nothing was taken back. The last change is now this:"
)


@private
@takes_form
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Erase the plan with all it holds; nothing of it is kept. Sent twice, the form is answered twice alike."""
    farewell = tokens.farewell_of(token)
    response = _delete(request, token=token, farewell=farewell)
    if response.status_code == 404 and hmac.compare_digest(
        request.POST.get("farewell", "").encode(), farewell.encode()
    ):
        return response if Plan.objects.filter(edit_hash=tokens.hash_of(token)).exists() else redirect("plan-deleted")
    return response


@editors
def _delete(request: HttpRequest, plan: Plan, token: str, farewell: str) -> HttpResponse:
    if request.method != "POST":
        context = common(plan, token, number=plan.entries.count(), farewell=farewell)
        return render(request, "plans/delete.html", context)
    plan.delete()
    return redirect("plan-deleted")


@private
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/deleted.html")


@editors
def history(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """What was done, newest first; with `?since=` from a day on, and what moved since it."""
    day, wrong = asked_day(request)
    found = plan.changes.defer("before", "after")
    context = {"since": None}
    if day:
        found = found.filter(made_at__date__gte=day)
        context["since"] = since(plan, day, list(plan.entries.for_page()))
    context |= {"changes": found[:MOST_SHOWN], "last": undoing.last_change(plan), "today": timezone.localdate()}
    return render(request, "plans/history.html", common(plan, token, wrong=wrong, **context))


@editors
@posted
def undo(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Take back the last change, if it is still the one the form was shown for."""
    last, asked = undoing.last_change(plan), request.POST.get("change", "")
    if last and asked == str(last.pk):
        undoing.undo(plan, last)
    elif last and not _undone(plan, asked):
        return plan_page(request, plan, token, refused=OTHER_CHANGE, code=409)
    return redirect("plan", token=token)


def _undone(plan: Plan, change: str) -> bool:
    """Whether this change was taken back already, as when the form is sent twice."""
    return change.isdecimal() and len(change) < 19 and plan.changes.filter(pk=change, undone_at__isnull=False).exists()


@editors
@takes_form
def read_in(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Take the plan's CSV back: first what it would change, then, confirmed, the change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _read_in_page(request, plan, token, form, code=400 if form.errors else 200)
    once = f"{nonce_in(request)}:import"
    if changes.is_repeat(plan, once):
        return redirect("plan", token=token)
    text = form.cleaned_data["text"]
    try:
        outcome = importing.dry_run(plan, text)
    except Unreadable as error:
        return _read_in_page(request, plan, token, form, problem=str(error), code=400)
    if form.cleaned_data["decoded"].is_clear and request.POST.get("digest") == outcome.digest:
        importing.apply(plan, outcome, once)
        return redirect("plan", token=token)
    return _read_in_page(request, plan, token, form, outcome=outcome, text=text)


def _read_in_page(request, plan, token, form, *, code=200, **more) -> HttpResponse:
    return render(request, "plans/read_in.html", common(plan, token, form=form, **more), status=code)
