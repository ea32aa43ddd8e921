"""What every reader of a file gives: heads and rows of plain text, whatever the file was."""

from collections.abc import Sequence
from dataclasses import dataclass

from icpr.lib.csvfile import table_of

WRONG = "what_is_wrong"  # the column that a file of failed rows has besides, and that is not read


@dataclass(frozen=True)
class Row:
    """One row of a file: the number a spreadsheet gives it, and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file that was read: the heads of its columns, its rows that hold anything, and what there is to say of it.

    works: rows are works that are cited, and the heads are variables of CSL.
    """

    heads: tuple[str, ...]
    rows: Sequence[Row]
    notices: tuple[str, ...] = ()
    works: bool = False


def sheet_of_csv(text: str, most: int) -> Sheet:
    """The sheet of a CSV file's text. Raises Unreadable, also for more than `most` rows."""
    heads, lines = table_of(text, most)
    return Sheet(tuple(heads), [Row(number, tuple(cells)) for number, cells in lines])
