"""The parts of a record in its form: papers and authors, each changed only by who may change the record."""

from django.contrib import admin
from django.db.models import FileField, URLField
from django.utils.html import format_html

from icpr.admin.changed_fields import ChangedFieldsForm, StoredRowsFormSet
from resources.admin import fieldsets
from resources.admin.forms import HeldFileInput, PartsFormSet
from resources.admin.read_again import read_again_button
from resources.models import Author, Document

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
    formset = PartsFormSet
    formfield_overrides = ADDRESSES | {FileField: {"widget": HeldFileInput}}
    fieldsets = [
        (None, {"fields": [("role", "position", "reading")]}),
        (
            "File, address and format",
            fieldsets.FOLDED
            | {"fields": ["title", "file", ("url", "address_evidence"), ("format", "language", "page_count")]},
        ),
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

    def get_extra(self, request, obj=None, **kwargs) -> int:
        """A row for each author that was read in what somebody pasted; see `resources.admin.starting`."""
        return len(getattr(request, "started_with", {}).get("authors", ()))
