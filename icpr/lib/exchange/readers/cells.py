"""Where cells stand, and how far a table may reach."""

import re

from icpr.lib.column_letters import column_letters
from icpr.lib.confined.limits import Refused

MOST_ROWS, MOST_COLUMNS = 200_000, 400
FAR = (
    "Cell {} stands far away from the others. Delete the empty rows and columns before it, or copy the table to a new"
    " file."
)
NO_RESULT = "Cell {} holds a formula without a stored result. Open the file in a spreadsheet, save it, and try again."
WRONG = "Cell {} holds an error, {}. Mend it, and try again."


def address(row: int, column: int) -> str:
    """How spreadsheets name a cell, both counted from 0: B3."""
    return f"{column_letters(column)}{row + 1}"


def place_of(cell: str) -> tuple[int, int]:
    """Row and column of a cell such as B3, counted from 0. Raises Refused for what is no cell."""
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", cell)
    if not found:
        raise Refused("The file names a cell that is none.")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def check_near(row: int, column: int) -> None:
    """Raises Refused for a cell so far away that a table up to it would fill the memory."""
    if row >= MOST_ROWS or column >= MOST_COLUMNS:
        raise Refused(FAR.format(address(row, column)))
