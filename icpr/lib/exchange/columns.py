"""How each kind of field stands in a cell: written so that a spreadsheet leaves it alone, and read back.

A cell is compared by what it writes: two values are the same if they are written the same.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.csvfile import choice_in, day_in, one_line_end
from icpr.lib.text.fields import Line, Lines


@dataclass(frozen=True)
class Reference:
    """How cells refer to the rows of a model: by the slug, and when they are read also by the name.

    `word` gives what a row is found by and `write` the cell for it, which may say more. `parse` gives the word that a
    cell holds, or raises ValidationError. `former` gives the row of a model that a word once led to, or None.
    """

    how: str = "the last part of its address, or its name"
    word: Callable[[models.Model], str] = lambda row: row.slug
    write: Callable[[models.Model], str] = lambda row: row.slug
    parse: Callable[[str], str] = str
    former: Callable[[type[models.Model], str], models.Model | None] = lambda model, word: None


BY_SLUG = Reference()

Refer = Callable[[type[models.Model]], Reference]


class Known:
    """What a line may refer to: the rows of the library, and those earlier lines add. One query a model."""

    def __init__(self, refer: Refer):
        self.refer = refer
        self._by_model: dict[type, dict] = {}

    def put(self, model: type, rows: Iterable) -> None:
        found, word = self._by_model.setdefault(model, {}), self.refer(model).word
        found |= {row.name.casefold(): row for row in rows if hasattr(row, "name")}
        found |= {word(row).casefold(): row for row in rows}

    def find(self, model: type, word: str):
        """The row a cell names, by its present or a former address or by its name; or None."""
        if model not in self._by_model:
            self.put(model, model.objects.all())
        rows, word = self._by_model[model], word.casefold()
        if word not in rows:
            rows[word] = self.refer(model).former(model, word)  # asked for once, found or not
        return rows[word]


def cleaned(text: str) -> str:
    """A text as cells hold it: line breaks of one kind, nothing around it."""
    return one_line_end(text).strip()


class Cell:
    """One field. Text, unless a kind below says otherwise."""

    how = "text"
    is_bare = False  # whether a spreadsheet may take it for more than text, since it is read back in either form

    def __init__(self, field: models.Field, refer: Refer):
        self.field = field

    def write(self, value) -> str:
        """A value of the field as a cell, "" for none."""
        return "" if value is None else cleaned(str(value))

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

    def read(self, text: str, known: Known) -> bool:
        words = {"yes": True, "true": True, "no": False, "false": False}
        if text.casefold() not in words:
            raise ValidationError("Say yes or no.")
        return words[text.casefold()]


class WholeCell(Cell):
    how = "a whole number"

    def read(self, text: str, known: Known) -> int | None:
        if text and not re.fullmatch("[0-9]{1,9}", text):
            raise ValidationError(f"“{text[:40]}” is not a whole number below a thousand million.")
        return int(text) if text else None


class DayCell(Cell):
    how = "year-month-day, such as 2027-06-30"
    is_bare = True

    def read(self, text: str, known: Known):
        day = day_in(text)
        if day is None and text:
            raise ValidationError(f"Give the day as {self.how}, not “{text[:40]}”.")
        return day


class ReferenceCell(Cell):
    def __init__(self, field: models.Field, refer: Refer):
        super().__init__(field, refer)
        self.reference = refer(self.target)

    @property
    def how(self) -> str:
        return self.reference.how

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def write(self, value: models.Model | None) -> str:
        return self.reference.write(value) if value else ""

    def read(self, text: str, known: Known):
        if not text:
            return None
        if found := known.find(self.target, self.reference.parse(text)):
            return found
        where = " or on an earlier line" if self.target is self.field.model else ""
        raise ValidationError(f"No {self.target._meta.verbose_name} in the library{where} is called “{text[:80]}”.")


class ReferencesCell(ReferenceCell):
    """Several, in the order of the alphabet: theirs in a file says nothing."""

    @property
    def how(self) -> str:
        return f"{self.reference.how}; several are separated by semicolons"

    def write(self, value: Iterable[models.Model]) -> str:
        return "; ".join(sorted(map(self.reference.write, value)))

    def read(self, text: str, known: Known) -> list[models.Model]:
        words = [word.strip() for word in re.split("[;\n]", text) if word.strip()]
        return list(dict.fromkeys(super(ReferencesCell, self).read(word, known) for word in words))


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
