"""What an operation did to its rows, what was changed since, and what its undo would put back. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Model, Q
from reversion.models import Version

from icpr.lib.history import revisions
from icpr.lib.history.version_fields import differing_fields, with_relations
from icpr.operations.models import Change, Operation
from icpr.operations.run import MOST_AT_ONCE


@dataclass(frozen=True)
class Beside:
    """What else an undo put back, beside the rows of its operation, and what had to stay as it is, as sentences."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Undoing:
    """One row of an operation, beside the row as it stands now.

    goal: the version that the undo puts back; None for a row that the operation added, which the undo deletes.
    record: the row as it stands, None where it is deleted. last: its last version.
    is_undone: it stands as an undo of this operation left it. is_changed_since: something else came after.
    """

    change: Change
    name: str
    goal: Version | None
    record: Model | None
    last: Version
    is_undone: bool
    is_changed_since: bool

    def __str__(self) -> str:
        return self.name

    @property
    def pk(self):
        """The key of the row."""
        return self.last.content_type.model_class()._meta.pk.to_python(self.change.object_id)

    @property
    def is_recorded_since(self) -> bool:
        """Whether its history tells of what came after the operation."""
        return self.last.revision_id != self.change.revision_id

    @property
    def seen(self) -> str:
        """Names the row in the state it is shown in, so that no later one is overwritten (an optimistic lock)."""
        return f"{self.change.object_id}-{self.last.pk}"


def parts_of(operation: Operation) -> Paginator:
    """What an operation did, the last first, so that a row goes before the one it stands under; in parts that are shown
    and undone one at a time. Most have one; what a file brought in may have twenty."""
    changes = operation.changes.select_related("revision", "before__content_type", "before__revision")
    return Paginator(changes.order_by("-pk"), MOST_AT_ONCE)


def undoings(operation: Operation, changes: Sequence[Change]) -> list[Undoing]:
    """Each row of some of an operation's changes, in their order and a fixed number of queries."""
    own = Version.objects.filter(
        revision__in=[change.revision_id for change in changes], content_type=operation.content_type
    )
    own = {(each.revision_id, each.object_id): each for each in own.select_related("content_type", "revision")}
    keys = [change.object_id for change in changes]
    rows = with_relations(operation.model._base_manager.filter(pk__in=keys))
    records = {str(record.pk): record for record in rows}
    last = revisions.latest_versions(operation.model, keys)
    both = Change.objects.filter(Q(operation=operation) | Q(operation__undoes=operation), object_id__in=keys)
    kinds, before = dict(both.values_list("revision", "kind")), _before_undone(operation, keys)
    return [
        _undoing(change, own[key], records.get(change.object_id), last[change.object_id], kinds, before)
        for change in changes
        if (key := (change.revision_id, change.object_id)) in own
    ]


def _before_undone(operation: Operation, keys: list[str]) -> dict[tuple[str, int], int]:
    """For rows of an operation that other operations were done to and undone: the key of the row and the revision of
    an undo → the revision before what it undid, as which the row stands again."""
    changes = Change.objects.filter(object_id__in=keys, operation__content_type=operation.content_type)
    undone = changes.filter(operation__undoes__isnull=False).values_list("object_id", "revision", "operation__undoes")
    before = changes.filter(operation__undone_by__isnull=False, before__isnull=False)
    stood = {
        (key, done): revision
        for key, done, revision in before.values_list("object_id", "operation", "before__revision")
    }
    return {(key, revision): stood[key, done] for key, revision, done in undone if (key, done) in stood}


def _undoing(
    change: Change,
    own: Version,
    record: Model | None,
    last: Version,
    kinds: dict[int, str],
    before: dict[tuple[str, int], int],
) -> Undoing:
    """`kinds` says what the revisions of the operation and of its undoing did: nothing else may have come after, but
    what is undone, of which `before` says as what the row stands again."""
    revision = last.revision_id
    while revision not in kinds and (change.object_id, revision) in before:
        revision = before[change.object_id, revision]
    match kinds.get(revision):
        case None:
            is_left = False
        case Change.Kind.DELETED:
            is_left = record is None
        case _:
            is_left = record is not None and not differing_fields(record, last)
    return Undoing(
        change=change,
        name=str(record or own.object_repr),
        goal=own if change.kind == Change.Kind.DELETED else change.before,
        record=record,
        last=last,
        is_undone=is_left and revision != change.revision_id,
        is_changed_since=not is_left,
    )
