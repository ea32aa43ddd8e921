"""Taking a transition with many records: one operation, with a revision for each record, counted as it happens."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from icpr.admin.why import with_why
from icpr.operations.models import Operation
from icpr.operations.run import Done, Outcome, run
from resources.curation import bulk, history, new_editions
from resources.curation.rights import FOR_PUBLISHERS, may_change
from resources.curation.telling import ASKED, tell
from resources.curation.transitions import Step
from resources.models import Catalogue, Resource
from resources.models.workflow import PublishingRefused
from resources.review import approval, stepping
from resources.search import indexing

Counts = Counter[tuple[str, str]]


@indexing.deferred()
def take(
    step: Step,
    pks: Iterable[int],
    answers: dict,
    *,
    user,
    log: Callable[[Resource, str], None],
    operation: Operation | None,
    reason: str = "",
) -> tuple[Outcome[Resource], Counts]:
    """Take a step with each record; see `icpr.operations.run.run`. `log` is called with each and what was done to it.
    reason: why, for the history of a record on whose page a button was pressed.

    Also returns for a change of many how many records each part of it changed: ("add_tags", "youth") → 3.
    """
    counts: Counts = Counter()
    pks = list(pks)
    own = approval.own_among(user, pks) if step.approves else set()

    def change(record: Resource) -> Done:
        if reasons := refusals(step, record, user, own):
            raise PublishingRefused(reasons)
        done = step.take(record, answers)
        counts.update((name, str(term)) for name, terms in (done or {}).items() for term in terms)
        told = tell(record, answers)
        message = message_of(step, answers if done is None else done, told.text if told else "")
        message = with_why(message, reason)
        history.add_version(record, at_hand=step.is_change)
        log(record, message)
        stepping.note(step.name, record, user, answers)
        return Done(record, message)

    with transaction.atomic():
        records = locked(pks)
        rows = history.whole(records) if step.is_change else records
        rows = list(rows.prefetch_related(*step.reads))
        outcome = run(rows, change, user, stored=history.whole(records), operation=operation)
        if step.name in new_editions.STEPS:
            new_editions.take_their_place(outcome.changed, user=user, log=log)
        stepping.tell_of(step.name, outcome.changed, user, answers.get("comment", ""))
    return outcome, counts


def refusals(step: Step, record: Resource, user, own: Collection[int]) -> list[str]:
    """Why somebody may not take a step with a record, as sentences. own: the keys of what they may not approve."""
    if step.is_change and not may_change(user, record):
        return [FOR_PUBLISHERS]
    return [approval.OWN] if record.pk in own else []


def locked(pks: Iterable[int]) -> QuerySet[Resource]:
    """Some records, which nobody else changes until the transaction ends."""
    Catalogue.objects.select_for_update().get(pk=1)  # before any record, as the triggers do: see `resources.triggers`
    return Resource.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")


def operation_of(step: Step, answers: dict, reason: str = "") -> Operation:
    """A step that is taken with many records."""
    said = bulk.in_words(answers) if step.is_change else answers
    return Operation.of(Resource, message_of(step, said, answers.get("change_note", "")), reason)


def message_of_change(outcome: Outcome, counts: Counts) -> str:
    """What a change of many records did, as it was counted: "43 records were changed: “youth” added to 41, ..."."""
    total, same = len(outcome.changed), len(outcome.same)
    if not total:
        return "Nothing was changed: what was asked was so already." if same else ""
    parts = [bulk.counted(name, said, number) for (name, said), number in sorted(counts.items())]
    who = "1 record was" if total == 1 else f"{total} records were"
    return f"{who} changed: {', '.join(parts)}." + (f" {same} had nothing to change." if same else "")


def message_of(step: Step, answers: dict, told: str = "") -> str:
    """One line for the history: "Withdrawn. Reason: …". told: the note that readers see."""
    parts = [f"{step.done[0].upper()}{step.done[1:]}."]
    for name, answer in answers.items():
        if answer and name not in ASKED:
            label = name.replace("_", " ").capitalize()
            if hasattr(answer, "isoformat"):
                text = timezone.localtime(answer).strftime("%Y-%m-%d %H:%M %Z")
            else:
                text = answer if isinstance(answer, str) else ", ".join(map(str, answer))
            parts.append(f"{label}: {text}")
    return " ".join([*parts, f"Readers were told: {told}"] if told else parts)
