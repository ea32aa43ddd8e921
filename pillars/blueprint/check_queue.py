"""The queue "check against the report": items written without a source, accepted, corrected or discarded one by one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from icpr.lib.history import revisions
from pillars.models import Item, ItemState

FINAL_REPORT = "https://cops.usdoj.gov/pdf/taskforce/taskforce_finalreport.pdf"


ASKED = {"accept": "Publish as it stood", "correct": "Publish as corrected", "discard": "Discard"}


class WordingForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ["statement", "place_in_report"]


class CheckingAdmin(admin.ModelAdmin):
    """Adds `to-check/`: each item with what we believe the report says, and a button for each answer."""

    change_list_template = "admin/pillars/item_list.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_to_check"
        return [path("to-check/", self.admin_site.admin_view(self.to_check), name=name), *super().get_urls()]

    def to_check(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._answer(request) or redirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": "Check against the report",
            "opts": self.opts,
            "items": self.model.objects.to_check().select_related("pillar", "parent"),
            "report": FINAL_REPORT,
        }
        return TemplateResponse(request, "admin/pillars/to_check.html", context)

    def _answer(self, request: HttpRequest) -> HttpResponse | None:
        """The page that asks, with what readers will see; once confirmed, do what the button says and return None.

        An item answered meanwhile is left as it is; a second click changes nothing.
        """
        item = self.model.objects.to_check().filter(number=request.POST.get("item", "")[:8].replace("\x00", "")).first()
        answer = request.POST.get("answer")
        if item is None or answer not in ("accept", "correct", "discard"):
            messages.warning(request, "That item was answered already.")
            return None
        try:
            said = self._take(item, answer, request.POST)
        except ValidationError as error:
            messages.error(request, f"{item.number} stays in the queue. {' '.join(error.messages)}")
            return None
        if "confirmed" not in request.POST:
            return self._asking(request, item, answer)
        revisions.save_first_revision(item)
        with self.create_revision(request):
            item.save()
            self.log_change(request, item, said)
        messages.success(request, f"{item.number}: {said}.")
        return None

    def _asking(self, request: HttpRequest, item: Item, answer: str) -> HttpResponse:
        """`item` is as it would be, not saved."""
        context = self.admin_site.each_context(request) | {
            "title": ASKED[answer],
            "opts": self.opts,
            "item": item,
            "posted": {name: request.POST.get(name, "") for name in ("item", "answer", *WordingForm.Meta.fields)},
        }
        return TemplateResponse(request, "admin/pillars/check_answer.html", context)

    def _take(self, item: Item, answer: str, posted) -> str:
        """Set the item as answered and say so in words.
        Raises `ValidationError` if it cannot stand before readers so."""
        if answer == "discard":
            item.state = ItemState.DISCARDED
            return "discarded, it is not in the report"
        typed = posted.dict() if answer == "correct" else posted.dict() | {"statement": item.statement}
        form = WordingForm(typed, instance=item)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        item.state, item.verified, item.number_inferred = ItemState.PUBLISHED, True, False
        item.source_url = item.source_url or FINAL_REPORT
        item.full_clean()  # what the form does not show must be fit for readers too
        return "corrected and published" if answer == "correct" else "accepted as it stands and published"

    def changelist_view(self, request: HttpRequest, extra_context=None):
        waiting = self.model.objects.to_check().count()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_to_check"
        context = {"waiting": waiting, "queue": reverse(name)}
        return super().changelist_view(request, context | (extra_context or {}))
