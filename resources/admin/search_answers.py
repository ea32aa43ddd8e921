"""What staff add to answer a search: kept in step with the list of searches it may have come from."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from icpr.admin.history import HistoryAdmin
from resources.admin.search_reports import Asked

LONGEST_KEY = 18


def way_back(data: QueryDict) -> str:
    """The address of the list of searches somebody came from, which asks that search again; "" if they did not."""
    key = data.get("search", "")
    return Asked.read(data).address(replay=key) if is_key(key) else ""


def is_key(text: str) -> bool:
    """Whether a text can be a primary key of any database."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


class AnsweringAdmin(HistoryAdmin):
    """For what answers a search of the list of searches: once saved, leads back there and asks that search again."""

    def response_post_save_add(self, request: HttpRequest, obj) -> HttpResponse:
        back = way_back(request.GET)
        return HttpResponseRedirect(back) if back else super().response_post_save_add(request, obj)

    @admin.display(description="try it")
    def try_it(self, obj) -> str:
        """A link to the public search that shows the effect."""
        query = self.example(obj) if obj and obj.pk else ""
        if not query:
            return "Save first."
        return format_html('<a href="{}?{}">Search for “{}”</a>', reverse("resources"), urlencode({"q": query}), query)
