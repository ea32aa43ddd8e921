"""A plan's own CSV back in: first what it would change, then the change.
Items the file does not name are left alone."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from django import forms

from icpr.lib.csvfile import TOO_MANY_CELLS, Unreadable, cell_too_many, choice_in, day_in, one_line_end, table_of
from icpr.lib.typed import one_line
from pillars.models import Entry, Item, Plan, Priority, Progress
from pillars.models.plans import LONGEST_NOTE, LONGEST_STEP, MOST_ENTRIES, MOST_STEPS
from pillars.plans import history
from pillars.plans.formats import COLUMNS
from pillars.plans.forms import check_day
from pillars.plans.merge import shown

NAMES = dict(zip(["status", "priority", "owner", "due_on", "reference", "steps", "note"], COLUMNS[2:], strict=True))
LONGEST = {"owner": 120, "reference": 300, "note": LONGEST_NOTE}


@dataclass
class Row:
    """One line of the file: the item, its values, what would change (`message` for the history, `differences` to be
    shown: label, now, then), what cannot be taken."""

    line: int
    item: Item | None = None
    entry: Entry | None = None
    values: dict = field(default_factory=dict)
    message: str = ""
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class DryRun:
    rows: list[Row]
    unread: list[str]  # columns of the file that no plan has

    @property
    def changing(self) -> list[Row]:
        return [row for row in self.rows if row.item and row.message]

    @property
    def with_errors(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def digest(self) -> str:
        """Names this outcome, so that what is done is what was shown."""
        began = [row.entry.version if row.entry else None for row in self.rows]
        shown = repr([(row.message, row.values, row.problems) for row in self.rows] + began)
        return hashlib.sha256(shown.encode()).hexdigest()


def dry_run(plan: Plan, text: str) -> DryRun:
    """What the file would change in the plan. Nothing is changed. Raises Unreadable."""
    head, lines = table_of(text, MOST_ENTRIES)
    if COLUMNS[0] not in head:
        raise Unreadable(f"The first line must name the columns, of which “{COLUMNS[0]}” is needed.")
    if twice := [name for name in COLUMNS if head.count(name) > 1]:
        raise Unreadable(f"Two columns are named “{twice[0]}”. Keep one.")
    items = {item.number: item for item in Item.objects.published()}
    entries = {entry.item.number: entry for entry in plan.entries.for_page()}
    items |= {number: entry.item for number, entry in entries.items()}
    seen: set[str] = set()
    found = [_row(number, head, cells, items, entries, seen) for number, cells in lines]
    if len(entries.keys() | seen) > MOST_ENTRIES:
        raise Unreadable(f"With this file the plan would hold more than {MOST_ENTRIES} items, which is the most.")
    return DryRun(found, [name or "(no name)" for name in head if name not in COLUMNS])


def _row(line: int, head: list[str], found: list[str], items: dict, entries: dict, seen: set[str]) -> Row:
    if letters := cell_too_many(found, len(head)):
        return Row(line, problems=[f"Column {letters}: {TOO_MANY_CELLS}"])
    cells = dict(zip(head, found, strict=False))
    found = re.match(r"\s*(?:Item\s+)?([0-9.]+)", cells.get(COLUMNS[0], ""))
    number = found[1].rstrip(".") if found else ""
    if number not in items:
        return Row(line, problems=["No item of the Blueprint has this number."])
    if number in seen:
        return Row(line, problems=[f"{number} stands in the file twice; the first line counts."])
    seen.add(number)
    row = Row(line, items[number], entries.get(number))
    for name, column in NAMES.items():
        if column in cells:
            try:
                row.values[name] = _value(name, cells[column], row.entry)
            except forms.ValidationError as error:
                row.problems += [f"{column}: {message}" for message in error.messages]
    if row.entry is None:
        row.message = f"{number}: added"
        became = Entry(**row.values)
        row.differences = [(NAMES[name], "", shown(became, name)) for name in row.values if row.values[name]]
    elif changed := [name for name in row.values if row.values[name] != getattr(row.entry, name)]:
        row.message = history.message_of(row.entry, row.values, changed)
        became = Entry(**{name: row.values[name] for name in changed})
        row.differences = [(NAMES[name], shown(row.entry, name), shown(became, name)) for name in changed]
    return row


def _value(name: str, cell: str, entry: Entry | None):
    cell = one_line_end(cell).strip()
    if name == "status":
        return _choice(Progress, cell or Progress.NOT_STARTED.label)
    if name == "priority":
        return _choice(Priority, cell) if cell else ""
    if name == "due_on":
        day = _day(cell) if cell else None
        check_day(day, entry and entry.due_on)
        return day
    if name == "steps":
        return _steps(cell)
    cell = Entry._meta.get_field(name).tidy(cell)
    if len(cell) > LONGEST[name]:
        raise forms.ValidationError(f"longer than {LONGEST[name]:,} characters.")
    return cell


def _choice(choices, cell: str) -> str:
    value = choice_in(cell, choices.choices)
    if value is None:
        raise forms.ValidationError(f"“{cell[:40]}” is not one of {', '.join(choices.labels)}.")
    return value


def _day(cell: str) -> date:
    if day := day_in(cell):
        return day
    raise forms.ValidationError("Give the day as year-month-day, such as 2027-06-30.")


def _steps(cell: str) -> list[dict]:
    lines = list(filter(None, map(one_line, cell.split("\n"))))
    if len(lines) > MOST_STEPS or any(len(line) > LONGEST_STEP + 4 for line in lines):
        raise forms.ValidationError(f"at most {MOST_STEPS} lines of {LONGEST_STEP} characters.")
    return [{"text": re.sub(r"^\[[ xX]\] ?", "", line), "done": line.casefold().startswith("[x]")} for line in lines]


def apply(plan: Plan, outcome: DryRun, idempotency_key: str) -> None:
    """Do what the dry run said, as one change."""
    rows = [(row.entry or Entry(plan=plan, item=row.item), row.values) for row in outcome.changing]
    history.save_all(plan, rows, idempotency_key, f"Imported {len(rows)} item{'' if len(rows) == 1 else 's'}")
