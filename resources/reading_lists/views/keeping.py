"""The private pages on which a list is kept, ended, and remembered by this browser: see `icpr.kept.keeping`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from icpr.kept.keeping import KeepingViews
from resources.reading_lists import remembered
from resources.reading_lists.decorators import editors, posted
from resources.reading_lists.kind import LISTS, PAGES
from resources.reading_lists.models import ReadingList
from resources.reading_lists.views.common import common


class ListKeeping(KeepingViews):
    """A browser that remembers a list remembers its new address, and forgets what is deleted."""

    def on_page(self, request: HttpRequest, token: str) -> dict:
        return {"is_remembered": token in remembered.tokens_in(request), "most_remembered": remembered.MOST}

    def on_renewed(self, request: HttpRequest, response: HttpResponse, token: str, fresh: str) -> None:
        if token in remembered.tokens_in(request):
            remembered.remember(request, response, fresh, instead_of=token)

    def on_deleted(self, request: HttpRequest, response: HttpResponse, token: str) -> None:
        remembered.forget(request, response, token)


KEEPING = ListKeeping(LISTS, PAGES, common)


@editors
@posted
def remember(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """Have this browser remember the list, if that is ticked, or with `forget` no more."""
    response = redirect("list-addresses", token=token)
    if "forget" in request.POST:
        remembered.forget(request, response, token)
    elif "remember" in request.POST:
        remembered.remember(request, response, token)
    return response
