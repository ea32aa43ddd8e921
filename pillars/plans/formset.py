"""The form of all: whose each item is, by when and how far, many at once. Read whole, merged item by item with what
somebody else changed (`pillars.plans.merge`), saved as one change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.forms import BoundField
from django.http import QueryDict

from icpr.kept.history import as_they_were
from icpr.lib.diff import Difference
from icpr.lib.merge import NOW
from pillars.models import Entry, Item, Plan
from pillars.models.items import NUMBER
from pillars.plans import history, merge
from pillars.plans.forms import RowForm

MOST_ROWS = 100  # of one form: with two answers for each of their fields it is one that a server takes
FIELDS = tuple(RowForm.base_fields)
BEGAN = re.compile(rf"({NUMBER}):([0-9]{{1,20}})")
PRESENT = "present"  # what is asked about an item that somebody removed


class Incomplete(Exception):
    """Raised for a form that did not arrive whole: nothing of it is taken."""


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


@dataclass
class Row:
    """An item in the form: as it is in the plan, what was typed, and the version in which it was opened."""

    entry: Entry
    form: RowForm
    version: str
    values: dict = field(default_factory=dict)  # what is to be: field → value
    questions: dict[str, Difference] = field(default_factory=dict)  # what to choose between: field → both texts

    @property
    def number(self) -> str:
        return self.entry.item.number

    @property
    def is_removed(self) -> bool:
        """Whether somebody took the item out of the plan after the form was opened."""
        return self.entry.pk is None

    @property
    def cells(self) -> list["Cell"]:
        is_asked = PRESENT in self.questions
        return [Cell(each, is_asked or each.name in self.questions) for each in self.form]

    @property
    def changed(self) -> dict:
        """What is to be saved: field → value."""
        return {name: value for name, value in self.values.items() if getattr(self.entry, name) != value}


def opened(entries: Iterable[Entry]) -> list[Row]:
    """The rows of a form that nobody has typed into."""
    return [Row(entry, RowForm(entry), str(entry.version)) for entry in entries]


class Sent:
    """A form that was sent. Raises Incomplete when a field of one of its items is missing.

    `rows` are its items in the plan's order. One that was removed meanwhile is among the last if it was changed here.
    """

    def __init__(self, plan: Plan, form: QueryDict):
        self.plan, self.form, self.asked = plan, form, set(form.getlist("asked"))
        self.versions = dict(BEGAN.findall(form.get("began", "")))
        names = [f"{number}-{name}" for number in self.versions for name in FIELDS]
        if not names or len(self.versions) > MOST_ROWS or not all(name in form for name in names):
            raise Incomplete
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
        for row, merged in zip(valid, merge.merge_all(self.plan, typed), strict=True):
            row.values, row.version = merged.values, str(row.entry.version)
            row.questions = {each.name: _question(row, each) for each in merged.conflicts}
            row.form = RowForm(row.entry, {f"{row.number}-{name}": value or "" for name, value in row.values.items()})
        for row in self.rows:
            if row.form.errors and self._begun(row).answers:
                row.version = merge.NEVER_GIVEN  # what was answered is asked again

    def _begun(self, row: Row) -> merge.Begun:
        return merge.Begun.of(row.version, self.form, f"{row.number}-")

    def _removed(self, numbers: set[str]) -> list[Row]:
        """Items that somebody took out of the plan meanwhile, if they were changed here and are not to be left out."""
        began = as_they_were(self.plan, {number: self.versions[number] for number in numbers})
        rows = []
        for item in Item.objects.filter(number__in=numbers).select_related("pillar"):
            if item.number in began or item.is_public:
                was = history.restored(began[item.number]) if item.number in began else {}
                row = self._row(Entry(plan=self.plan, item=item, **was))
                row.values = row.form.cleaned_data if row.form.is_valid() else {}
                answer = self._answer(row)
                if row.form.is_valid() and row.changed and not answer:
                    row.questions = {PRESENT: _whether_present(row)}
                if row.form.errors or (row.changed and answer != NOW):
                    rows.append(row)
        return rows

    def _answer(self, row: Row) -> str:
        """Whether an item that was removed is to be put back; "" for a question that is open."""
        name = f"{row.number}-{PRESENT}"
        return self.form.get(f"choose-{name}", "") if name in self.asked else ""

    @property
    def is_valid(self) -> bool:
        return not any(row.form.errors for row in self.rows)

    @property
    def questions(self) -> list[Difference]:
        return [question for row in self.rows for question in row.questions.values()]

    def save(self, idempotency_key: str) -> None:
        """Give the items what was typed, as one change. Call it of a form that is valid and has no questions."""
        rows = [row for row in self.rows if row.changed]
        if rows:
            saved = [(row.entry, row.changed) for row in rows]
            history.save_all(self.plan, saved, idempotency_key, _message(rows))


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
