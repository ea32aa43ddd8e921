"""The private page on which groups and notes are edited in one form: of all entries, or of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from icpr.kept.history import is_repeat
from icpr.kept.kinds import nonce_in
from icpr.kept.rows import Incomplete, page_at
from icpr.lib.http.forms import takes_form
from resources.reading_lists import editing
from resources.reading_lists.decorators import editors
from resources.reading_lists.models import ReadingList
from resources.reading_lists.views.common import common


@editors
@takes_form
def edit(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """All entries, a hundred at a time (`?from=` is the place of the first), or one (`?entry=` is its key). What is
    typed is saved whole as one change, joined with what somebody else changed, or asked about."""
    if request.method != "POST":
        return _opened(request, kept, token)
    idempotency_key = f"{nonce_in(request)}:edit"
    if not is_repeat(kept, idempotency_key):
        try:
            sent = editing.Sent(kept, request.POST)
        except Incomplete:
            return render(request, "lists/unreadable.html", status=400)
        if not sent.is_valid or sent.questions:
            return _page(request, kept, token, sent.rows, sent.questions, code=409 if sent.is_valid else 400)
        sent.save(idempotency_key)
    return redirect(f"{reverse('list', args=[token])}#entries")


def _opened(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    entries = list(kept.entries.in_order())
    if one := [entry for entry in entries if entry.key == request.GET.get("entry")]:
        return _page(request, kept, token, editing.opened(one), [])
    here, pages = page_at(request.GET.get("from", ""), len(entries))
    return _page(request, kept, token, editing.opened(entries[here]), [], pages=pages)


def _page(request, kept, token, rows, questions, *, code=200, **more) -> HttpResponse:
    wrong = [(row, field) for row in rows for field in row.form if field.errors]
    began = " ".join(f"{row.key}:{row.version}" for row in rows)
    groups = [name for name in dict.fromkeys(kept.entries.in_order().values_list("group", flat=True)) if name]
    context = common(kept, token, rows=rows, questions=questions, wrong=wrong, began=began, groups=groups, **more)
    return render(request, "lists/edit.html", context, status=code)
