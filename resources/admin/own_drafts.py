"""The desk of contributors: the drafts they made themselves, and nothing else of the catalogue.

It is an entry of its own, with rights of its own. What is added to the entry of all records is therefore closed to
contributors until it is named here.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from resources.admin.filters import StateFilter
from resources.admin.resources import ResourceAdmin
from resources.contributions.models import OwnDraft
from resources.models import Kind, Resource, State

PAGES = {
    *("changelist", "add", "start", "change", "history", "compare", "revision", "step", "document", "read_again"),
    "review",
    *("make_preview", "revoke_preview"),  # addresses of the record's page; they ask for rights of their own
}
STEPS = {"submit"}
DEEDS = {"comment", "resolve", "reopen"}  # of the review: who works on it is for editors to say
# For editors: what concerns other records, and when readers see it.
LEFT_OUT = {"superseded_by", "practices", "new_until", "expire_at", "review_by"}


@admin.register(OwnDraft)
class OwnDraftAdmin(ResourceAdmin):
    """Own drafts are changed until they are handed in, then looked at until they are published."""

    list_filter = [StateFilter, "kind"]
    list_display = ["permanent_number", "title", "kind", "status_display", "issued"]
    change_list_template = "admin/resources/own_drafts.html"
    date_hierarchy = None
    shows_all_rows = False

    def get_urls(self) -> list:
        """All others stay, so that what leads there can be written, and are closed."""
        start, patterns = f"{self.opts.app_label}_{self.opts.model_name}_", super().get_urls()
        for one in patterns:
            if one.name and one.name.removeprefix(start) not in PAGES:
                one.callback = self.admin_site.admin_view(closed)
        return patterns

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnDraft]:
        return super().get_queryset(request).of(request.user).select_related("contribution")

    def get_actions(self, request: HttpRequest) -> dict:
        return {}

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list:
        return [
            (name, how | {"fields": kept})
            for name, how in super().get_fieldsets(request, obj)
            if (kept := [field for field in how["fields"] if field not in LEFT_OUT])
        ]

    def formfield_for_choice_field(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "kind":  # a collection names other records
            kwargs["choices"] = [each for each in Kind.choices if each[0] != Kind.COLLECTION]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or is_own(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        is_open = obj is None or (is_own(request, obj) and obj.state() is State.DRAFT)
        return super().has_change_permission(request, obj) and is_open

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return False

    def may_take(self, request: HttpRequest, step, record: Resource | None = None) -> bool:
        return step.name in STEPS and super().may_take(request, step, record)

    @method_decorator(require_POST)
    def review_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        if deed not in DEEDS:
            raise PermissionDenied
        return super().review_view(request, pk, deed)

    def _review_of(self, *args) -> dict:
        return super()._review_of(*args) | {"is_open": False}

    def ways_from(self, request: HttpRequest, record: Resource) -> list[tuple]:
        return []

    def get_inlines(self, request: HttpRequest, obj: Resource | None) -> list:
        return self.inlines

    def address_of(self, record: Resource) -> str:
        return reverse(f"{self.admin_site.name}:contributions_owndraft_change", args=[record.pk])


def closed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    raise PermissionDenied("This is for editors: with own drafts it cannot be done.")


def is_own(request: HttpRequest, record: Resource) -> bool:
    made = getattr(record, "contribution", None)
    return record.is_draft and made is not None and made.user_id == request.user.pk
