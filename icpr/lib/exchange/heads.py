"""The columns of a table: a head that stands in files for ever, over the cells of a field."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from icpr.lib import csvfile
from icpr.lib.exchange.columns import Cell


@dataclass(frozen=True)
class Column:
    """A field under the name it has in files, which never changes, and its label on pages, which may be translated."""

    name: str
    label: str
    cell: Cell

    @property
    def field(self) -> models.Field:
        return self.cell.field

    @property
    def is_several(self) -> bool:
        return self.cell.is_several

    @property
    def help(self) -> str:
        """How to write in it, for whoever fills in a template."""
        told = str(getattr(self.field, "help_text", ""))
        return f"{self.cell.how[0].upper()}{self.cell.how[1:]}.{f' {told}' if told else ''}"

    def written(self, row: models.Model) -> str:
        return self.cell.write(self.cell.of(row))

    def in_file(self, row: models.Model) -> str:
        text = self.written(row)
        return csvfile.Bare(text) if self.cell.is_bare else text

    def in_json(self, row: models.Model) -> object:
        return self.cell.in_json(self.cell.of(row))


@dataclass(frozen=True)
class Shown:
    """A column that is written for people and not read."""

    name: str
    in_file: Callable[[models.Model], str]

    def written(self, row: models.Model) -> str:
        return self.in_file(row)

    in_json = written
