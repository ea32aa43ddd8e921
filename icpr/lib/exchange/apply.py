"""Doing what a dry run said: whole or not at all."""

from collections.abc import Callable

from django.db import transaction

from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.outcome import DryRun, Line
from icpr.lib.exchange.sheets import Sheet
from icpr.lib.exchange.tables import Table


def apply(table: Table, text: Sheet | str, digest: str, write: Callable[[DryRun], None]) -> tuple[DryRun, bool]:
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


def save_row(table: Table, line: Line) -> None:
    """Save the row of a line that is taken, with its relations."""
    for name in table.single_relations:  # anew: a row that was new when it was read has its key only now
        setattr(line.row, name, getattr(line.row, name))
    line.row.save()
    for change in line.changes:
        if change.column.is_several:
            change.column.cell.store(line.row, change.value)
