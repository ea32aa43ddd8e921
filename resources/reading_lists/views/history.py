"""The private page of a list's history, and undo of its last change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.kept.history import is_undone, last_change
from resources.reading_lists.decorators import editors, posted
from resources.reading_lists.history import take_back
from resources.reading_lists.models import ReadingList
from resources.reading_lists.views.common import common
from resources.reading_lists.views.edit import list_page

MOST_SHOWN = 300
OTHER_CHANGE = (
    "Somebody else changed the list after you opened it, so nothing was taken back. The last change is now this:"
)


@editors
def history(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """What was done, newest first."""
    changes = kept.changes.defer("before", "after")[:MOST_SHOWN]
    return render(request, "lists/history.html", common(kept, token, changes=changes, last=last_change(kept)))


@editors
@posted
def undo(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """Take back the last change, if it is still the one the form was shown for."""
    last, asked = last_change(kept), request.POST.get("change", "")
    if last and asked == str(last.pk):
        take_back(kept, last)
    elif last and not is_undone(kept, asked):
        return list_page(request, kept, token, refused=OTHER_CHANGE)
    return redirect("list", token=token)
