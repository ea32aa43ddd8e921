"""What reading a file in would do, line by line."""

import hashlib
from dataclasses import dataclass, field

from django.db import models

from icpr.lib.diff import Difference
from icpr.lib.exchange.duplicates import Likely
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
    key: tuple[str, ...] = ()  # what it was recognized by, if it was
    unknown: list[tuple[type[models.Model], str]] = field(default_factory=list)  # words of it that name nothing
    likely: list[Likely] = field(default_factory=list)  # what a new row may be a duplicate of
    is_undecided: bool = False  # nobody has said yet what to do about that
    is_skipped: bool = False  # somebody has said to leave the line out

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
    def is_taken(self) -> bool:
        return self.is_other and not (self.is_refused or self.is_undecided or self.is_skipped)

    @property
    def digest(self) -> str:
        """Names what it would do, so that what is done is what was shown."""
        changes = [(change.name, change.before, change.after) for change in self.changes]
        shown = [self.name, self.is_new, self.was_public, self.is_public, self.problems, self.is_taken, changes]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

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
        return [line for line in self.lines if line.is_taken]

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
        return hashlib.sha256("".join(line.digest for line in self.lines).encode()).hexdigest()
