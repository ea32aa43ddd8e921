"""Steps in the admin: buttons on a record's page, actions of the list, and the page that asks before."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from icpr.admin.addresses import page_of
from icpr.admin.operations import tell, tell_refusals
from icpr.operations.forms import ReasonForm
from resources.admin.forms import refuse_impossible_keys
from resources.curation.apply import Outcome, operation_of, refusals, take
from resources.curation.transitions import STEPS, Step
from resources.models import Resource
from resources.review.approval import own_among

MOST_AT_ONCE = 500
MOST_SEEN = 10
ASKS_WHY = {"publish", "schedule", "unschedule", "restore"}  # of one record; of many it always is
SEEN = ("pillars", "focus_areas", "topics", "publishers", "documents", "entries")  # read to show a record and judge it


def unfitness(step: Step, record: Resource) -> list[str]:
    """Why a record cannot take a step towards readers; no query for a record with `SEEN`."""
    if not step.needs_fitness:
        return []
    return record.publish_errors(lambda relation: bool(getattr(record, relation).all()))


class SteppingAdmin(admin.ModelAdmin):
    """For an admin of records: every `Step` as an action, and as a button while it makes sense."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        return [
            path("<int:pk>/steps/<slug:name>/", self.admin_site.admin_view(self.step_view), name=name),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("resources.publish_resource")

    def may_take(self, request: HttpRequest, step: Step, record: Resource | None = None) -> bool:
        allowed = self.has_change_permission(request, record)
        return allowed and (step.permission != "publish" or self.has_publish_permission(request))

    def steps_for(self, request: HttpRequest, record: Resource) -> list[tuple[Step, str]]:
        """The steps offered on a record's page, each with its address."""
        state = record.state()
        return [
            (step, page_of(self, "step", record.pk, step.name))
            for step in STEPS.values()
            if state in step.states and self.may_take(request, step, record)
        ]

    def get_actions(self, request: HttpRequest) -> dict:
        """The steps the user may take. Records are deleted one by one, and only while nobody has seen them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        for step in STEPS.values():
            if self.may_take(request, step):
                actions[step.name] = (partial(self.act, step=step), step.name, step.label)
        return actions

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if request.method == "POST":
            step = STEPS.get(request.POST.get("action", ""))
            if step and not self.may_take(request, step):
                raise PermissionDenied
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(pk.isascii() and pk.isdigit() for pk in chosen):
                raise Http404
            refuse_impossible_keys(request.POST)
        return super().changelist_view(request, extra_context)

    @staticmethod
    def act(modeladmin, request: HttpRequest, queryset, *, step: Step) -> HttpResponse | None:
        """The list's action: shows what will change first, then does it."""
        records = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
        if len(records) > MOST_AT_ONCE:
            modeladmin.message_user(request, f"Choose at most {MOST_AT_ONCE} records at once.", messages.ERROR)
            return None
        return modeladmin.ask_or_take(request, step, records, must_ask=True)

    @method_decorator(require_POST)
    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        refuse_impossible_keys(request.POST)
        record = self.get_object(request, pk)
        if record is None or name not in STEPS:
            raise Http404
        if not self.may_take(request, STEPS[name], record):
            raise PermissionDenied
        response = self.ask_or_take(request, STEPS[name], [record], must_ask=False)
        return response or redirect(page_of(self, "change", pk))

    def ask_or_take(
        self, request: HttpRequest, step: Step, records: list[Resource], *, must_ask: bool
    ) -> HttpResponse | None:
        """The page that asks, or None once the step is taken and its outcome said."""
        confirmed = "confirmed" in request.POST
        form = step.form(request.POST) if confirmed or not step.asks else step.form()
        why = ReasonForm(request.POST if confirmed else None)
        asks_why = must_ask or step.name in ASKS_WHY
        if (confirmed or not (must_ask or step.asks)) and form.is_valid() and (why.is_valid() or not asks_why):
            pks, log = [record.pk for record in records], partial(self.log_change, request)
            reason = why.cleaned_data["why"] if asks_why else ""
            operation = operation_of(step, form.cleaned_data, reason) if must_ask else None
            reason = "" if must_ask else reason  # that of an operation is shown from there
            outcome, _ = take(
                step, pks, form.cleaned_data, user=request.user, log=log, operation=operation, reason=reason
            )
            self.say(request, step, outcome)
            return None
        prefetch_related_objects(records, *SEEN)
        own = own_among(request.user, [record.pk for record in records]) if step.approves else set()
        why_not = {each: unfitness(step, each) + refusals(step, each, request.user, own) for each in records}
        unfit = [(record, reasons) for record, reasons in why_not.items() if reasons]
        fit = [record for record, reasons in why_not.items() if not reasons]
        context = {
            **self.admin_site.each_context(request),
            "title": step.label.rstrip("…"),
            "opts": self.opts,
            "step": step,
            "form": form,
            "fields": [*form, *(why if asks_why else ())],
            "records": records,
            "unfit": unfit,
            "seen": fit[:MOST_SEEN] if step.for_readers else [],
            "more": len(fit) - MOST_SEEN,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/resources/step.html", context)

    def say(self, request: HttpRequest, step: Step, outcome: Outcome) -> None:
        count = len(outcome.changed)
        what = f"“{outcome.changed[0]}” was" if count == 1 else f"{count} records were"
        if count:
            tell(request, f"{what} {step.done}.", outcome.operation)
        tell_refusals(request, outcome.refused, step.done)
