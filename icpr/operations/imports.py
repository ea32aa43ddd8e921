"""Saving what a file changes as one operation, with the history of every row."""

from collections.abc import Iterable

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from icpr.lib.exchange.apply import save_row
from icpr.lib.exchange.outcome import DryRun, Line
from icpr.lib.exchange.tables import Table
from icpr.operations.models import Operation
from icpr.operations.run import Done, Outcome, run


def import_of(table: Table, reason: str = "") -> Operation:
    """The operation that an import into a table is, not saved."""
    return Operation.of(table.model, f"Imported {table.name} from a file.", reason)


def save_rows(table: Table, user: AbstractBaseUser, outcome: DryRun, operation: Operation | None = None) -> None:
    """Save what a dry run found. The operation then also counts the lines that are the same, and those refused."""
    stored = table.model.objects.filter(pk__in=[line.row.pk for line in outcome.changed])
    if kept := save_lines(table, user, outcome.taken, stored, operation).operation:
        kept.same_count, kept.refused_count = outcome.same, len(outcome.with_errors)
        kept.save()


def save_lines(
    table: Table, user: AbstractBaseUser, lines: Iterable[Line], stored: QuerySet, operation: Operation | None = None
) -> Outcome[Line]:
    """Save each line's row with a revision of its own, because putting a revision back puts back all that is in it.

    The lines may be read while others are saved. `stored` are the rows they change; see `icpr.operations.run.run`.
    """
    entries = []

    def change(line: Line) -> Done:
        save_row(table, line)
        table.keep(line.row)
        entries.append(_log_entry(table, line, user))
        return Done(line.row, message_of(line))

    with table.saving():
        outcome = run(lines, change, user, stored=stored, operation=operation)
    LogEntry.objects.bulk_create(entries, batch_size=500)
    return outcome


def message_of(line: Line) -> str:
    """A line in the history: "Imported from a file: effort, first step."."""
    changed = "added" if line.is_new else ", ".join(change.label for change in line.changes)
    return f"Imported from a file: {changed}."


def _log_entry(table: Table, line: Line, user: AbstractBaseUser) -> LogEntry:
    """What the admin shows as a recent action, under the model it shows the row as."""
    kind = ContentType.objects.get_for_model(table.model_of(line.row), for_concrete_model=False)
    return LogEntry(
        user_id=user.pk,
        content_type=kind,
        object_id=line.row.pk,
        object_repr=str(line.row)[:200],
        action_flag=ADDITION if line.is_new else CHANGE,
        change_message=message_of(line),
    )
