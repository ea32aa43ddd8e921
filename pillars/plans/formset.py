"""The form of all: whose each item is, by when and how far, many at once. Read whole, merged item by item with what
somebody else changed (`pillars.plans.merge`), saved as one change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField
from django.http import QueryDict

from icpr.kept.history import as_they_were
from icpr.kept.rows import NEVER_GIVEN, PRESENT, EntryRow, SentRows
from icpr.lib.diff import Difference
from icpr.lib.merge import NOW
from pillars.models import Entry, Item, Plan
from pillars.models.items import NUMBER
from pillars.plans import history, merge
from pillars.plans.forms import RowForm

FIELDS = tuple(RowForm.base_fields)
BEGAN = re.compile(rf"({NUMBER}):([0-9]{{1,20}})")


@dataclass(frozen=True)
class Cell:
    """A field of an item, and whether it stands among the questions above the form."""

    field: BoundField
    is_asked: bool

    @property
    def text(self) -> str:
        """What stands in it: what was typed, or what is in the plan."""
        value = self.field.value()
        return value.isoformat() if isinstance(value, date) else str(value or "").replace("\x00", "")

    @property
    def kind(self) -> str:
        """The type of its control. A wrong day stands as it was typed, which a control for days would not show."""
        return {"status": "choice", "due_on": "text" if self.field.errors else "date"}.get(self.field.name, "text")


class Row(EntryRow):
    """An item in the form."""

    @property
    def number(self) -> str:
        return self.entry.item.number

    @property
    def cells(self) -> list["Cell"]:
        is_asked = PRESENT in self.questions
        return [Cell(each, is_asked or each.name in self.questions) for each in self.form]


def opened(entries: Iterable[Entry]) -> list[Row]:
    """The rows of a form that nobody has typed into."""
    return [Row(entry, RowForm(entry), str(entry.version)) for entry in entries]


class Sent(SentRows):
    """A form that was sent.

    `rows` are its items in the plan's order. One that was removed meanwhile is among the last if it was changed here.
    """

    def __init__(self, plan: Plan, form: QueryDict):
        super().__init__(plan, form, FIELDS, BEGAN)
        there = list(plan.entries.for_page().filter(item__number__in=self.versions))
        self.rows = [self._row(entry) for entry in there]
        self._merge()
        self.rows += self._removed(self.versions.keys() - {row.number for row in self.rows})

    def _row(self, entry: Entry) -> Row:
        return Row(entry, RowForm(entry, self.form), self.versions[entry.item.number])

    def _merge(self) -> None:
        """Join what was typed with what is there now. An item with a wrong field stays as it was typed."""
        valid = [row for row in self.rows if row.form.is_valid()]
        typed = [(row.entry, row.form.cleaned_data, self._begun(row)) for row in valid]
        for row, merged in zip(valid, merge.merge_all(self.kept, typed), strict=True):
            row.values, row.version = merged.values, str(row.entry.version)
            row.questions = {each.name: _question(row, each) for each in merged.conflicts}
            row.form = RowForm(row.entry, {f"{row.number}-{name}": value or "" for name, value in row.values.items()})
        for row in self.rows:
            if row.form.errors and self._begun(row).answers:
                row.version = NEVER_GIVEN  # what was answered is asked again

    def _begun(self, row: Row) -> merge.Begun:
        return merge.Begun.of(row.version, self.form, f"{row.number}-")

    def _removed(self, numbers: set[str]) -> list[Row]:
        """Items that somebody took out of the plan meanwhile, if they were changed here and are not to be left out."""
        began = as_they_were(self.kept, {number: self.versions[number] for number in numbers})
        rows = []
        for item in Item.objects.filter(number__in=numbers).select_related("pillar"):
            if item.number in began or item.is_public:
                was = history.restored(began[item.number]) if item.number in began else {}
                row = self._row(Entry(plan=self.kept, item=item, **was))
                row.values = row.form.cleaned_data if row.form.is_valid() else {}
                answer = self.answer(item.number, PRESENT)
                if row.form.is_valid() and row.changed and not answer:
                    row.questions = {PRESENT: _whether_present(row)}
                if row.form.errors or (row.changed and answer != NOW):
                    rows.append(row)
        return rows

    def save(self, idempotency_key: str) -> None:
        """Give the items what was typed, as one change. Call it of a form that is valid and has no questions."""
        rows = [row for row in self.rows if row.changed]
        if rows:
            saved = [(row.entry, row.changed) for row in rows]
            history.save_all(self.kept, saved, idempotency_key, _message(rows))


def _question(row: Row, conflict: Difference) -> Difference:
    label = f"{row.entry.item}: {conflict.label}"
    return Difference(f"{row.number}-{conflict.name}", label, conflict.before, conflict.after)


def _whether_present(row: Row) -> Difference:
    typed = Entry(**row.values)
    mine = ", ".join(filter(None, (merge.shown(typed, name) for name in FIELDS)))
    return Difference(f"{row.number}-{PRESENT}", str(row.entry.item), "Removed from the plan", f"In the plan: {mine}")


def _message(rows: list[Row]) -> str:
    """What is saved in words: of one item what became of it, of several what was changed and whose."""
    if len(rows) == 1:
        return history.message_of(rows[0].entry, rows[0].changed, list(rows[0].changed))
    changed = {name for row in rows for name in row.changed}
    labels = [str(Entry._meta.get_field(name).verbose_name) for name in FIELDS if name in changed]
    return f"Changed {', '.join(labels)} of {len(rows)} items: {', '.join(row.number for row in rows)}"
