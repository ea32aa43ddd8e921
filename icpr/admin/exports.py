"""A table of the admin as a file: the list as it stands, the rows that are ticked, or a template to be filled in."""

from collections.abc import Iterator
from functools import partial

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import slugify

from icpr.admin.addresses import page_of
from icpr.audit.models import Event
from icpr.audit.recording import note
from icpr.lib.exchange.files import FORMS
from icpr.lib.exchange.tables import Table
from icpr.lib.http import streaming
from icpr.lib.http.attachment import named


class ExportAdmin(admin.ModelAdmin):
    """Adds `export/`, `export-all/` and `template/`, and an action, for the `table` that the admin names.

    What is exported are rows that its list shows to whoever asks, with all that the table says of them.
    """

    table: Table
    change_list_template = "admin/exchange/list.html"

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = {"export": self.export, "export_all": self.export_all, "template": self.template}
        return [
            path(f"{name.replace('_', '-')}/{part}", self.admin_site.admin_view(view), name=f"{prefix}_{name}{end}")
            for name, view in pages.items()
            for part, end in (("", ""), ("<slug:form>/", "_as"))
        ] + super().get_urls()

    def admins(self) -> list[admin.ModelAdmin]:
        """Those under which the rows of the table are shown: this one, and with items its twin."""
        return [self.admin_site.get_model_admin(model) for model in self.table.shown_as]

    def may_export_all(self, request: HttpRequest) -> bool:
        return all(one.has_view_permission(request) for one in self.admins())

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {
            "forms": FORMS,
            "all_of": self.table.name if self.table.proxies and self.may_export_all(request) else "",
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> dict:
        """Also the export of what is ticked, in each form; it changes nothing."""
        actions = super().get_actions(request)
        if not self.has_view_permission(request):
            return actions
        names = {key: f"export_{key}" for key in FORMS}
        return actions | {
            name: (partial(_export_ticked, form=key), name, f"Export as {FORMS[key].label}")
            for key, name in names.items()
        }

    def export(self, request: HttpRequest, form: str = "csv") -> HttpResponseBase:
        """The list as it stands: the address takes the query of the change list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:  # the change list says so
            return redirect(f"{page_of(self, 'changelist')}?{ERROR_FLAG}=1")
        return self.file_of(request, shown.queryset, str(self.opts.verbose_name_plural), form)

    def export_all(self, request: HttpRequest, form: str = "csv") -> HttpResponseBase:
        if not self.may_export_all(request):
            raise PermissionDenied
        rows = self.table.model.objects.all() if self.table.proxies else self.get_queryset(request)
        return self.file_of(request, rows, self.table.name, form)

    def template(self, request: HttpRequest, form: str = "csv") -> HttpResponseBase:
        """A file without rows, to be filled in: for whoever may see what the columns are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in FORMS:
            raise Http404
        return sent(request, self.table.template(form), f"{self.table.name} template", form)

    def file_of(self, request: HttpRequest, rows: QuerySet, name: str, form: str) -> HttpResponseBase:
        """Rows as a file, sent while it is written; who took how many is noted."""
        if form not in FORMS:
            raise Http404
        note(Event.EXPORT, request, subject=name, detail=f"{rows.count()} lines")
        return sent(request, self.table.written(rows, form), name, form)


def _export_ticked(model_admin: ExportAdmin, request: HttpRequest, rows: QuerySet, *, form: str) -> HttpResponseBase:
    return model_admin.file_of(request, rows, str(model_admin.opts.verbose_name_plural), form)


def sent(request: HttpRequest, parts: Iterator[bytes], name: str, form: str) -> HttpResponseBase:
    """The answer that gives a file. What is long is written while it is sent."""
    headers = named(f"icpr-{slugify(name)}.{form}", is_file=True) | {"X-Robots-Tag": "noindex"}
    return streaming.respond(request, parts, FORMS[form].media_type, headers)
