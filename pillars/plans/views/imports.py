"""The private page that takes a plan's own CSV back: first what it would change, then the change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.kept.history import is_repeat
from icpr.kept.kinds import nonce_in
from icpr.lib.csvfile import Unreadable
from icpr.lib.http.forms import takes_form
from pillars.models import Plan
from pillars.plans import exchange
from pillars.plans.decorators import editors
from pillars.plans.forms import UploadForm
from pillars.plans.views.edit import common


@editors
@takes_form
def import_csv(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """Take the plan's CSV back: first what it would change, then, confirmed, the change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _import_page(request, plan, token, form, code=400 if form.errors else 200)
    idempotency_key = f"{nonce_in(request)}:import"
    if is_repeat(plan, idempotency_key):
        return redirect("plan", token=token)
    text = form.cleaned_data["text"]
    digest = request.POST.get("digest", "") if form.cleaned_data["decoded"].is_clear else ""
    try:
        outcome, is_done = exchange.import_csv(plan, text, digest, idempotency_key)
    except Unreadable as error:
        return _import_page(request, plan, token, form, problem=str(error), code=400)
    if is_done:
        return redirect("plan", token=token)
    return _import_page(request, plan, token, form, outcome=outcome, text=text)


def _import_page(request, plan, token, form, *, code=200, **more) -> HttpResponse:
    return render(
        request, "plans/import.html", common(plan, token, form=form, table=exchange.ENTRIES, **more), status=code
    )
