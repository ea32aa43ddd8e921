"""Saving what a file changes as one operation, with the history of every row."""

import reversion
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType

from icpr.lib.exchange.apply import save_row
from icpr.lib.exchange.outcome import DryRun, Line
from icpr.lib.exchange.tables import Table
from icpr.operations.models import Operation
from icpr.operations.run import Done, run


def import_of(table: Table, reason: str = "") -> Operation:
    """The operation that an import into a table is, not saved."""
    return Operation.of(table.model, f"Imported {table.name} from a file.", reason)


def save_rows(table: Table, user: AbstractBaseUser, outcome: DryRun, operation: Operation | None = None) -> None:
    """Save each line's row with a revision of its own, because putting a revision back puts back all that is in it."""

    def change(line: Line) -> Done:
        save_row(table, line)
        reversion.add_to_revision(line.row)
        return Done(line.row, message_of(line))

    stored = table.with_all(table.model.objects.filter(pk__in=[line.row.pk for line in outcome.changed]))
    if kept := run(outcome.taken, change, user, stored=stored, operation=operation).operation:
        kept.same_count, kept.refused_count = outcome.same, len(outcome.with_errors)
        kept.save()
    LogEntry.objects.bulk_create(_log_entry(table, line, user) for line in outcome.taken)


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
