"""The history of a record in the admin: look at a version beside what is now, put it back, recover what was deleted."""

from contextlib import contextmanager

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from reversion.admin import VersionAdmin
from reversion.models import Version

from resources import history, history_text
from resources.models import Resource
from resources.models.publishing import PublishingRefused

SAFE = {"GET", "HEAD", "OPTIONS"}


class HistoryAdmin(VersionAdmin):
    """`VersionAdmin` with our own pages for a version: a GET changes nothing, not even for a moment."""

    history_latest_first = True
    object_history_template = "admin/resources/history.html"

    @contextmanager
    def create_revision(self, request: HttpRequest):
        if request.method in SAFE:  # a page that is only looked at takes no lock
            yield
            return
        with history.recorded(request.user):
            yield

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        if request.method not in SAFE and (record := self.get_object(request, object_id)):
            history.keep_first(record)
        return super().change_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Without the one revision `VersionAdmin` would open for all: steps open one for each record."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "has_change_permission": self.has_change_permission(request),
            **(extra_context or {}),
        }
        return admin.ModelAdmin.changelist_view(self, request, context)

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        """What readers may have seen is withdrawn, never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.has_been_public())

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        history.keep(obj, comment="Deleted.", user=request.user)
        super().delete_model(request, obj)

    def recoverlist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if self.model is not Resource:  # a proxy would count every record of another kind as deleted
            return redirect(f"{self.admin_site.name}:resources_resource_recoverlist")
        return super().recoverlist_view(request, extra_context)

    def revision_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context=None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        version = history.versions_of(record.pk).filter(pk=version_id).first()
        return self._version_page(request, version, record)

    def recover_view(self, request: HttpRequest, version_id: str, extra_context=None) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        return self._version_page(request, history.deleted().filter(pk=version_id).first(), None)

    def _version_page(self, request: HttpRequest, version: Version | None, record: Resource | None) -> HttpResponse:
        if version is None:
            raise Http404
        if request.method == "POST":
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            return self._put_back(request, version)
        then, now = history_text.contents(version), history_text.contents_now(record) if record else {}
        rows = [(label, text, now.get(label, "")) for label, text in then.items() if text != now.get(label, "")]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Version of {day(version)}" if record else f"Recover “{version.object_repr}”",
            "opts": self.opts,
            "record": record,
            "version": version,
            "rows": rows,
            "may_change": self.has_change_permission(request, record),
            "may_publish": request.user.has_perm("resources.publish_resource"),
        }
        return TemplateResponse(request, "admin/resources/version.html", context)

    def _put_back(self, request: HttpRequest, version: Version) -> HttpResponse:
        comment = f"Put back as it was on {day(version)}."
        may_publish = request.user.has_perm("resources.publish_resource")
        try:
            record, missing = history.put_back(version, user=request.user, comment=comment, may_publish=may_publish)
        except PublishingRefused as refusal:
            self.message_user(request, f"Nothing was changed. {' '.join(refusal.messages)}", messages.ERROR)
            return redirect(request.path)
        self.log_change(request, record, comment)
        self.message_user(request, f"“{record}” is again as it was on {day(version)}.", messages.SUCCESS)
        if missing:
            text = f"Deleted since, and so not put back: {'; '.join(missing)}."
            self.message_user(request, text, messages.WARNING)
        return redirect(f"{self.admin_site.name}:resources_resource_change", record.pk)


def day(version: Version) -> str:
    return date_format(timezone.localtime(version.revision.date_created), "N j, Y, P")
