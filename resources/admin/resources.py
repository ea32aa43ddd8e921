"""The entries of the catalogue: all records, and those kinds that have an entry of their own."""

from django.contrib import admin
from django.db.models import FileField, QuerySet, URLField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from icpr.admin.changed_fields import ChangedFieldsForm, StoredRowsFormSet
from icpr.lib.idempotency import new_key
from resources.admin.filters import CareFilter, StateFilter
from resources.admin.forms import TICKED, DocumentFormSet, HeldFileInput, ResourceForm, refuse_impossible_keys
from resources.admin.history import RecordHistoryAdmin
from resources.admin.previews import PreviewAdmin
from resources.admin.read_again import ReadingAdmin, read_again_button
from resources.admin.workflow import SteppingAdmin
from resources.curation import history
from resources.models import PROXIES, Author, Document, Resource, State
from resources.relations import RELATIONS, WITH_PAGES, asked_by

FIELDSETS = [
    (None, {"fields": ["kind", "title", "slug", "annotation", "in_brief", "body"]}),
    (
        "Who, when and where",
        {
            "fields": [
                "publishers",
                ("issued_on", "issued_precision"),
                "dated_ahead",
                "publication",
                ("volume", "issue", "pages"),
                "language",
            ]
        },
    ),
    ("Where to find it", {"fields": ["access", ("official_url", "address_evidence"), "rights_note"]}),
    (
        "Place in the library",
        {"fields": [relation.field for relation in RELATIONS if relation.field != "publishers"]},
    ),
    ("Time", {"fields": ["expire_at", "review_by", "new_until", "superseded_by"]}),
    ("For staff", {"fields": ["staff_note"]}),
]


ADDRESSES = {URLField: {"assume_scheme": "https"}}


class OfRecordInline:
    """Parts of a record: never changed by someone who may only look at the record, as Django alone would allow."""

    extra = 0
    form = ChangedFieldsForm
    formset = StoredRowsFormSet

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_change(request, obj)

    def _may_change(self, request, obj) -> bool:
        owner = self.admin_site.get_model_admin(self.parent_model)
        return owner.has_change_permission(request, obj) if obj else owner.has_add_permission(request)


class DocumentInline(OfRecordInline, admin.StackedInline):
    model = Document
    view_on_site = False
    formset = DocumentFormSet
    formfield_overrides = ADDRESSES | {FileField: {"widget": HeldFileInput}}
    fields = [
        ("role", "position"),
        "title",
        "file",
        ("url", "address_evidence"),
        ("format", "language", "page_count"),
        "reading",
    ]
    readonly_fields = ["reading"]

    may_read_again = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text")

    def get_formset(self, request, obj=None, **kwargs):
        self.may_read_again = bool(obj) and self._may_change(request, obj)
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="Text for search")
    def reading(self, document: Document) -> str:
        """How far reading the file has come, and why there is no text if there is none."""
        text = getattr(document, "text", None) if document.file else None
        if text is None:
            return "No file is held here."
        pages = f", {text.page_count} page{'' if text.page_count == 1 else 's'}" if text.page_count else ""
        told = f"{text.get_state_display()}{pages}{f': {text.reason}' if text.reason else ''}"
        return format_html("{} {}", told, read_again_button(document)) if self.may_read_again else told


class AuthorInline(OfRecordInline, admin.TabularInline):
    model = Author
    fields = ["position", "family_name", "given_names", "organization"]


@admin.register(Resource)
class ResourceAdmin(SteppingAdmin, PreviewAdmin, ReadingAdmin, RecordHistoryAdmin):
    """Everyone who may change records may change public ones too: the history keeps what was, and the form keeps the
    rules of publishing. Status is changed by steps only, and times that decide what is public by publishers only."""

    form = ResourceForm
    formfield_overrides = ADDRESSES
    change_form_template = "admin/resources/record.html"
    fieldsets = FIELDSETS
    inlines = [DocumentInline, AuthorInline]
    autocomplete_fields = [*asked_by("search"), "superseded_by"]
    filter_horizontal = asked_by("lists")
    list_display = ["permanent_number", "title", "kind", "status_display", "issued", "pillar_numbers", "linked"]
    list_display_links = ["title"]
    list_filter = [
        *(StateFilter, CareFilter, "kind"),
        *(relation.field for relation in WITH_PAGES if not relation.long),
        "access",
    ]
    list_per_page = 50
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
        return super().get_search_results(request, queryset, term)

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list:
        """Without the question of the form for those who may only look."""
        sets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj) or (obj is None and self.has_add_permission(request)):
            return sets
        return [(name, how | {"fields": [f for f in how["fields"] if f != "dated_ahead"]}) for name, how in sets]

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
                "previews": self.previews_of(request, obj),
                "reading": self.reading_address(request, obj),
                "reasons": obj.publish_errors() if obj.is_draft else [],
                "may_preview": not obj.has_been_public() and request.user.has_perm("resources.add_previewlink"),
                "preview_nonce": new_key(),
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

    fieldsets = [(None, {"fields": FIELDSETS[0][1]["fields"][1:]}), *FIELDSETS[1:]]
    list_display = [column for column in ResourceAdmin.list_display if column != "kind"]
    list_filter = [column for column in ResourceAdmin.list_filter if column != "kind"]


admin.site.register(PROXIES.values(), OfKindAdmin)


def in_words(moment) -> str:
    return date_format(timezone.localtime(moment), "N j, Y, P")
