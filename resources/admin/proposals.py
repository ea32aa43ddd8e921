"""Proposed changes in the admin: an editor's form of a published record is kept, and a publisher sends it on.

A form is shown with what was proposed by the road of a form that could not be saved: see `icpr.admin.editing`.
"""

import json

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict

from icpr.admin import form_values
from icpr.admin.addresses import page_of
from resources.curation.rights import may_change, may_change_public
from resources.models import Resource
from resources.review import approval, proposals
from resources.review.differences import differences
from resources.review.models import Proposal, name_of

FIELD = "_proposal"  # of a form that holds a proposal: its key
SINCE = "_proposed"  # of the form of who proposes: when they proposed what it began with
YOURS = "This is your proposed change, waiting for a publisher. Readers see none of it. Go on editing, then save."
THEIRS = "What {} proposes stands in this form. Save it to accept it, with what you change of it."
CLOSED = "This proposal was answered or taken back meanwhile. What you save now is a change of your own."
OVERTAKEN = (
    "You proposed a change of this record in another window, or sent this form twice. What you typed stands below: "
    "save it to put it in the place of that, or look at what you proposed on the record’s page first."
)
PROPOSED = "Proposed, waiting for a publisher. Readers see “{}” as it was."
NOTHING = "Nothing differs from the record as it stands, so nothing is proposed."
NO_FILE = (
    "A proposed change cannot carry a file. Save it without the file, and ask a publisher in a comment on the record "
    "to add it; or give the address of the paper."
)


class NoFilesFormSet:
    """A formset of what is only proposed: a file must not be served before it is accepted."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            for name in [name for name in form.fields if form.files.get(form.add_prefix(name))]:
                form.add_error(name, NO_FILE)


class ProposingAdmin(admin.ModelAdmin):
    """For an admin of records: what somebody who may not change a published one saves is kept as their proposal."""

    def proposes(self, request: HttpRequest, record: Resource | None) -> bool:
        return record is not None and not may_change(request.user, record)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Resource | None = None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if obj and request.method == "POST" and self.proposes(request, obj):
                formset = type(formset.__name__, (NoFilesFormSet, formset), {"__module__": formset.__module__})
            yield formset, inline

    # A form that was sent.

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        proposal = self._proposal_in(request, object_id)
        if request.method == "POST":
            if proposal and not may_change_public(request.user):
                if request.POST.get(SINCE) != _since(proposal):
                    request.refusal = OVERTAKEN
            elif proposal and not proposal.is_waiting:
                request.refusal = CLOSED
            elif proposal and approval.is_on() and proposal.by_id == request.user.pk:
                request.refusal = approval.OWN
            elif proposal:
                request.accepting = proposal
        elif proposal:
            return self._show_proposed(request, proposal, object_id, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _proposal_in(self, request: HttpRequest, object_id: str | None) -> Proposal | None:
        """The proposal a form is shown with or was sent with; one that was sent with it is held until it is saved."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id or ""))
        except ValidationError:
            return None
        of_record = Proposal.objects.filter(number__in=Resource.objects.filter(pk=pk).values("number"))
        if not may_change_public(request.user):
            return of_record.waiting().filter(by=request.user).select_related("by").first()
        asked = request.POST.get(FIELD) if request.method == "POST" else request.GET.get("proposal")
        if not (asked and asked.isascii() and asked.isdigit() and len(asked) < 19):
            return None
        if request.method == "POST":
            return of_record.select_for_update().filter(pk=asked).first()
        return of_record.waiting().filter(pk=asked).select_related("by").first()

    def save_model(self, request: HttpRequest, obj: Resource, form, change: bool) -> None:
        if not (change and self.proposes(request, obj)):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        if change and self.proposes(request, form.instance):
            self._propose(request, form, formsets)
            return
        super().save_related(request, form, formsets, change)
        if change and not may_change_public(request.user):  # of a record that is a draft again
            self._close_own_proposal(request, form.instance)
        if accepting := getattr(request, "accepting", None):
            state, reason = getattr(request, "accepted_as", (Proposal.State.ACCEPTED, ""))
            proposals.decide(accepting, state, request.user, reason)

    def _propose(self, request: HttpRequest, form, formsets) -> None:
        record = self.get_object(request, str(form.instance.pk))  # the form has put what was typed into its own
        request.proposed = bool(differences(form, formsets))
        if request.proposed:
            began = form_values.note(record, self.status_display_of(record), form, formsets).written()
            proposals.propose(record, request.user, proposals.held(form, formsets), began, self.opts.model_name)
        else:
            self._close_own_proposal(request, record)

    def _close_own_proposal(self, request: HttpRequest, record: Resource) -> None:
        for own in Proposal.objects.waiting().of(record).filter(by=request.user):
            proposals.decide(own, Proposal.State.TAKEN_BACK, request.user)

    def construct_change_message(self, request: HttpRequest, form, formsets, add=False):
        if hasattr(request, "proposed"):
            return []
        message = super().construct_change_message(request, form, formsets, add)
        if accepting := getattr(request, "accepting", None):
            told = LogEntry(change_message=json.dumps(message)).get_change_message()
            return f"Proposed by {name_of(accepting.by)}, accepted. {told}"
        return message

    def log_change(self, request: HttpRequest, obj: Resource, message):
        return None if hasattr(request, "proposed") else super().log_change(request, obj, message)

    def response_change(self, request: HttpRequest, obj: Resource) -> HttpResponse:
        if not hasattr(request, "proposed"):
            return super().response_change(request, obj)
        title = Resource.objects.values_list("title", flat=True).get(pk=obj.pk)
        text, level = (PROPOSED.format(title), messages.SUCCESS) if request.proposed else (NOTHING, messages.INFO)
        self.message_user(request, text, level)
        return redirect(page_of(self, "change", obj.pk))

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Resource | None = None, **kwargs):
        context["accepting"] = getattr(request, "accepting", None)
        context["will_propose"] = self.proposes(request, obj) and self.has_change_permission(request, obj)
        if context["will_propose"]:
            own = Proposal.objects.waiting().of(obj).filter(by=request.user).first()
            context["proposed_at"] = _since(own) if own else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # A form with what was proposed.

    def _show_proposed(self, request: HttpRequest, proposal: Proposal, object_id: str, form_url: str, extra_context):
        """The form of a record with what is proposed of it. Nothing is saved: the form refuses."""
        own = not may_change_public(request.user)
        request.refusal = YOURS if own else THEIRS.format(name_of(proposal.by))
        if not own:
            request.accepting = proposal
        method = request.method
        put_form(request, proposals.form_of(proposal))
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        finally:
            request.method = method

    def filled_form(self, request: HttpRequest, proposal: Proposal, record: Resource) -> tuple:
        """The form of a record with what is proposed of it, and its parts, joined and checked; `record` is changed."""
        method = request.method
        put_form(request, proposals.form_of(proposal))
        try:
            form = self.get_form(request, record, change=True)(request.POST, request.FILES, instance=record)
            formsets, _ = self._create_formsets(request, record, change=True)
            form.is_valid()
            for formset in formsets:
                formset.is_valid()
        finally:
            request.method = method
        return form, formsets


def _since(proposal: Proposal) -> str:
    return proposal.made_at.isoformat()


def put_form(request: HttpRequest, data: QueryDict) -> None:
    """Let a request be one that sends a form, without files."""
    request.method, request.POST = "POST", data
    request._files = MultiValueDict()
