"""Taking a step with many records: one transaction, with one revision for each, counted as it happens.

A record that refuses is listed with its reasons and the others go through; one that was so already gets no revision.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from resources.curation import history
from resources.curation.transitions import NothingToChange, Step
from resources.models import Catalogue, Resource
from resources.models.workflow import PublishingRefused
from resources.search import indexing


@dataclass(frozen=True)
class Outcome:
    """Which records took a step, which were so already, and which refused with what reasons.

    changes: for a change of terms, how many records each was added to or removed from: ("add_tags", "youth") → 3.
    """

    taken: list[Resource] = field(default_factory=list)
    same: list[Resource] = field(default_factory=list)
    refused: list[tuple[Resource, list[str]]] = field(default_factory=list)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)


@indexing.deferred()
def take(step: Step, pks: Iterable[int], answers: dict, *, user, note: Callable[[Resource, str], None]) -> Outcome:
    """Take a step with each record. `note` is called inside the record's revision with what was done, to log it."""
    outcome = Outcome()
    Catalogue.objects.select_for_update().get(pk=1)  # before any record, as the triggers do: see `resources.triggers`
    for record in Resource.objects.filter(pk__in=list(pks)).order_by("pk"):
        try:
            with transaction.atomic():
                current, done = _take_one(step, record, answers, user, note)
        except NothingToChange:
            outcome.same.append(record)
        except PublishingRefused as refusal:
            outcome.refused.append((record, refusal.messages))
        except Resource.DoesNotExist:
            outcome.refused.append((record, ["It has been deleted meanwhile."]))
        else:
            outcome.taken.append(current)
            outcome.changes.update((name, str(term)) for name, terms in done.items() for term in terms)
    return outcome


def _take_one(step: Step, record: Resource, answers: dict, user, note) -> tuple[Resource, dict]:
    """The record as it is then, and what of the answers changed it if the step can tell."""
    history.save_first_revision(record)
    with history.recorded(user, explicit=True):
        current = Resource.objects.select_for_update().get(pk=record.pk)
        done = step.take(current, answers)
        history.add_version(current)
        note(current, message_of(step, answers if done is None else done))
    return current, done or {}


def message_of_terms(outcome: Outcome) -> str:
    """What a change of terms did, as it was counted: "43 records were changed: “youth” added to 41, ..."."""
    total, same = len(outcome.taken), len(outcome.same)
    if not total:
        return "Nothing was changed: what was asked was so already." if same else ""
    parts = [
        f"“{term}” {'added to' if name.startswith('add_') else 'removed from'} {number}"
        for (name, term), number in sorted(outcome.changes.items())
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
