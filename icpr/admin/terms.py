"""Entries for the terms records are described with: how many each describes; deleted and recovered with its uses."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from icpr.admin.used_terms import UsedAdmin


class InUseAdmin(UsedAdmin):
    """For what records are described with: shown with how many it describes."""

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

    @admin.display(description="resources", ordering="uses")
    def in_use(self, term) -> int:
        return term.uses


class TermAdmin(InUseAdmin):
    list_display = ["position", "name", "slug", "in_use"]
    list_display_links = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
