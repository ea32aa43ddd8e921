"""The form of all entries: group and note of each, and which to remove. Read whole, merged entry by entry with what
somebody else changed (`icpr.lib.merge`), saved as one change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from icpr.kept.history import as_they_were
from icpr.kept.rows import NEVER_GIVEN, PRESENT, EntryRow, SentRows
from icpr.lib import merge
from icpr.lib.diff import Difference
from icpr.lib.merge import NOW
from resources.reading_lists import history
from resources.reading_lists.forms import RowForm
from resources.reading_lists.models import Entry, ReadingList

FIELDS = history.FIELDS
BEGAN = re.compile(r"([a-z]+-[0-9]{1,18}):([0-9]{1,20})", re.ASCII)


@dataclass
class Row(EntryRow):
    """An entry in the form, and whether it is to be removed."""

    removes: bool = False

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def asked(self) -> list[str]:
        """The fields that stand among the questions above the form."""
        return list(FIELDS) if PRESENT in self.questions else list(self.questions)


def opened(entries: Iterable[Entry]) -> list[Row]:
    """The rows of a form that nobody has typed into."""
    return [Row(entry, RowForm(entry), str(entry.version)) for entry in entries]


class Sent(SentRows):
    """A form that was sent.

    `rows` are its entries in the list's order. One that was removed meanwhile is among the last if it was changed here.
    """

    def __init__(self, kept: ReadingList, form: QueryDict):
        super().__init__(kept, form, FIELDS, BEGAN)
        there = list(kept.entries.in_order().filter(key__in=self.versions))
        self.began = as_they_were(kept, self._other_than(there))
        self.rows = [self._merged(self._row(entry)) for entry in there]
        missing = self.versions.keys() - {row.key for row in self.rows}
        self.rows += filter(None, map(self._without, sorted(missing & self.began.keys())))

    def _other_than(self, there: list[Entry]) -> dict[str, str]:
        """The versions that the form began from and that are no longer those of the entries."""
        now = {entry.key: str(entry.version) for entry in there}
        return {key: version for key, version in self.versions.items() if now.get(key) != version}

    def _row(self, entry: Entry) -> Row:
        removes = f"{entry.key}-remove" in self.form
        return Row(entry, RowForm(entry, self.form), self.versions[entry.key], removes=removes)

    def _merged(self, row: Row) -> Row:
        """Join what was typed with what is there now. An entry with a wrong field stays as it was typed."""
        entry, now, is_present = row.entry, history.snapshot(row.entry), row.version == str(row.entry.version)
        answers = {name: self.answer(row.key, name) for name in FIELDS if f"{row.key}-{name}" in self.asked}
        if not row.form.is_valid():
            row.version = NEVER_GIVEN if answers else row.version  # what was answered is asked again
            return row
        mine, theirs = ({name: each[name] for name in FIELDS} for each in (row.form.cleaned_data, now))
        base = now if is_present else self.began.get(row.key)
        found = merge.merge(base, mine, theirs, answers=answers if is_present else {})
        row.values, row.version = found.values, str(entry.version)
        conflicts = () if row.removes else found.conflicts
        row.questions = {name: _question(row, name, now[name], mine[name]) for name in conflicts}
        row.form = RowForm(entry, {f"{row.key}-{name}": value for name, value in row.values.items()})
        return row

    def _without(self, key: str) -> Row | None:
        """An entry that somebody took out of the list meanwhile, if it was changed here and is not to be left out."""
        row = self._row(history.revived(self.kept, key, self.began[key]))
        row.values = row.form.cleaned_data if row.form.is_valid() else {}
        answer = self.answer(key, PRESENT)
        if row.removes or answer == NOW or (row.form.is_valid() and not row.changed):
            return None
        if row.form.is_valid() and not answer:
            mine = "; ".join(filter(None, row.values.values()))
            row.questions = {PRESENT: _question(row, PRESENT, "Removed from the list", f"In the list: {mine}")}
        return row

    def save(self, idempotency_key: str) -> None:
        """Give the entries what was typed and remove those ticked, as one change. Call it of a form that is valid and
        has no questions."""
        removed = [row.entry for row in self.rows if row.removes]
        saved = [(row.entry, row.changed) for row in self.rows if not row.removes and (row.changed or row.is_removed)]
        if removed or saved:
            history.save_and_remove(self.kept, saved, removed, idempotency_key)


def _question(row: Row, name: str, before: str, after: str) -> Difference:
    label = str(row.entry) if name == PRESENT else f"{row.entry}: {name}"
    return Difference(f"{row.key}-{name}", label, before, after)
