"""Doing what a dry run said: whole or not at all. `save_rows` does it with the history of every row."""

from collections.abc import Callable

import reversion
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from reversion.models import Version

from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.outcome import DryRun, Line
from icpr.lib.exchange.tables import Table
from icpr.lib.revisions import AS_IT_WAS


def apply(table: Table, text: str, digest: str, write: Callable[[DryRun], None]) -> tuple[DryRun, bool]:
    """Read a file in if it still does what was shown, which `digest` names.

    `write` saves the lines that are taken, in one transaction in which nobody else changes the table. Returns what the
    file does, and whether it is done. Raises Unreadable.
    """
    with transaction.atomic():
        table.lock()
        outcome = dry_run(table, text)
        if outcome.digest != digest:
            return outcome, False
        for line in outcome.added:
            line.row.pk = None
        write(outcome)
    return outcome, True


def save_rows(table: Table, user: AbstractBaseUser, outcome: DryRun) -> None:
    """Save each line's row with a revision of its own, because putting a revision back puts back all that is in it."""
    _save_first_revisions(table, outcome.changed)
    for line in outcome.taken:
        save_row(table, user, line)
    LogEntry.objects.bulk_create(_log_entry(table, line, user) for line in outcome.taken)


def save_row(table: Table, user: AbstractBaseUser, line: Line) -> None:
    with reversion.create_revision(atomic=False):
        reversion.set_user(user)
        reversion.set_comment(message_of(line))
        _save(table, line)


def message_of(line: Line) -> str:
    """A line in the history: "Imported from a file: effort, first step."."""
    changed = "added" if line.is_new else ", ".join(change.label for change in line.changes)
    return f"Imported from a file: {changed}."


def _save(table: Table, line: Line) -> None:
    for name in table.single_relations:  # anew: a row that was new when it was read has its key only now
        setattr(line.row, name, getattr(line.row, name))
    line.row.save()
    for change in line.changes:
        if change.column.is_several:
            getattr(line.row, change.column.field.name).set(change.value)


def _save_first_revisions(table: Table, lines: list[Line]) -> None:
    """Keep rows that came without history, such as the opening catalogue's, as they stand, so that they can go back."""
    keys = {line.row.pk for line in lines}
    versions = Version.objects.get_for_model(table.model).filter(object_id__in=map(str, keys))
    keys -= set(map(int, versions.values_list("object_id", flat=True)))
    for row in table.with_all(table.model.objects.filter(pk__in=keys)):
        with reversion.create_revision(atomic=False):
            reversion.set_comment(AS_IT_WAS)
            reversion.add_to_revision(row)


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
