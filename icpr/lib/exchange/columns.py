"""How each kind of field stands in a cell: written so that a spreadsheet leaves it alone, and read back.

A cell is compared by what it writes: two values are the same if they are written the same.
"""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import choice_in, day_in, one_line_end
from icpr.lib.exchange.known import BY_SLUG, Known, Refer, Reference
from icpr.lib.exchange.listed import joined, parted, quoted
from icpr.lib.exchange.unknown_terms import LEFT_OUT, UnknownWords
from icpr.lib.text.fields import Line, Lines

__all__ = ["BY_SLUG", "Cell", "ChoiceCell", "DayCell", "Known", "Reference", "cell_of"]


def cleaned(text: str) -> str:
    """A text as cells hold it: line breaks of one kind, nothing around it."""
    return one_line_end(text).strip()


class Cell:
    """One field. Text, unless a kind below says otherwise."""

    how = "text"
    is_day = False  # whether it holds a day, which other programs write with the month or the day first
    is_bare = False  # whether a spreadsheet may take it for more than text, since it is read back in either form

    def __init__(self, field: models.Field, refer: Refer):
        self.field = field

    @property
    def covers(self) -> tuple[str, ...]:
        """The names of the fields it stands for."""
        return (self.field.name,)

    @property
    def is_several(self) -> bool:
        """Whether its value is of rows beside its own, which are saved after that."""
        return bool(self.field.many_to_many or self.field.one_to_many)

    @property
    def read_as(self) -> str:
        """The attribute of a row that holds what was read of it with many rows, as a list."""
        return f"{self.field.name}_in_file"

    def read_beside(self) -> str | models.Prefetch:
        """How it is read with many rows, where it is of rows beside them."""
        return models.Prefetch(self.field.name, self.rows_beside(), to_attr=self.read_as)

    def rows_beside(self) -> models.QuerySet | None:
        """The rows beside, with all that a cell says of them; None for all as they are."""
        return None

    def of(self, row: models.Model):
        """The value a row has."""
        if not self.is_several:
            return getattr(row, self.field.name)
        held = row.__dict__.get(self.read_as)
        return getattr(row, self.field.name).all() if held is None else held

    def put(self, row: models.Model, value) -> None:
        """Give a row, not saved yet, a value of its own."""
        setattr(row, self.field.name, value)

    def store(self, row: models.Model, value) -> None:
        """Give a saved row a value `is_several`."""
        getattr(row, self.field.name).set(value)
        self.forget(row)

    def forget(self, row: models.Model) -> None:
        """What was read of a row before it was changed."""
        row.__dict__.pop(self.read_as, None)

    def write(self, value) -> str:
        """A value of the field as a cell, "" for none."""
        return "" if value is None else cleaned(str(value))

    def in_json(self, value) -> object:
        """A value as JSON has it: a text, a number, yes or no, or a list of texts that `joined` makes the cell."""
        return self.write(value)

    def key(self, text: str) -> str:
        """What lines are recognized by, of the text of a cell of their key."""
        return self.tidy(text)

    def tidy(self, text: str) -> str:
        """A text as its column would keep it, were it typed into a form."""
        return self.field.tidy(text) if isinstance(self.field, Line | Lines) else text

    def read(self, text: str, known: Known):
        """The value of a cell as `write` gives it. Raises ValidationError, with what to do in plain words."""
        text = self.tidy(text)
        longest = self.field.max_length
        if longest and len(text) > longest:
            raise ValidationError(f"Longer than {longest:,} characters: it has {len(text):,}.")
        return text

    def check(self, value) -> None:
        """Raises ValidationError for a value that may stay where it stands and not come new."""

    def fits(self, row: models.Model, value) -> None:
        """Raises ValidationError for a value that this row cannot take."""

    def is_written(self, text: str, row: models.Model) -> bool:
        """Whether a text, not that of a cell, is how a file of another form writes the value of a row."""
        return self.is_several and text == cleaned("\n".join(self.in_json(self.of(row))))


