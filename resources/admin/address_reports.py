"""The queue of what readers told of addresses: each accepted by one click, or declined with a reason."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from icpr.lib.http.outside_addresses import foreign_host
from icpr.lib.text.fields import LineField
from resources.address_reports import deciding, letters
from resources.admin.search_answers import is_key
from resources.models import AddressEvidence, AddressReport, Resource

A_PAGE = 30
State = AddressReport.State


class ReasonForm(forms.Form):
    reason = LineField(max_length=300, error_messages={"required": "Say why, in a sentence: the sender sees it."})


@admin.register(AddressReport)
class AddressReportAdmin(admin.ModelAdmin):
    """For all who may change records. What readers told is answered, never edited."""

    actions = None
    fields = ["resource", "paper", "sort", "proposed", "reported", "note", "received_at", "state", "answer"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("resources.change_resource")

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._answer(request)
            return redirect(request.get_full_path())
        is_decided = "decided" in request.GET
        found = AddressReport.objects.decided() if is_decided else AddressReport.objects.open()
        reports = found.select_related("resource", "document", "decided_by")
        page = Paginator(reports, A_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": "What readers told of addresses",
            "opts": self.opts,
            "is_decided": is_decided,
            "page": page,
            "reports": [(report, foreign_host(report.proposed)) for report in page],
            "evidences": AddressEvidence.choices,
        }
        return TemplateResponse(request, "admin/resources/reports.html", context)

    def _answer(self, request: HttpRequest) -> None:
        """Do what the button says, and say so; what cannot be done is said and changes nothing."""
        try:
            with transaction.atomic():
                answered = self._decide(request)
                letters.tell_senders(answered)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        told = f"{answered[0].resource.permanent_number}: {answered[0].get_state_display().lower()}. "
        messages.success(request, told + answered[0].answer)

    def _decide(self, request: HttpRequest) -> list[AddressReport]:
        """The reports that were answered. Raises ValidationError."""
        posted = request.POST
        if not is_key(posted.get("report", "")):
            raise ValidationError(deciding.ANSWERED)
        pk, seen = int(posted["report"]), posted.get("seen", "")
        log = partial(self.admin_site.get_model_admin(Resource).log_change, request)
        if posted.get("accept") in AddressEvidence.values:
            return deciding.accept(pk, posted["accept"], seen, user=request.user, log=log)
        if "take_off" in posted:
            return deciding.take_off(pk, seen, user=request.user, log=log)
        if "by_hand" in posted:
            return [self._close(request, pk, State.ACCEPTED, deciding.BY_HAND)]
        form = ReasonForm(posted)
        if not form.is_valid():
            raise ValidationError(form.errors["reason"])
        return [self._close(request, pk, State.DECLINED, form.cleaned_data["reason"])]

    def _close(self, request: HttpRequest, pk: int, state: AddressReport.State, answer: str) -> AddressReport:
        report = deciding.close(pk, state, answer, user=request.user)
        self.log_change(request, report, f"{state.label}: {answer}")
        return report
