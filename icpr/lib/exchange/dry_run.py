"""What a file would do to a table, line by line. Nothing is changed here. See `icpr.lib.exchange.apply`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import TOO_MANY_CELLS, Unreadable, cell_too_many, table_of
from icpr.lib.exchange.columns import Known, cleaned
from icpr.lib.exchange.outcome import Change, DryRun, Line
from icpr.lib.exchange.tables import Column, Table


def dry_run(table: Table, text: str) -> DryRun:
    """What the text of a file would do. Rows it does not name are left alone. Raises Unreadable."""
    head, lines = table_of(text, table.most_lines)
    columns = {column.name: column for column in table.columns}
    names = list(map(table.name_in, head))
    if missing := [column.name for column in table.key_columns if column.name not in names]:
        raise Unreadable(f"The first line must name the columns. It lacks “{'”, “'.join(missing)}”.")
    if twice := [name for name in columns if names.count(name) > 1]:
        raise Unreadable(f"Two columns are named “{twice[0]}”. Keep one.")
    reader = _Reader(table, [columns.get(name) for name in names])
    known = columns.keys() | {column.name for column in table.shown}
    unread = [head or "(no name)" for head, name in zip(head, names, strict=True) if name not in known]
    outcome = DryRun([reader.line(number, cells) for number, cells in lines], unread)
    table.check_file(reader.rows.values(), outcome.added)
    return outcome


class _Reader:
    """Reads the lines of one file in their order."""

    def __init__(self, table: Table, columns: list[Column | None]):
        self.table, self.columns = table, columns
        self.rows = {self._key(row): row for row in table.rows()}
        self.known = Known(table.refer)
        for model, rows in table.referable(self.rows.values()).items():
            self.known.put(model, rows)
        self.seen: set[tuple] = set()

    def _key(self, row: models.Model) -> tuple[str, ...]:
        return tuple(column.cell.tidy(column.written(row)) for column in self.table.key_columns)

    def line(self, number: int, cells: list[str]) -> Line:
        line = Line(number)
        if letters := cell_too_many(cells, len(self.columns)):
            line.problems.append((f"column {letters}", TOO_MANY_CELLS))
            line.is_refused = True
            return line
        texts = {column: cleaned(cell) for column, cell in zip(self.columns, cells, strict=False) if column}
        if is_found := self._find(line, texts):
            self._compare(line, texts)
            line.name = str(line.row) if line.is_new else line.name
            if line.is_other and not self.table.by_cell:
                self._check(line)
        line.is_refused = bool(line.problems) and not (is_found and self.table.by_cell)
        if not line.is_refused:
            line.is_public = self.table.is_public(line.row)
            if line.is_new and self.table.refers_to_itself:
                self.known.put(self.table.model, [line.row])
        return line

    def _find(self, line: Line, texts: dict[Column, str]) -> bool:
        """Give the line the row it means, as it is or new. False if it means none."""
        values = {}
        for column in self.table.key_columns:
            if texts.get(column):
                with _noting(line, column):
                    values[column.field.name] = column.cell.read(texts[column], self.known)
            elif column.field.blank:
                values[column.field.name] = column.field.get_default()
            else:
                line.problems.append((column.name, "It cannot be empty: the line is recognized by it."))
        if line.problems:
            return False
        row = self.table.new(values)
        key = self._key(row)
        line.row, line.is_new = self.rows.get(key, row), key not in self.rows
        line.name = str(line.row)
        line.was_public = not line.is_new and self.table.is_public(line.row)
        if line.is_new:
            row.pk = -line.number  # lines below may refer to it; see `apply`
            named = zip(self.table.key_columns, key, values.values(), strict=True)
            line.changes = [Change.of(column, "", text, value) for column, text, value in named if text]
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
            with _noting(line, column):
                value = column.cell.read(text, self.known)
                after = column.cell.write(value)
                if after == before:
                    continue
                column.cell.check(value)
                line.changes.append(Change.of(column, before, after, value))
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


@contextmanager
def _noting(line: Line, column: Column) -> Iterator[None]:
    """What cannot be taken of a cell is a problem of its line."""
    try:
        yield
    except ValidationError as error:
        line.problems += [(column.name, message) for message in error.messages]
