"""The entries of the catalogue: all records, and those kinds that have an entry of their own."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from icpr.admin.exchange import ExchangeAdmin
from icpr.admin.large_lists import RelationFilter, among, is_large
from icpr.lib.idempotency import new_key
from resources.admin import fieldsets
from resources.admin.bulk import BulkAdmin
from resources.admin.change_notes import TellingAdmin
from resources.admin.copying import CopyingAdmin
from resources.admin.desk import DeskAdmin, DeskFilter, OwnerFilter
from resources.admin.doubles import DoublesAdmin
from resources.admin.filters import CareFilter, ReviewFilter, StateFilter
from resources.admin.forms import TICKED, ResourceForm, refuse_impossible_keys
from resources.admin.history import RecordHistoryAdmin
from resources.admin.issued_dates import IssuedAdmin
from resources.admin.merges import MergeUndoAdmin
from resources.admin.named_filters import PublisherFilter, SubmittedFilter, SubmitterFilter, TagFilter
from resources.admin.parts import ADDRESSES, AuthorInline, DocumentInline
from resources.admin.previews import PreviewAdmin
from resources.admin.read_again import ReadingAdmin
from resources.admin.reviewing import ReviewingAdmin
from resources.admin.starting import StartingAdmin
from resources.admin.usage import opened
from resources.curation import history
from resources.exchange import RESOURCES
from resources.models import PROXIES, Collection, Resource, State
from resources.relations import WITH_PAGES, asked_by
from resources.review.differences import QUESTIONS
from resources.search import beginnings


@admin.register(Resource)
class ResourceAdmin(
    *(StartingAdmin, ReviewingAdmin, MergeUndoAdmin, BulkAdmin, DeskAdmin, PreviewAdmin),
    *(ReadingAdmin, CopyingAdmin, DoublesAdmin, TellingAdmin, IssuedAdmin, ExchangeAdmin, RecordHistoryAdmin),
):
    """What editors change of a published record is kept as a proposal; the history keeps what was, and the form keeps
    the rules of publishing. Status is changed by steps only, and times that decide what is public by publishers."""

    table = RESOURCES
    form = ResourceForm
    formfield_overrides = ADDRESSES
    change_form_template = "admin/resources/record.html"
    change_list_template = "admin/resources/records.html"
    fieldsets = fieldsets.ALL
    inlines = [DocumentInline, AuthorInline]
    autocomplete_fields = [*asked_by("search"), "superseded_by"]
    filter_horizontal = asked_by("lists")
    list_display = [
        "permanent_number",
        "title",
        "kind",
        "status_display",
        "assignee",
        "issued",
        "pillar_numbers",
        "linked",
    ]
    list_display_links = ["title"]
    list_filter = [
        *(StateFilter, ReviewFilter, SubmittedFilter, SubmitterFilter, DeskFilter, OwnerFilter, CareFilter),
        *(TagFilter, PublisherFilter, "kind"),
        *((relation.field, RelationFilter) for relation in WITH_PAGES if not relation.long),
        "access",
    ]
    list_per_page = 50
    starts = True
    search_fields = ["title", "annotation", "slug", "tags__name", "authors__family_name", "authors__organization"]
    search_help_text = "Words of the title, annotation, address, tags or authors, or a number such as ICPR-000123."
    date_hierarchy = "issued_on"
    show_facets = admin.ShowFacets.ALWAYS
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        return super().get_queryset(request).for_list()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Resource | None:
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            history.prefetch_keys(record)
        return record

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """Also finds a record by its permanent number. Without NUL, which no stored text holds."""
        term = search_term.replace("\x00", " ").strip()
        digits = term.upper().removeprefix("ICPR-")
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and term.upper().startswith("ICPR-"):
            return queryset.filter(number=int(digits)), False
        if not term or not is_large(request, self.model):
            return super().get_search_results(request, queryset, term)
        if at_address := Resource.objects.filter(slug=term).first():
            return queryset.filter(pk=at_address.pk), False
        return among(request, queryset, beginnings.holding(term), "resource"), False

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list:
        """Without the questions of the form for those who may only look."""
        sets = fieldsets.named(super().get_fieldsets(request, obj), obj)
        if self.has_change_permission(request, obj) or (obj is None and self.has_add_permission(request)):
            return sets
        return [(name, how | {"fields": [f for f in how["fields"] if f not in QUESTIONS]}) for name, how in sets]

    def get_readonly_fields(self, request: HttpRequest, obj: Resource | None = None):
        return [] if self.has_publish_permission(request) else ["expire_at"]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in TICKED:
            kwargs["widget"] = CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name in TICKED:
            field.help_text = ""
        return field

    def changeform_view(self, request: HttpRequest, *args, **kwargs):
        refuse_impossible_keys(request.POST)
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Resource | None = None, **kwargs):
        if obj is not None:
            context |= {
                "stands": self.status_display(obj),
                "steps": self.steps_for(request, obj),
                "opened": opened(request, obj.permanent_number) if obj.is_published() else "",
                "previews": self.previews_of(request, obj),
                "reading": self.reading_address(request, obj),
                "reasons": obj.publish_errors() if obj.is_draft else [],
                "may_preview": not obj.has_been_public() and request.user.has_perm("resources.add_previewlink"),
                "preview_nonce": new_key(),
                "ways": self.ways_from(request, obj),
                "copy_nonce": new_key(),
                "may_revoke": request.user.has_perm("resources.change_previewlink"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_view_on_site_url(self, obj: Resource | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.is_published() else None

    def status_display_of(self, obj: Resource) -> str:
        return obj.state().label

    @admin.display(description="number", ordering="number")
    def permanent_number(self, record: Resource) -> str:
        return record.permanent_number

    @admin.display(description="state", ordering="publish_at")
    def status_display(self, record: Resource) -> str:
        """The state in words, with the time that matters: "Scheduled for Dec. 1, 2026, 9 a.m."."""
        match state := record.state():
            case State.SCHEDULED:
                return f"Scheduled for {in_words(record.publish_at)}"
            case State.EXPIRED:
                return f"Expired on {in_words(record.expire_at)}"
            case State.PUBLIC if record.expire_at:
                return f"Public until {in_words(record.expire_at)}"
            case State.WITHDRAWN:
                return f"Withdrawn on {in_words(record.withdrawn_at)}" if record.withdrawn_at else state.label
        return state.label

    @admin.display(ordering="issued_on")
    def issued(self, record: Resource) -> str:
        return record.issued_display or "not known"

    @admin.display(description="pillars")
    def pillar_numbers(self, record: Resource) -> str:
        return ", ".join(str(pillar.number) for pillar in record.pillars.all()) or "none"

    @admin.display(description="link", boolean=True)
    def linked(self, record: Resource) -> bool:
        return bool(record.official_url)


class OfKindAdmin(ResourceAdmin):
    """An entry for one kind: the kind is not asked."""

    starts = False
    fieldsets = [(None, {"fields": fieldsets.DESCRIPTION[1]["fields"][1:]}), *fieldsets.ALL[1:]]
    list_display = [column for column in ResourceAdmin.list_display if column != "kind"]
    list_filter = [column for column in ResourceAdmin.list_filter if column != "kind"]


admin.site.register([proxy for proxy in PROXIES.values() if proxy is not Collection], OfKindAdmin)


def in_words(moment) -> str:
    return date_format(timezone.localtime(moment), "N j, Y, P")
