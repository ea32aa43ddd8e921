"""Forms of many rows, each an entry of what is kept: read whole, merged row by row with what somebody else changed, and
saved as one change. What an entry is, and how two are brought together, says whoever keeps them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Manager, Max, Model
from django.forms import Form
from django.http import QueryDict

from icpr.kept.models import Kept
from icpr.lib.diff import Difference

MOST_ROWS = 100  # of one form: with two answers for each of their fields it is one that a server takes
NEVER_GIVEN = "0"  # no version of an entry: every difference from it is a conflict
PRESENT = "present"  # what is asked about an entry that somebody removed


class Incomplete(Exception):
    """Raised for a form that did not arrive whole: nothing of it is taken."""


@dataclass
class EntryRow:
    """An entry in the form: as it is kept, what was typed, and the version in which it was opened."""

    entry: Model
    form: Form
    version: str
    values: dict = field(default_factory=dict)  # what is to be: field → value
    questions: dict[str, Difference] = field(default_factory=dict)  # what to choose between: field → both texts

    @property
    def is_removed(self) -> bool:
        """Whether somebody took the entry out after the form was opened."""
        return self.entry.pk is None

    @property
    def changed(self) -> dict:
        """What is to be saved: field → value."""
        return {name: value for name, value in self.values.items() if getattr(self.entry, name) != value}


class SentRows:
    """A form that was sent. Raises Incomplete when a field of one of its entries is missing.

    began: how the form says in which versions it was opened, key and version. `versions` has them, key → version.
    """

    def __init__(self, kept: Kept, form: QueryDict, fields: Collection[str], began: re.Pattern):
        self.kept, self.form, self.asked = kept, form, set(form.getlist("asked"))
        self.versions: dict[str, str] = dict(began.findall(form.get("began", "")))
        names = [f"{key}-{name}" for key in self.versions for name in fields]
        if not names or len(self.versions) > MOST_ROWS or not all(name in form for name in names):
            raise Incomplete
        self.rows: list[EntryRow] = []

    def answer(self, key: str, name: str) -> str:
        """What was chosen where both had changed something; "" for a question that is open, or was not asked."""
        asked = f"{key}-{name}"
        return self.form.get(f"choose-{asked}", "") if asked in self.asked else ""

    @property
    def is_valid(self) -> bool:
        return not any(row.form.errors for row in self.rows)

    @property
    def questions(self) -> list[Difference]:
        return [question for row in self.rows for question in row.questions.values()]


def page_at(asked: str, count: int) -> tuple[slice, list[tuple[int, int, bool]]]:
    """Which of so many rows stand on the page that begins at a place, counted from 1, or on the first page. And all
    pages, where they are several: the places of first and last row, and whether it is this one."""
    starts = range(0, count, MOST_ROWS)
    start = int(asked) - 1 if asked.isdecimal() and len(asked) < 6 and int(asked) - 1 in starts else 0
    pages = [(first + 1, min(first + MOST_ROWS, count), first == start) for first in starts]
    return slice(start, start + MOST_ROWS), pages if len(pages) > 1 else []


def save_rows(there: Manager, rows: Collection[tuple[Model, dict]], fields: Collection[str]) -> None:
    """Give entries new values (`fields` → value, all or some of them); those not kept yet come to the end.

    there: the entries of what is kept. To be called within one change.
    """
    last = there.aggregate(last=Max("position"))["last"] or 0
    for entry, values in rows:
        for name, value in values.items():
            setattr(entry, name, value)
        if entry.pk:
            entry.version += 1
        else:
            last += 1
            entry.position = last
    known, fresh = ([entry for entry, _ in rows if bool(entry.pk) is is_known] for is_known in (True, False))
    there.model._default_manager.bulk_create(fresh)
    there.model._default_manager.bulk_update(known, [*fields, "version"])
