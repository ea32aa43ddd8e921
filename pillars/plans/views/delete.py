"""The private page on which a plan is deleted for good."""

import hmac

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.lib.forms import takes_form
from pillars.models import Plan
from pillars.plans import tokens
from pillars.plans.decorators import editors, private
from pillars.plans.views.edit import common


@private
@takes_form
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Erase the plan with all it holds; nothing of it is kept. Sent twice, the form is answered twice alike."""
    delete_token = tokens.delete_token_of(token)
    response = _delete(request, token=token, delete_token=delete_token)
    if response.status_code == 404 and hmac.compare_digest(
        request.POST.get("delete_token", "").encode(), delete_token.encode()
    ):
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
