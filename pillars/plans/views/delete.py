"""The private page on which a plan is deleted for good."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.lib import tokens
from icpr.lib.http.forms import takes_form
from pillars.models import Plan
from pillars.plans.decorators import editors, private
from pillars.plans.views.edit import common

PURPOSE = "pillars.plan.delete"  # of what the form carries, so that sent twice it still says that the plan is deleted


@private
@takes_form
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Erase the plan with all it holds; nothing of it is kept. Sent twice, the form is answered twice alike."""
    delete_token = tokens.derived_token(PURPOSE, token)
    response = _delete(request, token=token, delete_token=delete_token)
    if response.status_code == 404 and tokens.is_same(request.POST.get("delete_token", ""), delete_token):
        return response if Plan.objects.filter(edit_hash=tokens.hash_of(token)).exists() else redirect("plan-deleted")
    return response


@editors
def _delete(request: HttpRequest, plan: Plan, token: str, delete_token: str) -> HttpResponse:
    if request.method != "POST":
        context = common(plan, token, number=plan.entries.count(), delete_token=delete_token)
        return render(request, "plans/delete.html", context)
    plan.delete()
    return redirect("plan-deleted")


@private
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/deleted.html")
