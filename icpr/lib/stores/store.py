"""What is asked of the place where documents are, beside what Django asks of a storage."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol


class Facts(NamedTuple):
    """The bytes of a file, and when it was put there, in UTC."""

    size: int
    modified: datetime


class TooLarge(ValueError):
    """Raised for a file of more bytes than are to be copied."""


class TooSlow(ValueError):
    """Raised when copying a file takes longer than it may."""


class Store(Protocol):
    """A storage whose files are never changed: a new upload has a new name.

    What names a file that is not there raises FileNotFoundError. A store that is elsewhere and does not answer raises
    `icpr.lib.logs.outages.Outage`, after seconds.
    """

    @property
    def place(self) -> str:
        """Where it is, in words for staff."""

    def facts(self, name: str) -> Facts:
        """The size and time of a file, in one look."""

    def reading(self, name: str, wanted: range) -> BinaryIO:
        """A file from the first byte that is wanted on; the rest of it need not be there to be read."""

    def held(self) -> Iterator[tuple[str, Facts]]:
        """Every file, by name and in order."""

    def put(self, name: str, file: BinaryIO) -> None:
        """Keep a file under exactly this name, whole or not at all."""

    def on_disk(
        self, name: str, *, most: int, seconds: float, beat: Callable[[], None]
    ) -> AbstractContextManager[Path]:
        """A file as a path of this machine, for as long as the block lasts. Raises TooLarge and TooSlow.

        `beat` is called again and again while it is copied; what it raises ends that.
        """
