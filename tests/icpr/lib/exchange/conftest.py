"""A file as staff would have it in a spreadsheet."""

import pytest

from icpr.lib.csvfile import as_csv, table_of
from icpr.lib.exchange.dry_run import DryRun, dry_run
from icpr.lib.exchange.tables import Table


class File:
    """The CSV of a table, to be changed cell by cell."""

    def __init__(self, table: Table):
        self.table = table
        self.head, lines = table_of(table.as_csv(table.model.objects.all()), 9_999)
        self.rows = [dict(zip(self.head, cells, strict=True)) for _, cells in lines]

    @property
    def text(self) -> str:
        return as_csv([self.head, *([row[name] for name in self.head] for row in self.rows)])

    def run(self) -> DryRun:
        return dry_run(self.table, self.text)

    def problems(self) -> list[tuple[str, str]]:
        return [problem for line in self.run().with_errors for problem in line.problems]


@pytest.fixture
def file() -> type[File]:
    return File
