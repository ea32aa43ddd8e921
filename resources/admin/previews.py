"""Preview links and files of drafts, for a record's page in the admin."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from icpr.admin import idempotency
from icpr.admin.addresses import page_of
from icpr.lib.http.site import absolute
from resources.documents.downloads import serve
from resources.models import Document, PreviewLink, Resource


class PreviewAdmin(admin.ModelAdmin):
    def get_urls(self):
        wrap, prefix = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/previews/", wrap(self.make_preview), name=f"{prefix}_make_preview"),
            path("<int:pk>/previews/<int:link>/revoke/", wrap(self.revoke_preview), name=f"{prefix}_revoke_preview"),
            path("<int:pk>/documents/<int:document>/", wrap(self.open_document), name=f"{prefix}_document"),
            *super().get_urls(),
        ]

    def previews_of(self, request: HttpRequest, record: Resource) -> list[tuple[PreviewLink, str]]:
        """The active links of a record, each with its full address, or "" if that cannot be shown again."""
        if not request.user.has_perm("resources.view_previewlink"):
            return []
        links = record.preview_links.active().select_related("created_by")
        return [(link, absolute(link.get_absolute_url()) if link.token else "") for link in links]

    @method_decorator(require_POST)
    def make_preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._record(request, pk, "resources.add_previewlink")
        if record.has_been_public():
            self.message_user(
                request, "Readers have seen this record: its own address is the one to share.", messages.ERROR
            )
            return self._back(record)
        with transaction.atomic():
            if idempotency.take(request):
                PreviewLink.objects.create(resource_id=record.pk, created_by=request.user)
        self.message_user(request, "The preview link is made: copy it from below.", messages.SUCCESS)
        return self._back(record)

    @method_decorator(require_POST)
    def revoke_preview(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        record = self._record(request, pk, "resources.change_previewlink")
        get_object_or_404(record.preview_links, pk=link).revoke()
        self.message_user(request, "The preview link no longer works.", messages.SUCCESS)
        return self._back(record)

    @method_decorator(require_safe)
    def open_document(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        """A file held here, whatever the state of its record."""
        record = self._record(request, pk)
        found = get_object_or_404(Document.objects.select_related("resource"), pk=document, resource=record.pk)
        if not found.is_held:
            raise Http404
        return serve(request, found)

    def _record(self, request: HttpRequest, pk: int, permission: str = "") -> Resource:
        record = self.get_object(request, pk)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record) or (permission and not request.user.has_perm(permission)):
            raise PermissionDenied
        return record

    def _back(self, record: Resource) -> HttpResponse:
        return redirect(page_of(self, "change", record.pk))
