"""A plan as a table that is taken out and read in, as one change. Items a file does not name are left alone."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.apply import apply
from icpr.lib.exchange.columns import Cell, ChoiceCell, DayCell, Known, Reference
from icpr.lib.exchange.outcome import DryRun, Line
from icpr.lib.exchange.tables import Shown, Table
from icpr.lib.text.fields import one_line
from pillars.models import Entry, Item, Plan
from pillars.models.plans import LONGEST_STEP, MOST_ENTRIES, MOST_STEPS
from pillars.plans import history
from pillars.plans.formats import steps_text
from pillars.plans.forms import check_day


class StatusCell(ChoiceCell):
    def read(self, text: str, known: Known) -> str:
        return super().read(text, known) or self.field.get_default()


class TargetDayCell(DayCell):
    def check(self, value) -> None:
        check_day(value, None)


class StepsCell(Cell):
    how = f"a line each, “[x]” before what is done; at most {MOST_STEPS} lines of {LONGEST_STEP} characters"

    def write(self, value: list[dict]) -> str:
        return steps_text(value)

    def read(self, text: str, known: Known) -> list[dict]:
        lines = list(filter(None, map(one_line, text.split("\n"))))
        if len(lines) > MOST_STEPS or any(len(line) > LONGEST_STEP + 4 for line in lines):
            raise ValidationError(f"At most {MOST_STEPS} lines of {LONGEST_STEP} characters.")
        return [
            {"text": re.sub(r"^\[[ xX]\] ?", "", line), "done": line.casefold().startswith("[x]")} for line in lines
        ]


def number_in(text: str) -> str:
    """The number a cell begins with, as "1.10 Title", "Item 1.10" or "1.10". Raises ValidationError."""
    if found := re.match(r"(?:Item\s+)?([0-9.]+)", text, re.IGNORECASE | re.ASCII):
        return found[1].rstrip(".")
    raise ValidationError(f"Begin with the number of an item, such as 1.10, not “{text[:40]}”.")


# The number stands in one cell with the title: a spreadsheet would make 1.1 of 1.10.
BY_NUMBER = Reference(
    how="its number; the words after it are not read",
    word=lambda item: item.number,
    write=lambda item: f"{item.number} {item.title}",
    parse=number_in,
)


@dataclass(frozen=True)
class PlanTable(Table):
    """The entries of one plan. A new one may be of any item that readers see."""

    plan: Plan | None = None

    def rows(self) -> Iterable[Entry]:
        return self.plan.entries.for_page()

    def with_all(self, rows: models.QuerySet) -> models.QuerySet:
        """With the pillar of each item too, which is `shown`."""
        return super().with_all(rows).select_related("item__pillar")

    def referable(self, rows: Iterable[Entry]) -> dict[type[models.Model], Iterable[models.Model]]:
        return {Item: [*Item.objects.published(), *(entry.item for entry in rows)]}

    def new(self, values: dict) -> Entry:
        return Entry(plan=self.plan, **values)

    def check_file(self, rows: Collection[Entry], added: Collection[Line]) -> None:
        if len(rows) + len(added) > MOST_ENTRIES:
            raise Unreadable(f"With this file the plan would hold more than {MOST_ENTRIES} items, which is the most.")

    def lock(self) -> None:
        """Nothing: whoever handles a form of a plan holds the plan."""


ENTRIES = PlanTable(
    Entry,
    key=["item"],
    shown=[Shown("pillar", lambda entry: entry.item.pillar.name if entry.item.pillar else "")],
    fields=["status", "priority", "owner", "due_on", "reference", "steps", "note"],
    remark="A line is recognized by the number of its item.",
    cells={"status": StatusCell, "due_on": TargetDayCell, "steps": StepsCell},
    names={"steps": "next_steps"},
    former={"person responsible": "owner", "target date": "due_on"},
    refer=lambda model: BY_NUMBER,
    most_lines=MOST_ENTRIES,
    by_cell=True,
)


def import_csv(plan: Plan, text: str, digest: str, idempotency_key: str) -> tuple[DryRun, bool]:
    """Read a file into a plan that is held, as one change, if it still does what was shown, which `digest` names.

    Returns what it does, and whether it is done. Raises Unreadable.
    """

    def save(outcome: DryRun) -> None:
        rows = [(line.row, line.values) for line in outcome.taken]
        history.save_all(plan, rows, idempotency_key, f"Imported {len(rows)} item{'' if len(rows) == 1 else 's'}")

    return apply(replace(ENTRIES, plan=plan), text, digest, save)
