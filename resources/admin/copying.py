"""Buttons on the page of a record that begin another from it, and what a new edition says of the one before."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from icpr.admin import idempotency
from icpr.admin.addresses import page_of
from resources.curation.copying import EDITION, WAYS, begin
from resources.models import NewEdition, Resource

SENT_BEFORE = "This button was pressed before and counted then. The draft is among the latest."
MADE = "This is a draft with all that “{}” says but its papers and its address. Give it a title, an address and a date."
LINKED = "When it is published, {} is superseded by it."


class EditionInline(admin.StackedInline):
    """What the record is a new edition of, with the note that readers will be told; only where it is one."""

    model = NewEdition
    fk_name = "draft"
    verbose_name_plural = "New edition"
    fields = ["of", "note"]
    readonly_fields = ["of"]
    extra = max_num = 0

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        """Before it is published: then readers have been told."""
        owner = self.admin_site.get_model_admin(self.parent_model)
        return obj is not None and obj.is_draft and owner.has_change_permission(request, obj)

    has_delete_permission = has_change_permission


class CopyingAdmin(admin.ModelAdmin):
    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_begin"
        view = self.admin_site.admin_view(self.begin_view)
        return [path("<int:pk>/begin/<slug:way>/", view, name=name), *super().get_urls()]

    def get_inlines(self, request: HttpRequest, obj: Resource | None) -> list:
        inlines = super().get_inlines(request, obj)
        is_edition = obj is not None and obj.pk and obj.edition_of.exists()
        return [EditionInline, *inlines] if is_edition else inlines

    def ways_from(self, request: HttpRequest, record: Resource) -> list[tuple]:
        """The buttons: each way with its address, for whoever may add records."""
        if not self.has_add_permission(request):
            return []
        address = partial(page_of, self, "begin")
        return [(way, address(record.pk, way.name)) for way in WAYS.values()]

    @method_decorator(require_POST)
    def begin_view(self, request: HttpRequest, pk: int, way: str) -> HttpResponse:
        of = self.get_object(request, str(pk))
        if of is None or way not in WAYS:
            raise Http404
        if not self.has_add_permission(request) or not self.has_view_or_change_permission(request, of):
            raise PermissionDenied
        try:
            with transaction.atomic():
                made = begin(WAYS[way], of, user=request.user)
                self.log_addition(request, made, WAYS[way].said.format(of.permanent_number, of.title))
        except idempotency.SentAlready:
            self.message_user(request, SENT_BEFORE, messages.WARNING)
            return redirect(page_of(self, "changelist"))
        text = MADE.format(of) + (f" {LINKED.format(of.permanent_number)}" if WAYS[way] is EDITION else "")
        self.message_user(request, text, messages.SUCCESS)
        return redirect(page_of(self, "change", made.pk))
