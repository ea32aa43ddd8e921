"""The date of issue in one cell, as precisely as it is known: two columns of the record."""

from datetime import date

from icpr.lib.exchange.columns import Cell
from icpr.lib.exchange.known import Known
from icpr.lib.typed_dates import HOW, KnownDate, read_date
from resources.models import Resource

PATTERNS = {"year": "{0.year:04}", "month": "{0.year:04}-{0.month:02}", "day": "{0:%Y-%m-%d}"}


class IssuedCell(Cell):
    how = f"as precisely as it is known: {HOW}"
    covers = ("issued_on", "issued_precision")
    is_day = True

    def of(self, row: Resource) -> KnownDate | None:
        return KnownDate(row.issued_on, row.issued_precision) if row.issued_on else None

    def put(self, row: Resource, value: KnownDate | None) -> None:
        row.issued_on, row.issued_precision = (value.day, value.precision) if value else (None, "")

    def write(self, value: KnownDate | date | None) -> str:
        return PATTERNS[value.precision].format(value.day) if value else ""

    def read(self, text: str, known: Known) -> KnownDate | None:
        return read_date(text)
