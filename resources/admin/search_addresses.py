"""The searches of other sites that readers are offered for a title: which, for whose works, in which order."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from icpr.admin.history import HistoryAdmin
from resources.catalogue.next_steps import filled
from resources.models import Publisher, SearchAddress

EXAMPLE = "Use of force"
FOR_ONE = "It is for the works of this publisher alone, and would be offered for all. Change or delete it first."


@admin.register(SearchAddress)
class SearchAddressAdmin(HistoryAdmin):
    list_display = ["name", "position", "is_on", "for_whom", "pattern", "try_it"]
    list_filter = ["is_on"]
    search_fields = ["name", "pattern"]
    autocomplete_fields = ["publishers"]
    readonly_fields = ["try_it"]
    fields = ["name", "pattern", "publishers", "position", "is_on", "try_it"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchAddress]:
        return super().get_queryset(request).prefetch_related("publishers")

    def relate(
        self, request: HttpRequest, record: SearchAddress, name: str, term: Publisher, *, is_added: bool
    ) -> None:
        super().relate(request, record, name, term, is_added=is_added)
        if not is_added and not record.publishers.exists():
            raise ValidationError(FOR_ONE)

    @admin.display(description="for the works of")
    def for_whom(self, search: SearchAddress) -> str:
        return ", ".join(publisher.name for publisher in search.publishers.all()) or "all publishers"

    @admin.display(description="try it")
    def try_it(self, search: SearchAddress) -> str:
        """A link that searches for an example, to see that the pattern is right."""
        if not search.pk:
            return "Save first."
        address = filled(search.pattern, EXAMPLE)
        return format_html('<a href="{}" rel="noreferrer noopener external">Search for “{}”</a>', address, EXAMPLE)
