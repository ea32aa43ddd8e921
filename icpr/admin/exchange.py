"""Export and import of a table in the admin: the list as CSV, and a CSV read in after a dry run."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify

from icpr.admin.operations import tell
from icpr.audit.models import Event
from icpr.audit.recording import note
from icpr.lib import csvfile
from icpr.lib.attachment import CSV, attachment
from icpr.lib.exchange.apply import apply
from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.tables import Table
from icpr.operations.forms import ReasonForm
from icpr.operations.imports import import_of, save_rows


class ImportForm(csvfile.UploadForm):
    most_bytes = 2_000_000
    too_large = "The file is larger than two megabytes."


class ExchangeAdmin(admin.ModelAdmin):
    """Adds `export/`, `export-all/` and `read-in/` for the `table` that the admin names."""

    table: Table
    change_list_template = "admin/exchange/list.html"

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("export/", self.admin_site.admin_view(self.export), name=f"{prefix}_export"),
            path("export-all/", self.admin_site.admin_view(self.export_all), name=f"{prefix}_export_all"),
            path("read-in/", self.admin_site.admin_view(self.import_csv), name=f"{prefix}_import"),
            *super().get_urls(),
        ]

    def _admins(self) -> list[admin.ModelAdmin]:
        """Those under which the rows of the table are shown: this one, and with items its twin."""
        return [self.admin_site.get_model_admin(model) for model in self.table.shown_as]

    def may_import(self, request: HttpRequest) -> bool:
        return all(one.has_add_permission(request) and one.has_change_permission(request) for one in self._admins())

    def may_export_all(self, request: HttpRequest) -> bool:
        return all(one.has_view_permission(request) for one in self._admins())

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {
            "may_import": self.may_import(request),
            "all_of": self.table.name if self.table.proxies and self.may_export_all(request) else "",
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def export(self, request: HttpRequest) -> HttpResponse:
        """The list as it stands: the address takes the query of the change list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:  # the change list says so
            return redirect(f"{self._list_address()}?{ERROR_FLAG}=1")
        return self._csv_file(request, shown.queryset, str(self.opts.verbose_name_plural))

    def export_all(self, request: HttpRequest) -> HttpResponse:
        if not self.may_export_all(request):
            raise PermissionDenied
        return self._csv_file(request, self.table.model.objects.all(), self.table.name)

    def _csv_file(self, request: HttpRequest, rows, name: str) -> HttpResponse:
        note(Event.EXPORT, request, subject=name, detail=f"{rows.count()} lines")
        return attachment(self.table.as_csv(rows), f"icpr-{slugify(name)}.csv", CSV)

    def _list_address(self) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def import_csv(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it would do, and does that when it is confirmed and still true."""
        if not self.may_import(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._show_or_apply(request, form)
            except csvfile.Unreadable as error:
                form.add_error("file", str(error))
        return self._import_page(request, form)

    def _show_or_apply(self, request: HttpRequest, form: ImportForm) -> HttpResponse:
        text, digest = form.cleaned_data["text"], request.POST.get("digest")
        if not digest or not form.cleaned_data["decoded"].is_clear:
            return self._import_page(request, form, outcome=dry_run(self.table, text), text=text)
        why = ReasonForm(request.POST)
        operation = import_of(self.table, why.cleaned_data["why"] if why.is_valid() else "")
        save = partial(save_rows, self.table, request.user, operation=operation)
        outcome, is_done = apply(self.table, text, digest, save)
        if outcome.taken and not is_done:
            return self._import_page(request, form, outcome=outcome, text=text, is_stale=True)
        if outcome.taken:
            said = f"Imported: {len(outcome.added)} added, {len(outcome.changed)} changed."
            tell(request, said, operation)
        else:
            self.message_user(request, "Nothing was left to change.", messages.INFO)
        return redirect(self._list_address())

    def _import_page(self, request: HttpRequest, form: ImportForm, **more) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.table.name} from a CSV",
            "opts": self.opts,
            "table": self.table,
            "form": form,
            "why": ReasonForm()["why"],
        }
        return TemplateResponse(request, "admin/exchange/import.html", context | more)
