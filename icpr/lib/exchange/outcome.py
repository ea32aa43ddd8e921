"""What reading a file in would do, line by line."""

import hashlib
from dataclasses import dataclass, field

from django.db import models

from icpr.lib.diff import Difference
from icpr.lib.exchange.tables import Column


@dataclass(frozen=True)
class Change(Difference):
    """One cell that says other than the library: what stands there now, what would, and the `value` of that."""

    column: Column
    value: object

    @classmethod
    def of(cls, column: Column, before: str, after: str, value: object) -> "Change":
        return cls(column.name, column.label, before, after, column, value)


@dataclass
class Line:
    """One line of the file: the row it means, as the row would be, and what cannot be taken.

    Of a refused line nothing is taken; one with problems that is not refused is taken without the cells they are about.
    """

    number: int
    name: str = ""
    row: models.Model | None = None
    is_new: bool = False
    is_refused: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # the column's name or "", the reason
    was_public: bool = False
    is_public: bool = False

    @property
    def pk(self):
        """The key of its row."""
        return self.row.pk

    @property
    def remark(self) -> str:
        """Where it stands, and what readers would notice."""
        if self.is_public == self.was_public:
            return f"line {self.number}"
        return f"line {self.number}, would {'become' if self.is_public else 'stop being'} public"

    @property
    def is_other(self) -> bool:
        """Whether it says other than the library."""
        return self.is_new or bool(self.changes)

    @property
    def values(self) -> dict[str, object]:
        """What its row would get: field → value."""
        return {change.column.field.name: change.value for change in self.changes}


@dataclass
class DryRun:
    """What reading a file in would do."""

    lines: list[Line]
    unread: list[str]  # columns of the file that the table does not have

    @property
    def taken(self) -> list[Line]:
        return [line for line in self.lines if line.is_other and not line.is_refused]

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
        return sum(not line.is_other and not line.problems for line in self.lines)

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
                [(change.name, change.before, change.after) for change in line.changes],
            )
            for line in self.lines
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()
