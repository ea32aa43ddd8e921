"""Excel and OpenDocument spreadsheets: the first sheet that people see, its cells as text."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers import opendocument, spreadsheetml
from icpr.lib.exchange.readers.cells import address
from icpr.lib.exchange.readers.found import Found

LOCKED = "The file has a password. Save it without one."
CHECKS = {"xlsx": spreadsheetml.check, "ods": opendocument.check}
SHOWN = 5
OWN = "Library"  # the sheet of a workbook that we wrote, whose cells are typed as text and not guarded


def read(file: BytesIO, kind: str) -> Found:
    """Raises Refused, for a formula without a result and for an error too: they would be read as empty."""
    try:
        book = CalamineWorkbook.from_filelike(file)
    except python_calamine.PasswordError as error:
        raise Refused(LOCKED) from error
    seen = [
        place
        for place, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not seen:
        raise Refused("The file has no sheet that can be seen.")
    file.seek(0)
    CHECKS[kind](file, seen[0])
    sheet = book.get_sheet_by_index(seen[0])
    notices = []
    if len(seen) > 1:
        others = "”, “".join(book.sheet_names[place] for place in seen[1 : 1 + SHOWN])
        notices.append(f"Only the first sheet was read, “{sheet.name}”, not “{others}”.")
    return _found(sheet, notices)


def _found(sheet: CalamineSheet, notices: list[str]) -> Found:
    rows = [[text_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    held = [(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    if not held:
        raise Refused("The first sheet is empty.")
    (first, heads), *rows = held
    heads = [head.strip() for head in heads]
    while heads and not heads[-1] and not any(cells[len(heads) - 1] for _, cells in rows):
        heads.pop()
    if first > 1:
        notices.append(f"The heads of the columns were read from row {first}.")
    if merged := [_span(start, end) for start, end in sheet.merged_cell_ranges or [] if start != end]:
        more = f" and {len(merged) - SHOWN} more" if len(merged) > SHOWN else ""
        notices.append(f"Merged cells hold their text in the first alone: {', '.join(merged[:SHOWN])}{more}.")
    cells = [(number, cells[: len(heads)]) for number, cells in rows]
    return Found(heads, cells, notices, guarded=sheet.name != OWN)


def _span(start: tuple[int, int], end: tuple[int, int]) -> str:
    return f"{address(*start)}:{address(*end)}"


def text_of(value) -> str:
    """A cell's value as text: days as year-month-day, whole numbers without a point."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            day = value.date().isoformat()
            return day if value.time() == time() else f"{day} {value.time().isoformat(timespec='seconds')}"
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
