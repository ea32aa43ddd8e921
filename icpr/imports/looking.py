"""The dry run of an import, in pieces: what each of its lines would do is written beside it, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Count, F

from icpr.imports import columns, dates, decisions
from icpr.imports.intake import JOB, PIECE, orders
from icpr.imports.models import Import, ImportLine, Outcome, State
from icpr.imports.registry import TABLES
from icpr.jobs.runner import wake
from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.line_reader import LineReader
from icpr.lib.exchange.outcome import Line
from icpr.lib.exchange.sheets import Row

UPDATE = "update"  # the row that is most like a line is changed by it, where there is one
NO_LINE = 0
LOOKED = (
    *("is_looked", "outcome", "name", "row_id", "key", "changes", "problems", "likely", "unknown"),
    *("was_public", "is_public", "digest"),
)


class Forgotten(Exception):
    """Raised when the file was deleted while it was looked at."""


def reader_of(one: Import, *, is_saved: bool = False) -> LineReader:
    """A reader of the lines of an import. Raises Unreadable. `is_saved`: rows that people had created are saved now."""
    table = TABLES[one.table]
    choices = dict(one.lines.exclude(choice="").values_list("number", "choice"))
    decided = decisions.decided(table, one.terms, choices, is_saved=is_saved)
    return LineReader(table, columns.columns_of(table, one.columns), decided, one.user)


def rows_of(one: Import, lines: Sequence[ImportLine]) -> list[Row]:
    """The lines as a reader takes them: days as year-month-day."""
    days = {place: order for place, order in orders(one).items() if order}
    return [Row(line.number, tuple(_cells(line.cells, days))) for line in lines]


def _cells(cells: list[str], days: dict[int, str]) -> list[str]:
    return [dates.iso(cell, days[place]) if place in days else cell for place, cell in enumerate(cells)]


def pieces(one: Import, **wanted) -> Iterator[list[ImportLine]]:
    """Lines of an import in their order, some hundred at a time."""
    after = 0
    while piece := list(one.lines.filter(number__gt=after, **wanted).order_by("number")[:PIECE]):
        yield piece
        after = piece[-1].number


def look(one: Import, beat: Callable[[], None]) -> None:
    """Look at the lines that were not looked at yet, and say what there is to decide.

    A table that is read whole is looked at from its first line again: lines of it may refer to one another.
    """
    table = TABLES[one.table]
    try:
        reader = reader_of(one)
        if table.in_pieces:
            _go_on(one, reader)
        else:
            one.lines.update(is_looked=False)
            Import.objects.filter(pk=one.pk).update(looked_count=0)
        added = [line for piece in pieces(one, is_looked=False) for line in _look_at(one, reader, piece, beat)]
        table.check_file(reader.rows.values(), added)
    except Unreadable as error:
        one.move(State.LOOKING, to=State.REFUSED, problem=str(error))
    except Forgotten:
        return
    else:
        finish(one)


def _go_on(one: Import, reader: LineReader) -> None:
    """Let a reader know what the lines say that were looked at before."""
    for number, key in one.lines.filter(is_looked=True).values_list("number", "key").iterator():
        if key:
            reader.seen[tuple(key)] = number
    if reader.finder:
        for piece in pieces(one, is_looked=True, outcome__in=[Outcome.NEW, Outcome.DUPLICATE]):
            for row in rows_of(one, piece):
                reader.remember(row)


def _look_at(one: Import, reader: LineReader, piece: list[ImportLine], beat: Callable[[], None]) -> list[Line]:
    """Write beside the lines of a piece what they would do. Returns those that would add a row."""
    beat()
    found = {line.number: line for line in reader.lines(rows_of(one, piece))}
    for line in piece:
        note(line, found.get(line.number))
    with transaction.atomic():
        again = F("looked_count") + len(piece)
        if not Import.objects.filter(pk=one.pk, state=State.LOOKING).update(looked_count=again):
            raise Forgotten
        ImportLine.objects.bulk_create(piece, update_conflicts=True, unique_fields=["id"], update_fields=LOOKED)
    return [] if reader.table.in_pieces else [line for line in found.values() if line.is_taken and line.is_new]


def note(line: ImportLine, found: Line | None) -> None:
    """Write beside a line, not saved, what it would do; None is a line that only says how to fill in a template."""
    line.is_looked, line.outcome = True, outcome_of(found)
    if found is None:
        return
    line.name, line.key, line.digest = found.name[:300], list(found.key), found.digest
    line.row_id = found.row.pk if found.row is not None and not found.is_new else None
    line.changes = [[change.label, change.before, change.after] for change in found.changes]
    line.problems = [list(problem) for problem in found.problems]
    if found.likely or not line.choice:  # what a choice was made among is kept
        line.likely = [asdict(likely) for likely in found.likely]
    line.unknown = [[model._meta.label, word] for model, word in found.unknown]
    line.was_public, line.is_public = found.was_public, found.is_public


def outcome_of(found: Line | None) -> str:
    if found is None:
        return Outcome.HELP
    if found.is_skipped:
        return Outcome.SKIPPED
    if found.problems:
        return Outcome.ERROR
    if found.is_undecided:
        return Outcome.DUPLICATE
    return Outcome.NEW if found.is_new else Outcome.CHANGED if found.changes else Outcome.SAME


def finish(one: Import) -> None:
    """Count what was found, and wait for people."""
    counts = dict(one.lines.values_list("outcome").annotate(Count("pk")))
    taken = one.lines.filter(outcome__in=Outcome.taken()).exclude(is_public=F("was_public"))
    counts["appearing"] = taken.filter(is_public=True).count()
    counts["vanishing"] = taken.filter(was_public=True).count()
    unknown = [each for found in one.lines.exclude(unknown=[]).values_list("unknown", flat=True) for each in found]
    looked = one.lines.filter(is_looked=True).count()
    found = {"counts": counts, "unknown": decisions.asked(unknown), "looked_count": looked}
    one.move(State.LOOKING, to=State.LOOKED, looks=one.looks + 1, **found)


def look_again(one: Import, *numbers: int) -> bool:
    """Have some lines looked at again, or all; True if the import waited for people.

    Lines of a table that is read whole are looked at together.
    """
    with transaction.atomic():
        if not one.move(State.LOOKED, State.ASKING, to=State.LOOKING):
            return False
        again = one.lines.filter(number__in=numbers) if numbers else one.lines
        again.update(is_looked=False)
        Import.objects.filter(pk=one.pk).update(looked_count=one.lines.filter(is_looked=True).count())
        wake(JOB)
    return True


def choose(one: Import, choices: dict[int, str]) -> list[int]:
    """Keep what people decided of lines, by number; "" takes it back. Returns the numbers of those that it changes."""
    lines = list(one.lines.filter(number__in=choices))
    changed = [line for line in lines if line.choice != choices[line.number]]
    for line in changed:
        line.choice = choices[line.number]
    ImportLine.objects.bulk_update(changed, ["choice"], batch_size=200)
    return [line.number for line in changed]


def decide_all(one: Import, wanted: str) -> bool:
    """The same for all likely duplicates that nobody has decided: `SKIP`, `CREATE` or `UPDATE`. False if too late."""
    for piece in pieces(one, outcome=Outcome.DUPLICATE):
        changed = choose(one, {line.number: _choice_of(line, wanted) for line in piece})
        one.lines.filter(number__in=changed).update(is_looked=False)
    return look_again(one, NO_LINE)


def _choice_of(line: ImportLine, wanted: str) -> str:
    best = next((str(likely["pk"]) for likely in line.likely if likely["pk"]), "")
    return best if wanted == UPDATE else wanted
