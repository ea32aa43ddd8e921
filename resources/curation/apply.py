"""Taking a transition with many records: one operation, with a revision for each record, counted as it happens."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils import timezone

from icpr.operations.models import Operation
from icpr.operations.run import Done, Outcome, run
from resources.curation import history
from resources.curation.transitions import Step
from resources.models import Catalogue, Resource
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
) -> tuple[Outcome[Resource], Counts]:
    """Take a step with each record; see `icpr.operations.run.run`. `log` is called with each and what was done to it.

    Also returns for a change of terms how many records each was added to or removed from: ("add_tags", "youth") → 3.
    """
    counts: Counts = Counter()

    def change(record: Resource) -> Done:
        done = step.take(record, answers)
        counts.update((name, str(term)) for name, terms in (done or {}).items() for term in terms)
        message = message_of(step, answers if done is None else done)
        history.add_version(record)
        log(record, message)
        return Done(record, message)

    records = locked(pks)
    return run(list(records), change, user, stored=records.all(), operation=operation), counts


def locked(pks: Iterable[int]) -> QuerySet[Resource]:
    """Some records, which nobody else changes until the transaction ends."""
    Catalogue.objects.select_for_update().get(pk=1)  # before any record, as the triggers do: see `resources.triggers`
    return Resource.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")


def operation_of(step: Step, answers: dict, reason: str = "") -> Operation:
    """A step that is taken with many records."""
    return Operation.of(Resource, message_of(step, answers), reason)


def message_of_terms(outcome: Outcome, counts: Counts) -> str:
    """What a change of terms did, as it was counted: "43 records were changed: “youth” added to 41, ..."."""
    total, same = len(outcome.changed), len(outcome.same)
    if not total:
        return "Nothing was changed: what was asked was so already." if same else ""
    parts = [
        f"“{term}” {'added to' if name.startswith('add_') else 'removed from'} {number}"
        for (name, term), number in sorted(counts.items())
    ]
    who = "1 record was" if total == 1 else f"{total} records were"
    return f"{who} changed: {', '.join(parts)}." + (f" {same} had nothing to change." if same else "")


def message_of(step: Step, answers: dict) -> str:
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
