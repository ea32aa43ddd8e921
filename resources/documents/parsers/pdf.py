"""PDF, by pypdf."""

import logging
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError

from icpr.lib.confined.limits import Refused

logging.getLogger("pypdf").disabled = True  # it warns of every oddity of a file

ENCRYPTED = "It is encrypted and opens only with a password."
CIPHER = "It is encrypted in a way this library cannot read."


class PdfPages:
    """The text of each page in turn, None where a page is broken; its length is the number of pages."""

    def __init__(self, path: Path):
        self._reader = PdfReader(path, strict=False)
        if self._reader.is_encrypted:
            self._open_without_password()
        self._pages = self._reader.pages

    def _open_without_password(self) -> None:
        """Many files forbid changes only, and open for every reader without a password."""
        try:
            opened = self._reader.decrypt("")
        except (DependencyError, NotImplementedError) as error:
            raise Refused(CIPHER) from error
        if not opened:
            raise Refused(ENCRYPTED)

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[str | None]:
        for number in range(len(self)):
            try:
                yield self._pages[number].extract_text()
            except MemoryError:
                raise
            except Exception:  # a parser meets anything in a broken file; its other pages may be well
                yield None
