"""Import of a table in the admin: a file read in after a dry run, beside its export."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from icpr.admin import import_pages
from icpr.admin.exports import ExportAdmin
from icpr.imports import registry


class ExchangeAdmin(ExportAdmin):
    """Adds `read-in/` for the `table` that the admin names: a list, a page for each file, and its failed rows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        registry.register(self.table)

    def get_urls(self):
        pages = [
            ("read-in/", import_pages.choose_file, "import"),
            ("read-in/<int:pk>/", import_pages.one_file, "import_one"),
            ("read-in/<int:pk>/failed/<slug:form>/", import_pages.failed_rows, "import_failed"),
        ]
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        ours = [path(at, self._import_page(view), name=f"{prefix}_{name}") for at, view, name in pages]
        return [*ours, *super().get_urls()]

    def _import_page(self, view: Callable) -> Callable:
        """A page for those who may read files into the table."""

        def page(request: HttpRequest, **where) -> HttpResponseBase:
            if not self.may_import(request):
                raise PermissionDenied
            return view(self, request, **where)

        return self.admin_site.admin_view(page)

    def may_import(self, request: HttpRequest) -> bool:
        return all(one.has_add_permission(request) and one.has_change_permission(request) for one in self.admins())

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, {"may_import": self.may_import(request)} | (extra_context or {}))
