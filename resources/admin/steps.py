"""The steps staff take with records: from state to state, and changes of many at once.

A step is offered as a button on a record's page and as an action of the list. It is taken on POST only, one transaction
and one revision for each record; a record that refuses is listed with its reasons and the others go through.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import reversion
from django import forms
from django.utils import timezone

from resources import history
from resources.admin.forms import NothingToAsk, ScheduleForm, TermsForm, WithdrawForm
from resources.models import Resource, State
from resources.models.publishing import PublishingRefused


@dataclass(frozen=True)
class Step:
    """One step.

    name: its word in addresses. label: the button. done: what it is called once taken. permission: "change" or
    "publish". states: where it is offered on a record's page. take: does it, with the form's answers; may raise
    `PublishingRefused`. form: what is asked first. in_record_page: whether one record has a button for it.
    """

    name: str
    label: str
    done: str
    permission: str
    states: frozenset[State]
    take: Callable[[Resource, dict], None]
    form: type[forms.Form] = NothingToAsk
    is_main: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields)


def change_terms(record: Resource, answers: dict) -> None:
    """Add and remove pillars, focus areas, topics and tags; refused where a public record would break its rules."""
    for relation in ("pillars", "focus_areas", "topics", "tags"):
        getattr(record, relation).add(*answers[f"add_{relation}"])
    for relation in ("pillars", "focus_areas", "topics"):
        getattr(record, relation).remove(*answers[f"remove_{relation}"])
    removed = {tag.casefold() for tag in answers["remove_tags"]}
    record.tags.remove(*(tag for tag in record.tags.all() if tag.name.casefold() in removed))
    if record.must_stay_publishable() and (reasons := record.reasons_not_to_publish()):
        raise PublishingRefused(reasons)
    record.save()


WAITING = frozenset({State.DRAFT, State.IN_REVIEW})
STEPS = {
    step.name: step
    for step in (
        Step(
            "submit",
            "Submit for review",
            "submitted for review",
            "change",
            frozenset({State.DRAFT}),
            lambda record, answers: record.submit(),
        ),
        Step(
            "publish",
            "Publish now",
            "published",
            "publish",
            WAITING | {State.SCHEDULED},
            lambda record, answers: record.publish(),
            is_main=True,
        ),
        Step(
            "schedule",
            "Schedule…",
            "scheduled",
            "publish",
            WAITING | {State.SCHEDULED},
            lambda record, answers: record.publish(answers["publish_at"]),
            ScheduleForm,
        ),
        Step(
            "unschedule",
            "Take off the schedule",
            "taken off the schedule",
            "publish",
            frozenset({State.SCHEDULED}),
            lambda record, answers: record.unschedule(),
        ),
        Step(
            "return",
            "Return to draft",
            "returned to draft",
            "change",
            frozenset({State.IN_REVIEW}),
            lambda record, answers: record.return_to_draft(),
        ),
        Step(
            "withdraw",
            "Withdraw…",
            "withdrawn",
            "publish",
            frozenset({State.PUBLIC, State.EXPIRED}),
            lambda record, answers: record.withdraw(answers["reason"]),
            WithdrawForm,
        ),
        Step(
            "restore",
            "Undo the withdrawal",
            "put back",
            "publish",
            frozenset({State.WITHDRAWN}),
            lambda record, answers: record.undo_withdrawal(),
        ),
        Step(
            "terms",
            "Add or remove pillars, topics, tags…",
            "changed",
            "change",
            frozenset(),
            change_terms,
            TermsForm,
        ),
    )
}


@dataclass(frozen=True)
class Outcome:
    """Which records took a step, and which refused with what reasons."""

    taken: list[Resource]
    refused: list[tuple[Resource, list[str]]]


def take(step: Step, pks: Iterable[int], answers: dict, *, user, note: Callable[[Resource, str], None]) -> Outcome:
    """Take a step with each record. `note` is called inside the record's revision with what was done, to log it."""
    outcome = Outcome([], [])
    for record in Resource.objects.filter(pk__in=list(pks)).order_by("pk"):
        history.keep_first(record)
        try:
            with history.recorded(user):
                current = Resource.objects.select_for_update().get(pk=record.pk)
                step.take(current, answers)
                reversion.add_to_revision(current)
                note(current, said(step, answers))
        except PublishingRefused as refusal:
            outcome.refused.append((record, refusal.messages))
        except Resource.DoesNotExist:
            outcome.refused.append((record, ["It has been deleted meanwhile."]))
        else:
            outcome.taken.append(current)
    return outcome


def said(step: Step, answers: dict) -> str:
    """One line for the history: "Withdrawn. Reason: …"."""
    parts = [f"{step.done[0].upper()}{step.done[1:]}."]
    for name, answer in answers.items():
        if answer:
            label = name.replace("_", " ").capitalize()
            if hasattr(answer, "isoformat"):
                text = timezone.localtime(answer).strftime("%Y-%m-%d %H:%M %Z")
            else:
                text = answer if isinstance(answer, str) else ", ".join(map(str, answer))
            parts.append(f"{label}: {text}")
    return " ".join(parts)
