"""Lines of a table written out as a file while they are read: CSV, JSON and XLSX. Each gives the file in parts."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from icpr.lib import csvfile
from icpr.lib.exchange.xlsx import xlsx_parts

Lines = Iterable[list]


@dataclass(frozen=True)
class Form:
    """A kind of file. `parts` writes heads and lines; `value` names what a column gives for it, see `Column`."""

    label: str
    media_type: str
    parts: Callable[[list[str], Lines], Iterator[bytes]]
    value: str


def csv_parts(heads: list[str], lines: Lines) -> Iterator[bytes]:
    """Every cell is guarded; see `icpr.lib.csvfile`."""
    yield csvfile.as_csv([heads]).encode()
    for line in lines:
        yield csvfile.as_lines([line]).encode()


def json_parts(heads: list[str], lines: Lines) -> Iterator[bytes]:
    """A list of objects, one a line of the file."""
    start = "[\n"
    for line in lines:
        yield (start + json.dumps(dict(zip(heads, line, strict=True)), ensure_ascii=False)).encode()
        start = ",\n"
    yield b"\n]\n" if start != "[\n" else b"[]\n"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMS: Mapping[str, Form] = {
    "csv": Form("CSV", "text/csv; charset=utf-8", csv_parts, "in_file"),
    "xlsx": Form("Excel (XLSX)", XLSX, xlsx_parts, "written"),
    "json": Form("JSON", "application/json", json_parts, "in_json"),
}
