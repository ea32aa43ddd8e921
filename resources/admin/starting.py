"""A record begun from what somebody pastes: what was understood is shown, and fills the form that adds one.

Nothing is saved before that form is, so that its rights, rules and questions hold as for what is typed.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from icpr.admin.addresses import page_of
from icpr.lib.csvfile import Unreadable
from icpr.lib.text.fields import LinesField
from resources.admin.doubles import placed, seen_by
from resources.exchange import pasted
from resources.exchange.authors import NAMES
from resources.exchange.duplicates import likely_doubles
from resources.models import Author

FILLED = "The form is filled in with what was understood. Nothing is saved yet."


class PasteForm(forms.Form):
    text = LinesField(
        label="What you have of the work",
        max_length=pasted.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"{pasted.WHAT[:1].upper()}{pasted.WHAT[1:]}.",
    )


class StartingAdmin(admin.ModelAdmin):
    """Adds `start/` to an entry of records that `starts`."""

    starts = False

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_start"
        own = [path("start/", self.admin_site.admin_view(self.start_view), name=name)] if self.starts else []
        return [*own, *super().get_urls()]

    def start_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, found, is_several = PasteForm(request.POST or None), None, False
        if request.method == "POST" and form.is_valid():
            try:
                found = pasted.read(form.cleaned_data["text"])
            except Unreadable as refusal:
                form.add_error("text", str(refusal))
                is_several = isinstance(refusal, pasted.SeveralWorks)
        if found and "fill" in request.POST:
            return self._filled(request, found)
        context = self.admin_site.each_context(request) | {
            "title": "Start from an address or a citation",
            "opts": self.opts,
            "form": form,
            "found": found,
            "doubles": placed(_doubles(request, found), request.user) if found else [],
            "may_import": is_several and self.may_import(request),
        }
        return TemplateResponse(request, "admin/resources/start.html", context)

    def _filled(self, request: HttpRequest, found: pasted.Pasted) -> HttpResponse:
        """The form that adds a record, empty but for what was found."""
        request.started_with = found.values
        request.started_initial = pasted.initial_of(found)
        for text in (FILLED, *found.told):
            self.message_user(request, text, messages.INFO)
        method, request.method = request.method, "GET"
        try:
            return self.add_view(request, page_of(self, "add"))
        finally:
            request.method = method

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return super().get_changeform_initial_data(request) | getattr(request, "started_initial", {})

    def get_formset_kwargs(self, request: HttpRequest, obj, inline, prefix: str) -> dict:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Author and (authors := getattr(request, "started_with", {}).get("authors")):
            kwargs["initial"] = [
                {"position": place, **{name: getattr(author, name) for name in NAMES}}
                for place, author in enumerate(authors, 1)
            ]
        return kwargs

    def _start_address(self, request: HttpRequest) -> str:
        return page_of(self, "start") if self.starts and self.has_add_permission(request) else ""

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, {"start": self._start_address(request)} | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict, add=False, **kwargs) -> HttpResponse:
        is_empty = add and not hasattr(request, "started_with") and not context["adminform"].form.is_bound
        if is_empty:
            context["start"] = self._start_address(request)
        return super().render_change_form(request, context, add=add, **kwargs)


def _doubles(request: HttpRequest, found: pasted.Pasted) -> list:
    """The records that a work may be which was pasted, by its title and each of its addresses."""
    rows, title = seen_by(request.user), str(found.values.get("title", ""))
    asked = [(title, ""), *(("", address) for address in found.addresses)]
    likely = {one.pk: one for pair in reversed(asked) for one in likely_doubles(rows, *pair)}
    return sorted(likely.values(), key=lambda one: -one.score)
