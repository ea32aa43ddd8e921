"""A file as it comes in: its bytes become lines, and what people have to say first is asked."""

from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction

from icpr.imports import columns, dates
from icpr.imports.models import Import, ImportFile, ImportLine, State
from icpr.imports.registry import TABLES, name_of
from icpr.jobs.runner import wake
from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.reading import kind_of, sheet_of
from icpr.lib.exchange.sheets import Sheet
from icpr.lib.exchange.tables import Table
from icpr.lib.text.encodings import Decoded

JOB = "work-imports"
PIECE = 500
NO_WORKS = "A list of works is read into the resources, not into {}."


@transaction.atomic
def receive(table: Table, user, file_name: str, data: bytes) -> Import:
    """Keep a file to be read into a table. The job reads it."""
    name = file_name.replace("\x00", "")[-200:] or "file"
    one = Import.objects.create(table=name_of(table), user=user, file_name=name)
    ImportFile.objects.create(owner=one, data=data)
    wake(JOB)
    return one


def read(one: Import, beat: Callable[[], None]) -> None:
    """Make lines of the bytes, then ask or have them looked at. `beat` is called every second, and may raise."""
    table = TABLES[one.table]
    try:
        data = bytes(ImportFile.objects.values_list("data", flat=True).get(owner=one))
        one.kind = kind_of(data)
        sheet, found = sheet_of(data, one.kind, table.most_lines, one.read_as, beat)
        sheet = _of_table(table, sheet)
    except Unreadable as error:
        one.move(State.WAITING, to=State.REFUSED, problem=str(error), kind=one.kind)
        return
    one.heads, one.notices = list(sheet.heads), list(sheet.notices)
    one.columns, one.letters = columns.known(table, sheet.heads) or [], _letters(found)
    one.seen_dates = dates.seen_in(sheet.rows)
    _keep(one, sheet, beat)


def _of_table(table: Table, sheet: Sheet) -> Sheet:
    """Works as lines of the table. Raises Unreadable where it has no place for them."""
    if not sheet.works:
        return sheet
    if table.from_works is None:
        raise Unreadable(NO_WORKS.format(table.name))
    return table.from_works(sheet)


def _letters(found: Decoded | None) -> dict:
    """How the letters were read, where the bytes leave a doubt."""
    if found is None or not found.encoding:
        return {}
    readings = [asdict(reading) | {"name": reading.name} for reading in found.readings]
    return {"encoding": found.encoding, "name": found.name, "is_clear": found.is_clear, "readings": readings}


def _keep(one: Import, sheet: Sheet, beat: Callable[[], None]) -> None:
    ImportLine.objects.filter(owner=one).delete()
    for start in range(0, len(sheet.rows), PIECE):
        beat()
        rows = sheet.rows[start : start + PIECE]
        ImportLine.objects.bulk_create(ImportLine(owner=one, number=row.line, cells=list(row.cells)) for row in rows)
    kept = ("kind", "heads", "notices", "columns", "letters", "seen_dates")
    to = State.ASKING if questions(one) else State.LOOKING
    fields = {name: getattr(one, name) for name in kept}
    one.move(State.WAITING, to=to, line_count=len(sheet.rows), looked_count=0, problem="", **fields)


def questions(one: Import) -> list[str]:
    """What has to be answered before the lines can be looked at: "letters", "columns", "dates"; the first of them."""
    if one.letters and not one.letters["is_clear"]:
        return ["letters"]
    if not one.columns:
        return ["columns"]
    return ["dates"] if any(not order for order in orders(one).values()) else []


def orders(one: Import) -> dict[int, str]:
    """Of the columns of days whose cells do not show everywhere which stands first: what does, or "" to be asked."""
    table = TABLES[one.table]
    found = {}
    for place, column in enumerate(columns.columns_of(table, one.columns)):
        if column and column.cell.is_day and (seen := one.seen_dates.get(str(place))):
            found[place] = dates.order_of(seen, one.dates.get(str(place), ""))
    return found
