"""The one loop for an action on many rows: one transaction, one revision for each row, refusals collected."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from reversion.models import Version

from icpr.lib.history import revisions
from icpr.lib.history.many_versions import forget, keep_unrecorded
from icpr.lib.history.version_fields import with_relations
from icpr.operations.models import Change, Operation

MOST_AT_ONCE = 2_500  # rows that staff change at once while they wait, which takes half a minute

Each = TypeVar("Each")


class NothingToChange(Exception):
    """Raised by a change that would leave a row as it is: its revision is not kept."""


@dataclass(frozen=True)
class Done:
    """What became of one row: as it stands now, a sentence for its history, and whether it is to be deleted."""

    row: Model
    message: str
    is_deleted: bool = False


@dataclass(frozen=True)
class Outcome(Generic[Each]):
    """Which rows were changed, which were so already, and which were refused, with the reasons.

    operation: the row that says so; None where nothing was changed, and where none was asked for.
    """

    changed: list[Model] = field(default_factory=list)
    same: list[Each] = field(default_factory=list)
    refused: list[tuple[Each, list[str]]] = field(default_factory=list)
    operation: Operation | None = None


@transaction.atomic
def run(
    rows: Iterable[Each],
    change: Callable[[Each], Done],
    user,
    *,
    stored: QuerySet,
    operation: Operation | None = None,
) -> Outcome[Each]:
    """Change each of some rows, or of lines or versions with the `pk` of their row, as a user, all in one transaction.

    change: changes one, saves it, adds it to the revision that is open, and logs it. Raises `NothingToChange`, or
    `ValidationError` with the reasons for a refusal: then what it wrote is taken back, and the others go on. Any other
    exception takes everything back.
    stored: those of the rows that are in the database already. Each is kept as it stands before it is changed, so that
    it can go back. The caller has locked them, in the order of locks that its tables ask for.
    operation: what is done, not saved yet; None for what is no action on many, such as a button on a record's page.
    """
    records = {record.pk: record for record in with_relations(stored)}
    last = revisions.latest_versions(stored.model, records)
    new = keep_unrecorded(records.values(), last)
    last |= new
    if operation:
        operation.user = user
        operation.save()
    outcome = Outcome(operation=operation)
    for each in rows:
        try:
            with transaction.atomic():
                done = _change(each, change, user, last.get(str(each.pk)) if each.pk in records else None, operation)
        except NothingToChange:
            outcome.same.append(each)
        except ProtectedError:
            outcome.refused.append((each, ["Something refers to it. Take it out there first."]))
        except ValidationError as refusal:
            outcome.refused.append((each, refusal.messages))
        else:
            outcome.changed.append(done.row)
            new.pop(str(each.pk), None)
    forget(new.values())
    return _counted(outcome)


def too_many(rows: str, term: object) -> str:
    """Why a term is not taken off what it describes, of `rows` in words: "2,600 resources"."""
    return f"{rows} have “{term}”, and at most {MOST_AT_ONCE:,} are changed at once. Take it off some of them first."


def _change(each, change, user, before: Version | None, operation: Operation | None) -> Done:
    with revisions.recorded(user, explicit=True, atomic=False):
        done = change(each)
        reversion.set_comment(done.message)
        if operation:
            kind = Change.Kind.DELETED if done.is_deleted else Change.Kind.CHANGED if before else Change.Kind.ADDED
            reversion.add_meta(Change, operation=operation, object_id=done.row.pk, kind=kind, before=before)
    if done.is_deleted:  # only now: a revision keeps no version of a row that is gone when it ends
        done.row.delete()
    return done


def _counted(outcome: Outcome) -> Outcome:
    """With the counts on the operation, which is not kept if it changed nothing."""
    operation = outcome.operation
    if operation and not outcome.changed:
        operation.delete()
        return Outcome(outcome.changed, outcome.same, outcome.refused)
    if operation:
        operation.changed_count = len(outcome.changed)
        operation.same_count, operation.refused_count = len(outcome.same), len(outcome.refused)
        operation.save()
    return outcome
