"""Reads the lines of a file in their order: what each means, and what cannot be taken. Nothing is changed here."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import TOO_MANY_CELLS, cell_too_many
from icpr.lib.exchange.columns import cleaned
from icpr.lib.exchange.conditions import Conditions
from icpr.lib.exchange.duplicates import CREATE, SKIP
from icpr.lib.exchange.known import Known
from icpr.lib.exchange.outcome import Change, Line
from icpr.lib.exchange.sheets import Row
from icpr.lib.exchange.tables import Column, Table
from icpr.lib.exchange.taken import Taken
from icpr.lib.exchange.unknown_terms import UnknownWords
from icpr.lib.exchange.xlsx import TOO_LONG

TWICE = "It stands in the file twice; the first line counts."
NO_KEY = "It cannot be empty: the line is recognized by it."
Key = tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """What people decided of a file.

    lines: for lines that may be duplicates, by number, `SKIP`, `CREATE` or the key of the row they change. terms: for
    words that name nothing, by model and folded word, the row they mean or `LEFT_OUT`.
    """

    lines: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[tuple[type[models.Model], str], object] = field(default_factory=dict)


class LineReader:
    """Reads the lines of one file, all at once or one piece after the other.

    user: who reads it in, if there are things that not everybody may. What lines before have said is in `seen`, and is
    told by `remember`, for a reader that goes on where another left off.
    """

    def __init__(self, table: Table, columns: list[Column | None], decided: Decided = Decided(), user=None):
        self.table, self.columns, self.decided, self.user = table, columns, decided, user
        self.known = Known(table.refer, decided.terms)
        self.rows: dict[Key, models.Model] = {}
        self.seen: dict[Key, int] = {}
        self.taken, self.conditions = Taken(table), Conditions(table.model, set(table.key))
        self.finder = table.finder() if table.finder else None
        if not table.in_pieces:
            self._hold(table.rows())
            for model, rows in table.referable(self.rows.values()).items():
                self.known.put(model, rows)

    def lines(self, rows: Sequence[Row]) -> Iterator[Line]:
        """What each of some rows of the file would do."""
        texts = {row.line: self._texts(row) for row in rows}
        if self.table.in_pieces:
            self.rows.clear()
            self._hold(self.table.rows_named(list(filter(None, map(self._named, texts.values())))))
        for row in rows:
            if not self.table.is_help(texts[row.line]):
                yield self._line(row, texts[row.line])

    def remember(self, row: Row) -> None:
        """Know a line that another reader found to be new, where duplicates are looked for."""
        self.finder.remember(row.line, {column.name: text for column, text in self._texts(row).items()})

    def _hold(self, rows) -> None:
        self.rows |= {self._key(row): row for row in rows}

    def _key(self, row: models.Model) -> Key:
        return tuple(column.cell.key(column.written(row)) for column in self.table.key_columns)

    def _texts(self, row: Row) -> dict[Column, str]:
        return {column: cleaned(cell) for column, cell in zip(self.columns, row.cells, strict=False) if column}

    def _named(self, texts: dict[Column, str]) -> dict[str, object]:
        """The values of the key of a line, as far as its cells can be read; empty where the line has none."""
        values = {}
        for column in self.table.key_columns:
            if texts.get(column):
                with suppress(ValidationError):
                    values[column.field.name] = column.cell.read(texts[column], self.known)
        return values if len(values) == len(self.table.key) else {}

    def _line(self, row: Row, texts: dict[Column, str]) -> Line:
        line = Line(row.line)
        if letters := cell_too_many(row.cells, len(self.columns)):
            line.problems.append((f"column {letters}", TOO_MANY_CELLS))
            line.is_refused = True
            return line
        if is_found := self._find(line, texts):
            self._compare(line, texts)
            line.name = str(line.row) if line.is_new else line.name
            if line.is_other and not self.table.by_cell:
                self._check(line)
        line.is_refused = bool(line.problems) and not (is_found and self.table.by_cell)
        if not line.is_refused:
            self._finish(line, texts)
        return line

    def _finish(self, line: Line, texts: dict[Column, str]) -> None:
        """What is to be said of a line that can be taken: whether readers see it, whether it is in already."""
        line.is_public = self.table.is_public(line.row)
        if self.user and line.is_other and (reason := self.table.refusal(self.user, line)):
            line.problems.append(("", reason))
            line.is_refused = True
        elif line.is_new:
            if self.table.refers_to_itself:
                self.known.put(self.table.model, [line.row])
            self._look_for_duplicates(line, texts)

    def _look_for_duplicates(self, line: Line, texts: dict[Column, str]) -> None:
        if self.finder:
            cells = {column.name: text for column, text in texts.items()}
            line.likely = self.finder.likely(cells)
            line.is_undecided = bool(line.likely) and self.decided.lines.get(line.number) != CREATE
            self.finder.remember(line.number, cells)

    def _find(self, line: Line, texts: dict[Column, str]) -> bool:
        """Give the line the row it means, as it is or new. False if it means none."""
        choice = self.decided.lines.get(line.number, CREATE)
        line.is_skipped = choice == SKIP
        if choice in {SKIP, CREATE}:
            return self._find_by_key(line, texts)
        if row := self.table.row(int(choice)):
            return self._take(line, row, self._key(row))
        line.problems.append(("", "The record it was to change is gone. Decide again."))
        return False

    def _find_by_key(self, line: Line, texts: dict[Column, str]) -> bool:
        columns = self.table.key_columns
        if self.table.gives_key and not any(map(texts.get, columns)):
            self._begin(line, self.table.new({}))
            return True
        values = {}
        for column in columns:
            if texts.get(column):
                with noting(line, column):
                    values[column.field.name] = column.cell.read(texts[column], self.known)
            elif column.field.blank:
                values[column.field.name] = column.field.get_default()
            else:
                line.problems.append((column.name, NO_KEY))
        if line.problems:
            return False
        row = self.table.new(values)
        key = self._key(row)
        if key in self.rows:
            return self._take(line, self.rows[key], key)
        if self.table.gives_key:
            reason = f"There is no {self.table.model._meta.verbose_name} “{key[0][:40]}”. Leave it empty for a new one."
            line.problems.append((columns[0].name, reason))
            return False
        self._begin(line, row)
        named = zip(columns, key, values.values(), strict=True)
        line.changes = [Change.of(column, "", text, value) for column, text, value in named if text]
        return self._once(line, key)

    def _begin(self, line: Line, row: models.Model) -> None:
        """The line adds a row."""
        line.row, line.is_new, line.name = row, True, str(row)
        row.pk = -line.number  # lines below may refer to it; see `apply`

    def _take(self, line: Line, row: models.Model, key: Key) -> bool:
        """The line is about a row that is there."""
        line.row, line.name, line.was_public = row, str(row), self.table.is_public(row)
        return self._once(line, key)

    def _once(self, line: Line, key: Key) -> bool:
        if self.seen.setdefault(key, line.number) != line.number:
            line.problems.append(("", TWICE))
        line.key = key
        return not line.problems

    def _compare(self, line: Line, texts: dict[Column, str]) -> None:
        """Note what differs, and give the row the new values. A new row keeps its defaults where a cell is empty."""
        for column in self.table.columns[len(self.table.key) :]:
            before = "" if line.is_new else column.written(line.row)
            text = before if texts.get(column, TOO_LONG) == TOO_LONG else texts[column]
            if text == before or (not line.is_new and column.cell.is_written(text, line.row)):
                continue
            with noting(line, column):
                value = column.cell.read(text, self.known)
                after = column.cell.write(value)
                if after == before:
                    continue
                column.cell.check(value)
                column.cell.fits(line.row, value)
                line.changes.append(Change.of(column, before, after, value))
                if not column.is_several:
                    column.cell.put(line.row, value)

    def _check(self, line: Line) -> None:
        """Ask the model. Not for what is settled here: the key is unique, and rows referred to were found."""
        fields = {name: column.name for column in self.table.columns for name in column.cell.covers}
        settled = {
            field.name
            for field in self.table.model._meta.fields
            if field.name not in fields or (field.is_relation and getattr(line.row, field.attname) is not None)
        }
        settled |= set(self.table.key) if self.table.gives_key else set()
        checks = [
            partial(line.row.full_clean, exclude=settled, validate_unique=False, validate_constraints=False),
            partial(self.conditions.check, line.row),
        ]
        told = {name for name, _ in line.problems}
        for check in checks:
            try:
                check()
            except ValidationError as error:
                found = {fields.get(name, ""): reasons for name, reasons in error.message_dict.items()}
                line.problems += [(name, text) for name in found if name not in told for text in found[name]]
        line.problems += self.taken.problems(line)
        line.problems += [("", reason) for reason in self.table.rules(line.row, partial(self._holds, line))]

    def _holds(self, line: Line, relation: str) -> bool:
        """Whether a row would have any rows in a relation."""
        if line.is_new or relation in line.values:
            return bool(line.values.get(relation))
        cell = next((column.cell for column in self.table.columns if column.field.name == relation), None)
        return bool(cell.of(line.row) if cell else getattr(line.row, relation).all())


@contextmanager
def noting(line: Line, column: Column) -> Iterator[None]:
    """What cannot be taken of a cell is a problem of its line."""
    try:
        yield
    except ValidationError as error:
        line.problems += [(column.name, message) for message in error.messages]
        if isinstance(error, UnknownWords):
            line.unknown += [(error.model, word) for word in error.words]
