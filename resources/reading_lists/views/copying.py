"""A list of one's own that begins as a copy of one that was shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.kept.history import is_repeat
from icpr.lib.http.forms import takes_form
from resources.reading_lists import history
from resources.reading_lists.decorators import readers, writing
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import ReadingList


@readers
@takes_form
def duplicate(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """A new list with the same title, introduction, groups, entries and notes."""
    if request.method != "POST":
        return redirect("list-shared", token=token)
    mine, copy = LISTS.begin(request)
    if copy is None:
        return render(request, "lists/too_many.html", status=429)
    with writing(request, copy) as held:
        if not is_repeat(held, "start"):
            history.copy_entries(kept, held)
    response = redirect("list", token=mine)
    response["Location"] += "?new=1"
    return response
