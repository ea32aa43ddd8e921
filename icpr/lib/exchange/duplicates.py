"""What a table says of new lines that may be rows it has already. Who finds them is declared by the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

SKIP, CREATE = "skip", "create"  # what people decide of a line; or the key of the row that it is to change


@dataclass(frozen=True)
class Likely:
    """A row that a new line may be: its key, name and address in the admin, how alike they are, and why.

    score: from 0 to 100. A line of the same file has no key; its `line` says which.
    """

    name: str
    score: int
    why: str
    pk: int | None = None
    line: int | None = None


class Finder(Protocol):
    """Knows the rows of a table, made once for a file."""

    def likely(self, cells: Mapping[str, str]) -> list[Likely]:
        """The rows, and the lines remembered, that a new line may be: best first, at most a few. No query."""

    def remember(self, line: int, cells: Mapping[str, str]) -> None:
        """Know a new line of the file too, for those below it."""
