"""What a sheet of an OpenDocument file says of its cells beside their values: formulas without a result, far cells."""

from typing import BinaryIO

from icpr.lib.confined.archives import Archive
from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.cells import NO_RESULT, WRONG, address, check_near

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
CELLS = {f"{TABLE} table-cell", f"{TABLE} covered-table-cell"}


def check(file: BinaryIO, index: int) -> None:
    """Read the sheet at a place of an OpenDocument file. Raises Refused with the first cell that cannot be taken."""
    with Archive(file) as archive:
        seen = _Cells(index)
        archive.parse("content.xml", seen.start, seen.end, words=(f"{TEXT} p", seen.pages))


class _Cells:
    """Follows the elements of the file. A cell or a row may stand for many of its kind."""

    def __init__(self, index: int):
        self.index, self.sheet = index, -1
        self.row = self.column = 0
        self.rows = self.columns = 1  # how many the present row and cell stand for
        self.has_formula = self.has_value = False
        self.pages: list[list[str]] = [[]]

    def start(self, name: str, attributes: dict) -> None:
        if name == f"{TABLE} table":
            self.sheet, self.row = self.sheet + 1, 0
        elif name == f"{TABLE} table-row":
            self.column, self.rows = 0, int(attributes.get(f"{TABLE} number-rows-repeated", 1))
        elif name in CELLS:
            self.columns = int(attributes.get(f"{TABLE} number-columns-repeated", 1))
            self.has_formula = f"{TABLE} formula" in attributes
            self.has_value = bool(attributes.get(f"{OFFICE} value-type"))
            self.pages[0] = []

    def end(self, name: str) -> None:
        if name == f"{TABLE} table-row":
            self.row += self.rows
        elif name in CELLS:
            if self.sheet == self.index:
                self._check("".join(self.pages[0]))
            self.column += self.columns

    def _check(self, text: str) -> None:
        if self.has_value or text:
            check_near(self.row + self.rows - 1, self.column + self.columns - 1)
        if self.has_formula and not (self.has_value or text):
            raise Refused(NO_RESULT.format(address(self.row, self.column)))
        if self.has_formula and text.startswith(("#", "Err:")):
            raise Refused(WRONG.format(address(self.row, self.column), text[:20]))