class ChoiceCell(Cell):
    @property
    def how(self) -> str:
        return f"one of: {'; '.join(label for value, label in self.field.choices if value)}"

    def write(self, value: str) -> str:
        return dict(self.field.choices).get(value, value)

    def read(self, text: str, known: Known) -> str:
        value = choice_in(text, self.field.choices)
        if value is None and text:
            raise ValidationError(f"“{text[:40]}” is not {self.how}.")
        return value or ""


class YesNoCell(Cell):
    how = "yes or no"

    def write(self, value: bool) -> str:
        return "yes" if value else "no"

    def in_json(self, value: bool) -> bool:
        return value

    def read(self, text: str, known: Known) -> bool:
        words = {"yes": True, "true": True, "no": False, "false": False}
        if text.casefold() not in words:
            raise ValidationError("Say yes or no.")
        return words[text.casefold()]


class WholeCell(Cell):
    how = "a whole number"

    def in_json(self, value: int | None) -> int | None:
        return value

    def read(self, text: str, known: Known) -> int | None:
        if text and not re.fullmatch("[0-9]{1,9}", text):
            raise ValidationError(f"“{text[:40]}” is not a whole number below a thousand million.")
        return int(text) if text else None


class DayCell(Cell):
    how = "year-month-day, such as 2027-06-30"
    is_bare = is_day = True

    def read(self, text: str, known: Known):
        day = day_in(text)
        if day is None and text:
            raise ValidationError(f"Give the day as {self.how}, not “{text[:40]}”.")
        return day


class ReferenceCell(Cell):
    def __init__(self, field: models.Field, refer: Refer):
        super().__init__(field, refer)
        self.reference = refer(self.target)

    def rows_beside(self) -> models.QuerySet | None:
        return self.reference.rows(self.target) if self.reference.needs else None

    @property
    def how(self) -> str:
        return self.reference.how

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def write(self, value: models.Model | None) -> str:
        return self.reference.write(value) if value else ""

    def read(self, text: str, known: Known):
        found = self.found([text] if text else [], known)
        return found[0] if found else None

    def found(self, words: Iterable[str], known: Known) -> list[models.Model]:
        """The rows some words name, each once. Raises UnknownWords for all that name none."""
        found = {word: known.find(self.target, self.reference.parse(word)) for word in words}
        if missing := [word for word, row in found.items() if row is None]:
            raise UnknownWords(self.target, missing, " or on an earlier line" if self._is_own else "")
        return list(dict.fromkeys(row for row in found.values() if row is not LEFT_OUT))

    @property
    def _is_own(self) -> bool:
        return self.target is self.field.model


class ReferencesCell(ReferenceCell):
    """Several, in the order of the alphabet: theirs in a file says nothing."""

    marks = ";\n"

    @property
    def how(self) -> str:
        return f"{self.reference.how}; several are separated by semicolons"

    def in_json(self, value: Iterable[models.Model]) -> list[str]:
        return sorted(quoted(self.reference.write(row), self.marks) for row in value)

    def write(self, value: Iterable[models.Model]) -> str:
        return cleaned(joined(self.in_json(value)))

    def read(self, text: str, known: Known) -> list[models.Model]:
        return self.found([word for (word,) in parted(text, self.marks)], known)


KINDS = [
    (models.BooleanField, YesNoCell),
    (models.DateField, DayCell),
    (models.IntegerField, WholeCell),
    (models.ManyToManyField, ReferencesCell),
    (models.ForeignKey, ReferenceCell),
    ((models.CharField, models.TextField), Cell),
]


def cell_of(field: models.Field, refer: Refer) -> Cell:
    """The cell of a model's field. Raises StopIteration for a kind that has none yet."""
    if field.choices:
        return ChoiceCell(field, refer)
    return next(cell for kind, cell in KINDS if isinstance(field, kind))(field, refer)
