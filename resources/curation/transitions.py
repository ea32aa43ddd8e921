"""The steps staff take with records: from state to state, and changes of many at once.

A step is offered as a button on a record's page and as an action of the list. It is taken on POST only, after a page
that asks when readers will see it. See `resources.curation.apply`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from icpr.operations.run import NothingToChange
from resources.curation.forms import NothingToAsk, ScheduleForm, TermsForm, WithdrawForm
from resources.models import Resource, State, Tag
from resources.models.workflow import PublishingRefused
from resources.relations import BULK

APPEARS, GOES = "appears", "goes"


@dataclass(frozen=True)
class Step:
    """One step.

    name: its word in addresses. label: the button. done: what it is called once taken. permission: "change" or
    "publish". states: where it is offered on a record's page. take: does it, with the form's answers, and may return
    those of them that changed anything; may raise `PublishingRefused` and `NothingToChange`. form: what is asked first.
    for_readers: whether the record `APPEARS` or `GOES` by it. needs_fitness: whether an unfit record is refused.
    """

    name: str
    label: str
    done: str
    permission: str
    states: frozenset[State]
    take: Callable[[Resource, dict], dict | None]
    form: type[forms.Form] = NothingToAsk
    is_main: bool = False
    for_readers: str = ""
    needs_fitness: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields or self.for_readers)


def change_terms(record: Resource, answers: dict) -> dict:
    """Add and remove pillars, focus areas, topics and tags; refused where a public record would break its rules.

    Returns what was added and removed, under the names of the answers. Tags are given by their names.
    """
    named = Tag.objects.named([*answers["add_tags"], *answers["remove_tags"]])
    done = {}
    for name in BULK:
        manager = getattr(record, name)
        held = set(manager.all())
        done[f"add_{name}"] = [term for term in answers[f"add_{name}"] if named.get(term, term) not in held]
        done[f"remove_{name}"] = [term for term in answers[f"remove_{name}"] if named.get(term, term) in held]
        manager.add(*done[f"add_{name}"])
        manager.remove(*done[f"remove_{name}"])
    if not any(done.values()):
        raise NothingToChange
    if record.must_stay_publishable() and (reasons := record.publish_errors()):
        raise PublishingRefused(reasons)
    record.save()
    return done


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
            needs_fitness=True,
        ),
        Step(
            "publish",
            "Publish now",
            "published",
            "publish",
            WAITING | {State.SCHEDULED},
            lambda record, answers: record.publish(),
            is_main=True,
            for_readers=APPEARS,
            needs_fitness=True,
        ),
        Step(
            "schedule",
            "Schedule…",
            "scheduled",
            "publish",
            WAITING | {State.SCHEDULED},
            lambda record, answers: record.publish(answers["publish_at"]),
            ScheduleForm,
            for_readers=APPEARS,
            needs_fitness=True,
        ),
        Step(
            "unschedule",
            "Take off the schedule",
            "taken off the schedule",
            "publish",
            frozenset({State.SCHEDULED}),
            lambda record, answers: record.unschedule(),
            for_readers=GOES,
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
            for_readers=GOES,
        ),
        Step(
            "restore",
            "Undo the withdrawal",
            "put back",
            "publish",
            frozenset({State.WITHDRAWN}),
            lambda record, answers: record.undo_withdrawal(),
            for_readers=APPEARS,
            needs_fitness=True,
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
