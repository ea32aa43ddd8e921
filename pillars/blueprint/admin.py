"""The Blueprint in the admin: recommendations, action items, practices and findings, each with its history."""

from collections.abc import Iterator

import reversion
from django.contrib import admin, messages
from django.db.models import Count, QuerySet, TextField, URLField
from django.forms import CheckboxSelectMultiple, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from icpr.admin.exchange import ExchangeAdmin
from icpr.admin.history import HistoryAdmin
from pillars.blueprint.check_queue import CheckingAdmin
from pillars.blueprint.exchange import EXAMPLES, FINDINGS, ITEMS
from pillars.blueprint.featuring import FeaturingAdmin
from pillars.models import ActionItem, AgencyExample, Finding, Item, ItemState, Practice, Recommendation

reversion.register(Item)  # the admin registers its proxies, whose versions are kept as the item's

FIELDS = {
    TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 90})},
    URLField: {"assume_scheme": "https"},
}


class CareFilter(admin.SimpleListFilter):
    """What still needs care."""

    title = "to look after"
    parameter_name = "care"
    QUESTIONS = {
        "check": ("To check against the report", lambda found: found.filter(state=ItemState.TO_CHECK)),
        "evidence": ("No evidence linked", lambda found: found.exclude(practices__findings__isnull=False)),
        "number": ("Unverified number", lambda found: found.filter(verified=False)),
        "resources": ("No resources", lambda found: found.filter(resources__isnull=True)),
        "step": ("No first step", lambda found: found.filter(first_step="")),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.QUESTIONS:
            return queryset
        wanted = self.QUESTIONS[self.value()][1](Item.objects.all())
        return queryset.filter(pk__in=wanted.values("pk"))


@admin.register(Recommendation, ActionItem)
class ItemAdmin(CheckingAdmin, ExchangeAdmin, HistoryAdmin):
    """Items are discarded by their state, never deleted: plans and resources point at them."""

    table = ITEMS
    list_display = ["number", "title", "pillar", "state", "verified", "effort", "practice_count"]
    list_display_links = ["number", "title"]
    list_filter = ["state", CareFilter, "pillar", "actors", "effort", "verified", "number_inferred"]
    list_select_related = ["pillar"]
    list_per_page = 100
    search_fields = ["number", "plain_title", "statement"]
    autocomplete_fields = ["practices", "near_practices"]
    formfield_overrides = FIELDS
    fieldsets = [
        (
            None,
            {"fields": ["number", "level", "pillar", "parent", "statement", "plain_title", "actors", "focus_areas"]},
        ),
        ("Research", {"fields": ["practices", "near_practices"]}),
        ("Our editors’ suggestion", {"fields": ["first_step", "question", "effort", "owner_unit", "side"]}),
        (
            "How it was read",
            {
                "fields": [
                    "state",
                    ("verified", "number_inferred"),
                    "place_in_report",
                    "source_name",
                    "source_url",
                    "staff_note",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(practice_total=Count("practices")).order_by("sort_key")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in ("actors", "focus_areas"):
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def address_of(self, item: Item) -> str:
        """Under its level, which a version may have changed."""
        model = ActionItem if item.level in ActionItem.LEVELS else Recommendation
        return reverse(f"{self.admin_site.name}:pillars_{model._meta.model_name}_change", args=[item.pk])

    def get_view_on_site_url(self, obj: Item | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.state == ItemState.PUBLISHED else None

    @admin.display(description="practices", ordering="practice_total")
    def practice_count(self, item: Item) -> int:
        return item.practice_total


@admin.register(Practice)
class PracticeAdmin(HistoryAdmin):
    list_display = ["name", "finding_count", "item_count"]
    carried = ("findings",)
    search_fields = ["name", "what_it_is"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = FIELDS

    class Media:
        js = ["admin/js/urlify.js", "js/slugs.js"]  # in this order

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).order_by("name")
        return found.annotate(finding_total=Count("findings", distinct=True), item_total=Count("items", distinct=True))

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Not while something is linked to it: deleting it would change that without a trace in its history."""
        practice = self.get_object(request, object_id)
        if practice and self.has_delete_permission(request, practice) and (users := practice.used_by()):
            text = f"“{practice}” is linked from {' and '.join(users)}. Take it out there first, then delete it."
            self.message_user(request, text, messages.WARNING)
            return redirect(self.address_of(practice))
        return super().delete_view(request, object_id, extra_context)

    @admin.display(description="findings", ordering="finding_total")
    def finding_count(self, practice: Practice) -> int:
        return practice.finding_total

    @admin.display(description="items", ordering="item_total")
    def item_count(self, practice: Practice) -> int:
        return practice.item_total


class SchemeFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist) -> Iterator[dict]:
        """Django's own, but that the link to findings without a scheme has words."""
        return (choice | {"display": choice["display"] or "None"} for choice in super().choices(changelist))


@admin.register(Finding)
class FindingAdmin(FeaturingAdmin, ExchangeAdmin, HistoryAdmin):
    table = FINDINGS
    list_display = ["practice", "outcome", "direction", "strength", "figure", "source_org", "year", "is_featured"]
    list_display_links = ["outcome"]
    list_filter = ["is_featured", "direction", "strength", ("scheme", SchemeFilter), "practice"]
    list_select_related = ["practice"]
    search_fields = ["practice__name", "outcome", "summary", "source_title", "source_org"]
    autocomplete_fields = ["practice"]
    formfield_overrides = FIELDS


@admin.register(AgencyExample)
class AgencyExampleAdmin(ExchangeAdmin, HistoryAdmin):
    table = EXAMPLES
    list_display = ["item", "agency", "summary", "year", "looked_on"]
    list_display_links = ["agency"]
    list_filter = ["item__pillar"]
    list_select_related = ["item"]
    search_fields = ["item__number", "agency", "summary", "source_title"]
    formfield_overrides = FIELDS
