"""Doing what an import was confirmed to do: one operation, whole or not at all, and only what was shown."""

from collections.abc import Callable, Iterator

from django.db import transaction

from icpr.imports.intake import JOB
from icpr.imports.looking import look_again, pieces, reader_of, rows_of
from icpr.imports.models import Import, Outcome, State
from icpr.imports.registry import TABLES
from icpr.jobs.runner import wake
from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.line_reader import LineReader
from icpr.lib.exchange.outcome import Line
from icpr.operations.imports import import_of, save_lines

MOST_TOLD = 20
NOBODY = "The account that confirmed it is gone. Read the file in again."


class ChangedMeanwhile(Exception):
    """Raised when a line would now do other than what was shown."""


def confirm(one: Import, user, looks: int, reason: str = "") -> bool:
    """Have an import done, as a user who saw it after so many looks. False if it does not wait for that any more."""
    told = {"user_id": user.pk, "reason": reason[:500], "is_stale": False}
    with transaction.atomic():
        done = one.move(State.LOOKED, to=State.APPLYING, only={"looks": looks}, **told)
        if done:
            wake(JOB)
    return done


def apply(one: Import, held: Callable[[], None]) -> None:
    """Do it, in one transaction. What was done elsewhere since is left alone: then the lines are looked at again.

    `held` is called between the lines, inside the transaction; what it raises takes everything back. Sent twice, or
    begun again after a kill, it counts once: the state is changed in the transaction that saves the rows.
    """
    try:
        with transaction.atomic():
            mine = Import.objects.select_for_update(of=("self",)).select_related("user").get(pk=one.pk)
            if mine.state == State.APPLYING:
                _apply(mine, held)
    except (ChangedMeanwhile, Unreadable):
        with transaction.atomic():
            if one.move(State.APPLYING, to=State.LOOKED, is_stale=True):
                look_again(one)


def _apply(one: Import, held: Callable[[], None]) -> None:
    table = TABLES[one.table]
    if one.user is None:
        one.move(State.APPLYING, to=State.REFUSED, problem=NOBODY)
        return
    (table.locks or table.lock)()
    reader = reader_of(one, is_saved=True)
    changed = one.lines.filter(outcome=Outcome.CHANGED)
    stored = table.model._base_manager.filter(pk__in=changed.values("row_id"))
    done = save_lines(table, one.user, _taken(one, reader, held), stored, import_of(table, one.reason))
    if operation := done.operation:
        operation.same_count = one.counts.get(Outcome.SAME, 0)
        operation.refused_count += one.counts.get(Outcome.ERROR, 0)
        operation.save()
    problem = "\n".join(f"Line {line.number}: {' '.join(reasons)}" for line, reasons in done.refused[:MOST_TOLD])
    one.move(State.APPLYING, to=State.DONE, operation_id=operation and operation.pk, problem=problem)


def _taken(one: Import, reader: LineReader, held: Callable[[], None]) -> Iterator[Line]:
    """The lines that are taken, read anew. Raises ChangedMeanwhile at the first line that does other than was shown."""
    found = _lines(one, reader, held)
    for line in found if reader.table.in_pieces else list(found):
        held()
        if line.is_new:
            line.row.pk = None
        yield line


def _lines(one: Import, reader: LineReader, held: Callable[[], None]) -> Iterator[Line]:
    for piece in pieces(one):
        held()
        found = {line.number: line for line in reader.lines(rows_of(one, piece))}
        for shown in piece:
            line = found.get(shown.number)
            if line is not None and line.digest != shown.digest:
                raise ChangedMeanwhile
            if line is not None and line.is_taken:
                yield line
