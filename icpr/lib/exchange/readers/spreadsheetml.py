"""What a sheet of an Excel file says of its cells beside their values: formulas without a result, errors, far cells."""

import posixpath
from typing import BinaryIO

from icpr.lib.confined.archives import RELATION, SHEETS, Archive
from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.cells import NO_RESULT, WRONG, address, check_near, place_of


def check(file: BinaryIO, index: int) -> None:
    """Read the sheet at a place of an Excel file. Raises Refused with the first cell that cannot be taken."""
    with Archive(file) as archive:
        seen = _Cells()
        archive.parse(_part(archive, index), seen.start, seen.end, words=(f"{SHEETS} v", seen.pages))


class _Cells:
    """Follows the elements of a sheet. Rows and cells may leave out where they stand: then it is after the last."""

    def __init__(self):
        self.row, self.column = -1, -1
        self.kind, self.has_formula, self.has_result = "", False, False
        self.pages: list[list[str]] = [[]]

    def start(self, name: str, attributes: dict) -> None:
        if name == f"{SHEETS} row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == f"{SHEETS} c":
            self.row, self.column = place_of(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.kind, self.has_formula, self.has_result = attributes.get("t", "n"), False, False
            self.pages[0] = []
        elif name == f"{SHEETS} f":
            self.has_formula = True
        elif name in {f"{SHEETS} v", f"{SHEETS} is"}:
            self.has_result = True

    def end(self, name: str) -> None:
        if name != f"{SHEETS} c" or not (self.has_formula or self.has_result):
            return
        check_near(self.row, self.column)
        if self.has_formula and not self._result():
            raise Refused(NO_RESULT.format(address(self.row, self.column)))
        if self.kind == "e":
            raise Refused(WRONG.format(address(self.row, self.column), "".join(self.pages[0])[:20]))

    def _result(self) -> bool:
        """Whether there is one. An empty text is: a formula that gives "" says so by its kind."""
        return self.has_result and (self.kind == "str" or bool("".join(self.pages[0]).strip()))


def _part(archive: Archive, index: int) -> str:
    """The part of the archive that holds the sheet at a place."""
    targets: dict[str, str] = {}
    order: list[str] = []

    def relation(name: str, attributes: dict) -> None:
        if "Id" in attributes and "Target" in attributes:
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))[1:]

    def sheet(name: str, attributes: dict) -> None:
        if name == f"{SHEETS} sheet":
            order.append(attributes.get(f"{RELATION} id", ""))

    archive.parse("xl/_rels/workbook.xml.rels", relation)
    archive.parse("xl/workbook.xml", sheet)
    return targets[order[index]]
