"""What a reader finds in a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Found:
    """Heads, rows with the numbers people see, and remarks on the whole.

    works: rows are works that are cited, and heads are variables of CSL. guarded: cells may have the apostrophe that
    our CSV has before what a spreadsheet would run or rewrite.
    """

    heads: list[str]
    rows: list[tuple[int, list[str]]]
    notices: list[str] = field(default_factory=list)
    works: bool = False
    guarded: bool = False


def table_of(records: Iterable[Mapping[str, str]], notices: list[str], *, works: bool = False) -> Found:
    """Records as rows, numbered from 1; a column for each name that any of them has, in the order they come in."""
    records = list(records)
    heads = list(dict.fromkeys(name for record in records for name in record))
    rows = [(number, [record.get(head, "") for head in heads]) for number, record in enumerate(records, 1)]
    return Found(heads, rows, notices, works)
