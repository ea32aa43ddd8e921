"""The private page on which owner, date and status of all items are edited in one form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from icpr.kept.history import is_repeat
from icpr.kept.kinds import nonce_in
from icpr.kept.rows import Incomplete, page_at
from icpr.lib.http.forms import takes_form
from pillars.models import Plan, Progress
from pillars.plans import formset
from pillars.plans.decorators import editors
from pillars.plans.views.edit import common


@editors
@takes_form
def edit_all(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """All items, a hundred at a time (`?from=` is the place of the first). What is typed is saved whole as one change,
    joined with what somebody else changed, or asked about."""
    if request.method != "POST":
        return _opened(request, plan, token)
    idempotency_key = f"{nonce_in(request)}:edit"
    if not is_repeat(plan, idempotency_key):
        try:
            sent = formset.Sent(plan, request.POST)
        except Incomplete:
            return render(request, "plans/unreadable.html", status=400)
        if not sent.is_valid or sent.questions:
            return _page(request, plan, token, sent.rows, sent.questions, code=409 if sent.is_valid else 400)
        sent.save(idempotency_key)
    return redirect(f"{reverse('plan', args=[token])}#items")


def _opened(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    entries = list(plan.entries.for_page())
    here, pages = page_at(request.GET.get("from", ""), len(entries))
    return _page(request, plan, token, formset.opened(entries[here]), [], pages=pages)


def _page(request, plan, token, rows, questions, *, code=200, **more) -> HttpResponse:
    wrong = [(row, field) for row in rows for field in row.form if field.errors]
    began = " ".join(f"{row.number}:{row.version}" for row in rows)
    context = common(plan, token, rows=rows, questions=questions, wrong=wrong, began=began, **more)
    return render(request, "plans/edit_all.html", context | {"statuses": Progress.choices}, status=code)
