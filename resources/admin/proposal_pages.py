"""The page of a proposed change: what it would change, and the answer of a publisher."""

from itertools import chain

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from icpr.admin import form_values
from icpr.admin.addresses import page_of
from icpr.admin.conflicts import in_a_row
from icpr.admin.editing import EditingAdmin
from icpr.lib.text.fields import LineField
from resources.admin.proposals import FIELD, ProposingAdmin, put_form
from resources.curation.rights import may_change_public
from resources.curation.telling import ASKED, AskForm
from resources.models import Resource
from resources.review import approval, proposals
from resources.review.differences import differences
from resources.review.models import LONGEST_REASON, Proposal

ANSWERED = "This proposal was answered or taken back already."
CHANGED = "The proposal was changed meanwhile. Look at it again, then answer."
NONE_TICKED = "Tick what you accept, or decline it all with a reason."
NO_REASON = "Say why it is declined: whoever proposed it reads that."
GONE = "The record was deleted meanwhile, so nothing can be accepted. Recover it first, or decline the proposal."
Answer = HttpResponse | None


class ProposalPagesAdmin(ProposingAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.proposal_view)
        own = (
            [path("proposals/<int:proposal>/", view, name="resources_resource_proposal")]
            if self.model is Resource
            else []
        )
        return [*own, *super().get_urls()]

    @staticmethod
    def proposal_address(key: int) -> str:
        return reverse("admin:resources_resource_proposal", args=[key])

    def proposal_view(self, request: HttpRequest, proposal: int) -> HttpResponse:
        proposal = get_object_or_404(Proposal.objects.select_related("by", "decided_by"), pk=proposal)
        owner, record = self._proposal_owner(request, proposal)
        if not (proposal.by == request.user or self._may_see_proposal(request, owner, record)):
            raise PermissionDenied
        if request.method == "POST" and (answer := self._answered_proposal(request, proposal, owner, record)):
            return answer
        return self._proposal_page(request, proposal, owner, record)

    def _may_see_proposal(self, request: HttpRequest, owner: EditingAdmin, record: Resource | None) -> bool:
        """One of a record that is deleted, or not to be seen, is for publishers and who made it."""
        return owner.has_change_permission(request, record) if record else may_change_public(request.user)

    def _proposal_owner(self, request: HttpRequest, proposal: Proposal) -> tuple[EditingAdmin, Resource | None]:
        """The entry of the admin whose form the proposal is, and the record; None for one that was deleted, or is
        not to be seen."""
        record = proposal.record
        every = {model._meta.model_name: owner for model, owner in self.admin_site._registry.items()}
        for owner in (every.get(proposal.form), self):
            if owner and record and (found := owner.get_object(request, str(record.pk))):
                return owner, found
        return self, None

    # Answers: the page again where one has nothing to say.

    def _answered_proposal(
        self, request: HttpRequest, proposal: Proposal, owner: EditingAdmin, record: Resource | None
    ) -> Answer:
        if "read" in request.POST and proposal.by == request.user:
            Proposal.objects.filter(pk=proposal.pk).update(is_read=True)
            return redirect("admin:index")
        if not proposal.is_waiting:
            messages.warning(request, ANSWERED)
            return redirect(request.path)
        if "take_back" in request.POST and proposal.by == request.user:
            return self._close_proposal(request, proposal, Proposal.State.TAKEN_BACK, "")
        if not self._may_answer_proposal(request, proposal):
            raise PermissionDenied
        if request.POST.get("made_at") != proposal.made_at.isoformat():
            messages.warning(request, CHANGED)
            return None
        return (
            self._decline_proposal(request, proposal)
            if "decline" in request.POST
            else self._accept_proposal(request, proposal, owner, record)
        )

    def _may_answer_proposal(self, request: HttpRequest, proposal: Proposal) -> bool:
        return may_change_public(request.user) and not self._is_own_proposal(request, proposal)

    @staticmethod
    def _is_own_proposal(request: HttpRequest, proposal: Proposal) -> bool:
        return approval.is_on() and proposal.by == request.user

    def _close_proposal(
        self, request: HttpRequest, proposal: Proposal, state: Proposal.State, reason: str
    ) -> HttpResponse:
        done = proposals.decide(proposal, state, request.user, reason)
        text = f"{proposal}: {proposal.get_state_display().lower()}." if done else ANSWERED
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)
        return redirect("admin:index")

    def _decline_proposal(self, request: HttpRequest, proposal: Proposal) -> Answer:
        try:
            reason = LineField(max_length=LONGEST_REASON).clean(request.POST.get("reason"))
        except ValidationError as error:
            messages.error(request, f"{NO_REASON} {' '.join(error.messages)}")
            return None
        return self._close_proposal(request, proposal, Proposal.State.DECLINED, reason)

    def _accept_proposal(
        self, request: HttpRequest, proposal: Proposal, owner: EditingAdmin, record: Resource | None
    ) -> Answer:
        shown, ticked = request.POST.getlist("shown"), request.POST.getlist("accept")
        telling = AskForm(request.POST)
        if record is None or not ticked or not telling.is_valid():
            said = [GONE] if record is None else [NONE_TICKED] if not ticked else [*chain(*telling.errors.values())]
            messages.error(request, " ".join(said))
            return None
        seen = form_values.opened(request.POST.get("seen", ""), record).written()
        data = proposals.chosen_form(proposal, shown, ticked, seen)
        for name in ASKED:
            data[name] = telling.cleaned_data[name]
        data[FIELD], data["_continue"] = str(proposal.pk), "on"
        left = [request.POST.get(f"label-{key}", key) for key in shown if key not in ticked]
        if left:
            request.accepted_as = Proposal.State.IN_PART, f"Left as it is: {in_a_row(left)}."[:LONGEST_REASON]
        put_form(request, data)
        return owner.change_view(request, str(record.pk), page_of(owner, "change", record.pk))

    # The page.

    def _proposal_page(
        self, request: HttpRequest, proposal: Proposal, owner: EditingAdmin, record: Resource | None
    ) -> HttpResponse:
        answering = request.POST if request.method == "POST" else None
        context = {
            **self.admin_site.each_context(request),
            "title": str(proposal),
            "opts": self.opts,
            "proposal": proposal,
            "record": record,
            "gone": GONE,
            "is_mine": proposal.by == request.user,
            "may_answer": self._may_answer_proposal(request, proposal),
            "own": approval.OWN if self._is_own_proposal(request, proposal) else "",
        }
        if record and proposal.is_waiting:
            context |= self._what_is_proposed(request, proposal, owner, record)
            if record.is_published():
                context["telling"] = AskForm(answering, initial={name: _first(proposal, name) for name in ASKED})
        return TemplateResponse(request, "admin/review/proposal.html", context)

    def _what_is_proposed(
        self, request: HttpRequest, proposal: Proposal, owner: EditingAdmin, record: Resource
    ) -> dict:
        filled = owner.get_object(request, str(record.pk))
        form, formsets = owner.filled_form(request, proposal, filled)
        meanwhile = request.meanwhile
        return {
            "differences": differences(form, formsets),
            "both": {each.name for each in meanwhile.conflicts},
            "meanwhile": meanwhile,
            "joined": in_a_row(meanwhile.joined),
            "errors": [*_reasons(form), *chain(*(_reasons(each) for one in formsets for each in one.forms))]
            + [text for one in formsets for text in one.non_form_errors()],
            "seen": form_values.note(record, owner._status_display(record), form, formsets).sealed(),
            "form_address": f"{page_of(owner, 'change', record.pk)}?proposal={proposal.pk}",
        }


def _reasons(form: BaseForm) -> list[str]:
    """What is wrong in a form, each with the name of its field."""
    return [
        text if name == NON_FIELD_ERRORS else f"{form[name].label}: {text}"
        for name, said in form.errors.items()
        for text in said
    ]


def _first(proposal: Proposal, name: str) -> str:
    return next(iter(proposal.sent.get(name, [])), "")
