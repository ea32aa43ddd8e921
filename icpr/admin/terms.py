"""Entries for the terms records are described with: how many each describes; deleted and recovered with its uses."""

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from icpr.admin.used_terms import UsedAdmin


class InUseAdmin(UsedAdmin):
    """For what records are described with: shown with how many it describes."""

    class Media:
        js = ["admin/js/urlify.js", "js/slugs.js"]  # in this order

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Counted for each term alone, by an index of the rows between, and so only for those that are shown."""
        between = self.opts.get_field("resources").through
        name = next(each.name for each in between._meta.fields if each.related_model is self.opts.concrete_model)
        rows = between._base_manager.filter(**{name: OuterRef("pk")}).order_by().values(name)
        count = Subquery(rows.annotate(number=Count("*")).values("number"), output_field=IntegerField())
        return super().get_queryset(request).annotate(uses=Coalesce(count, 0))

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
