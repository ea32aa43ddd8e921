"""Compare any two versions of a record in the admin: chosen in its history, shown beside each other."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from reversion.errors import RevertError
from reversion.models import Version

from icpr.admin.addresses import page_of
from icpr.lib.diff import Difference, diff
from icpr.lib.history import revisions

CHOICES = ("before", "after")  # the two of the form in the history


class CompareAdmin(admin.ModelAdmin):
    """Adds `<key>/history/compare/?before=…&after=…`, and the form for it to the history of a record."""

    compare_template = "admin/compare.html"

    def contents(self, version: Version) -> dict[str, str]:
        """What a version holds, as text by label."""
        raise NotImplementedError

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_compare"
        view = self.admin_site.admin_view(self.compare_view)
        return [path("<path:object_id>/history/compare/", view, name=name), *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """All versions, latest first, in place of the list that `VersionAdmin` makes of them without their keys."""
        versions = revisions.versions_of(self.model, unquote(object_id))
        context = {"action_list": versions.select_related("revision__user", "revision__change__operation")}
        return admin.ModelAdmin.history_view(self, request, object_id, context | (extra_context or {}))

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        versions = self._chosen(request, record)
        if len(versions) != len(CHOICES):
            return self._compare_page(request, record, versions, [], code=400)
        try:
            differences = self._differences(*versions)
        except RevertError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(page_of(self, "history", record.pk))
        return self._compare_page(request, record, versions, differences)

    def _chosen(self, request: HttpRequest, record: Model) -> list[Version]:
        """The versions of a record that the address names, the older first."""
        asked = [request.GET.get(name, "") for name in CHOICES]
        keys = {int(key) for key in asked if key.isascii() and key.isdecimal()}  # the site refuses those too large
        found = revisions.versions_of(self.model, record.pk).filter(pk__in=keys)
        return list(found.reverse())

    def _differences(self, older: Version, newer: Version) -> list[Difference]:
        """Of what both versions hold: a field that came to the table in between is not a change of the record."""
        before, after = self.contents(older), self.contents(newer)
        return diff(*({label: held[label] for label in before if label in after} for held in (before, after)))

    def _compare_page(
        self, request: HttpRequest, record: Model, versions: Iterable[Version], differences: list[Difference], code=200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Two versions compared",
            "opts": self.opts,
            "record": record,
            "versions": versions,
            "differences": differences,
            "is_chosen": code == 200,
        }
        return TemplateResponse(request, self.compare_template, context, status=code)
