"""The steps staff take with records: from state to state, and changes of many at once.

A step is offered as a button on a record's page and as an action of the list. It is taken on POST only, after a page
that asks when readers will see it. See `resources.curation.apply`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from resources.curation import bulk
from resources.curation.bulk_form import BulkForm
from resources.curation.forms import NothingToAsk, ReturnForm, ScheduleForm, WithdrawForm
from resources.curation.telling import AskForm
from resources.models import Resource, State

APPEARS, GOES = "appears", "goes"


@dataclass(frozen=True)
class Step:
    """One step.

    name: its word in addresses. label: the button. done: what it is called once taken. permission: "change" or
    "publish". states: where it is offered on a record's page. take: does it, with the form's answers, and may return
    those of them that changed anything; may raise `PublishingRefused` and `NothingToChange`. form: what is asked first.
    for_readers: whether the record `APPEARS` or `GOES` by it. approves: whether it is refused for one's own work, where
    that is the rule. needs_fitness: whether an unfit record is refused.
    told: what readers are told of it; one that leaves that to staff asks by a form with `AskForm`. reads: the relations
    it reads of a record, to be prefetched.
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
    approves: bool = False
    told: str = ""
    reads: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether it changes fields and terms, and no state."""
        return self.name == "terms"

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields or self.for_readers)


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
            approves=True,
            told="Readers are told that it is new: in What’s new, in feeds and by mail.",
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
            approves=True,
            told="When its time has come, readers are told that it is new: in What’s new, in feeds and by mail.",
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
            "Return to draft…",
            "returned to draft",
            "change",
            frozenset({State.IN_REVIEW}),
            lambda record, answers: record.return_to_draft(),
            ReturnForm,
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
            told="Readers are told that it was withdrawn, with your reason: in What’s new, in its feeds, and by mail "
            "those who follow it.",
        ),
        Step(
            "restore",
            "Undo the withdrawal",
            "put back",
            "publish",
            frozenset({State.WITHDRAWN}),
            lambda record, answers: record.undo_withdrawal(),
            AskForm,
            for_readers=APPEARS,
            needs_fitness=True,
        ),
    )
}
# The change of many records at once: their fields and terms. It is asked, shown before and done on pages of its own.
CHANGE = Step(
    "terms", "Change fields and terms…", "changed", "change", frozenset(), bulk.change, BulkForm, reads=bulk.READ
)
