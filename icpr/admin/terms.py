"""Entries for the terms records are described with: how many each describes, and none deleted while in use."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest


class InUseAdmin(admin.ModelAdmin):
    """For what records are described with: shown with how many it describes, and not deleted while there are any.

    Deleting it would change those records without a trace in their history.
    """

    class Media:
        js = ["admin/js/urlify.js", "js/slugs.js"]  # in this order

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(uses=Count("resources"))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Said again because a count by group drops the order of the model."""
        return self.opts.ordering

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return super().get_search_results(request, queryset, search_term.replace("\x00", " "))

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self._is_used(obj))

    def _is_used(self, term) -> bool:
        return self.model.objects.filter(pk=term.pk, resources__isnull=False).exists()

    @admin.display(description="resources", ordering="uses")
    def in_use(self, term) -> int:
        return term.uses


class TermAdmin(InUseAdmin):
    list_display = ["position", "name", "slug", "in_use"]
    list_display_links = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
