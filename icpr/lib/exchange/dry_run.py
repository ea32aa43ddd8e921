"""What a file would do to a table, line by line. Nothing is changed here. See `icpr.lib.exchange.apply`."""

import hashlib
from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import TOO_MANY_CELLS, Unreadable, cell_too_many, table_of
from icpr.lib.exchange.columns import Known, cleaned
from icpr.lib.exchange.tables import Column, Table

MOST_LINES = 2_000


@dataclass(frozen=True)
class Change:
    """One cell that says other than the library: what stands there now, what would, and the value of that."""

    column: Column
    before: str
    after: str
    value: object


@dataclass
class Line:
    """One line of the file: the row it means, as the row would be, or why it cannot be taken."""

    number: int
    name: str = ""
    row: models.Model | None = None
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # the column's name or "", the reason
    was_public: bool = False
    is_public: bool = False


@dataclass
class DryRun:
    """What reading a file in would do."""

    lines: list[Line]
    unread: list[str]  # columns of the file that the table does not have

    @property
    def taken(self) -> list[Line]:
        return [line for line in self.lines if not line.problems and (line.is_new or line.changes)]

    @property
    def added(self) -> list[Line]:
        return [line for line in self.taken if line.is_new]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.taken if not line.is_new]

    @property
    def with_errors(self) -> list[Line]:
        return [line for line in self.lines if line.problems]

    @property
    def same(self) -> int:
        return len(self.lines) - len(self.taken) - len(self.with_errors)

    @property
    def appearing(self) -> int:
        return sum(line.is_public and not line.was_public for line in self.taken)

    @property
    def vanishing(self) -> int:
        return sum(line.was_public and not line.is_public for line in self.taken)

    @property
    def digest(self) -> str:
        """Names this outcome, so that what is done is what was shown."""
        shown = [
            (
                [line.name, line.is_new, line.was_public, line.is_public, line.problems],
                [(change.column.name, change.before, change.after) for change in line.changes],
            )
            for line in self.lines
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def dry_run(table: Table, text: str) -> DryRun:
    """What the text of a file would do. Rows it does not name are left alone. Raises Unreadable."""
    head, lines = table_of(text, MOST_LINES)
    columns = {column.name: column for column in table.columns}
    names = list(map(table.name_in, head))
    if missing := [column.name for column in table.key_columns if column.name not in names]:
        raise Unreadable(f"The first line must name the columns. It lacks “{'”, “'.join(missing)}”.")
    if twice := [name for name in columns if names.count(name) > 1]:
        raise Unreadable(f"Two columns are named “{twice[0]}”. Keep one.")
    reader = _Reader(table, [columns.get(name) for name in names])
    unread = [name or "(no name)" for name, column in zip(head, reader.columns, strict=True) if column is None]
    return DryRun([reader.line(number, cells) for number, cells in lines], unread)


class _Reader:
    """Reads the lines of one file in their order."""

    def __init__(self, table: Table, columns: list[Column | None]):
        self.table, self.columns = table, columns
        self.rows = {self._key(row): row for row in table.with_all(table.model.objects.all())}
        self.known = Known(table.refer)
        if table.refers_to_itself:
            self.known.put(table.model, self.rows.values())
        self.seen: set[tuple] = set()

    def _key(self, row: models.Model) -> tuple[str, ...]:
        return tuple(column.cell.tidy(column.written(row)) for column in self.table.key_columns)

    def line(self, number: int, cells: list[str]) -> Line:
        line = Line(number)
        if letters := cell_too_many(cells, len(self.columns)):
            line.problems.append((f"column {letters}", TOO_MANY_CELLS))
            return line
        texts = {column: cleaned(cell) for column, cell in zip(self.columns, cells, strict=False) if column}
        if self._find(line, texts):
            self._compare(line, texts)
            line.name = str(line.row) if line.is_new else line.name
            if line.is_new or line.changes:
                self._check(line)
        if not line.problems:
            line.is_public = self.table.is_public(line.row)
            if line.is_new and self.table.refers_to_itself:
                self.known.put(self.table.model, [line.row])
        return line

    def _read(self, line: Line, column: Column, text: str):
        """The value of a cell, or None with a problem noted."""
        try:
            return column.cell.read(text, self.known)
        except ValidationError as error:
            line.problems += [(column.name, message) for message in error.messages]
            return None

    def _find(self, line: Line, texts: dict[Column, str]) -> bool:
        """Give the line the row it means, as it is or new. False if it means none."""
        values = {}
        for column in self.table.key_columns:
            if texts.get(column):
                values[column.field.name] = self._read(line, column, texts[column])
            else:
                line.problems.append((column.name, "It cannot be empty: the line is recognized by it."))
        if line.problems:
            return False
        row = self.table.model(**values)
        key = self._key(row)
        line.row, line.is_new = self.rows.get(key, row), key not in self.rows
        line.name = str(line.row)
        line.was_public = not line.is_new and self.table.is_public(line.row)
        if line.is_new:
            row.pk = -line.number  # lines below may refer to it; see `apply`
            named = zip(self.table.key_columns, key, values.values(), strict=True)
            line.changes = [Change(column, "", text, value) for column, text, value in named]
        if key in self.seen:
            line.problems.append(("", "It stands in the file twice; the first line counts."))
        self.seen.add(key)
        return not line.problems

    def _compare(self, line: Line, texts: dict[Column, str]) -> None:
        """Note what differs, and give the row the new values. A new row keeps its defaults where a cell is empty."""
        for column in self.table.columns[len(self.table.key) :]:
            before = "" if line.is_new else column.written(line.row)
            text = texts.get(column, before)
            if text == before:
                continue
            known_problems = len(line.problems)
            value = self._read(line, column, text)
            after = column.cell.write(value) if len(line.problems) == known_problems else before
            if after != before:
                line.changes.append(Change(column, before, after, value))
                if not column.is_several:
                    setattr(line.row, column.field.name, value)

    def _check(self, line: Line) -> None:
        """Ask the model. Not for what is settled here: the key is unique, and rows referred to were found."""
        fields = {column.field.name: column.name for column in self.table.columns}
        settled = {
            field.name
            for field in self.table.model._meta.fields
            if field.name not in fields or (field.is_relation and getattr(line.row, field.attname) is not None)
        }
        checks = [
            partial(line.row.full_clean, exclude=settled, validate_unique=False, validate_constraints=False),
            partial(line.row.validate_constraints, exclude=set(self.table.key)),
        ]
        told = {name for name, _ in line.problems}
        for check in checks:
            try:
                check()
            except ValidationError as error:
                found = {fields.get(name, ""): reasons for name, reasons in error.message_dict.items()}
                line.problems += [(name, text) for name in found if name not in told for text in found[name]]
