"""What a file is by its content, and reading it: CSV here, all else in a confined process that is not trusted."""

import json
import re
import tempfile
from collections.abc import Callable

from icpr.lib.confined.child import Child
from icpr.lib.confined.limits import Limits
from icpr.lib.csvfile import Unreadable, decoded, unguarded
from icpr.lib.exchange.sheets import Row, Sheet, sheet_of_csv
from icpr.lib.text.encodings import Decoded

LIMITS = Limits(memory=768 * 1024 * 1024, processor=120, wall=180)
LINE = 4_000_000  # bytes of one row as JSON, escapes and all
CSV = "csv"
NAMES = {
    CSV: "CSV",
    "xlsx": "Excel",
    "ods": "OpenDocument",
    "json": "JSON",
    "csl": "CSL-JSON",
    "ris": "RIS",
    "bibtex": "BibTeX",
}
ENDED = (
    "Reading it broke off. Does one cell stand far away from the others? Copy the table to a new file and try again."
)
TOO_SLOW = "Reading it took too long. Take it apart into several files."
OLD = "This is an Excel file of before 2007, or one with a password. Save it as .xlsx without one, or as CSV."
OTHER = "This is no table that can be read. Choose a CSV, Excel (.xlsx), OpenDocument (.ods), JSON, RIS or BibTeX file."
HEAD = 8_192


def kind_of(data: bytes) -> str:
    """One of `NAMES`, by the content of a file whatever its name is. Raises Unreadable for what is none."""
    if data.startswith(b"PK\x03\x04"):
        if b"opendocument.spreadsheet" in data[:200]:
            return "ods"
        if b"xl/" in data:
            return "xlsx"
        raise Unreadable(OTHER)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD)
    if data.startswith(
        (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"<?xml", b"<!DOCTYPE", b"<html")
    ):
        raise Unreadable(OTHER)
    return _of_text(data[:HEAD].decode("utf-8", "ignore").lstrip("\ufeff \t\r\n"))


def _of_text(head: str) -> str:
    if re.match(r"TY  ?-", head) or re.search(r"^TY  -", head, re.MULTILINE):
        return "ris"
    if re.match(r"[\[{]\s*[\[{\"\]}]", head):
        return "csl" if re.search(r'"(date-parts|family|container-title|literal)"\s*:', head) else "json"
    if re.match(r"(%[^\n]*\s+)*@[A-Za-z]+\s*[{(]", head):
        return "bibtex"
    return CSV


def sheet_of(
    data: bytes,
    kind: str,
    most: int,
    read_as: str = "",
    beat: Callable[[], None] = lambda: None,
    limits: Limits = LIMITS,
) -> tuple[Sheet, Decoded | None]:
    """The sheet of a file of a kind, with at most `most` rows; of CSV also how its letters were read.

    `beat` is called every second, and may raise to end it. `limits` are those of the process that reads. Raises
    Unreadable, with what to do.
    """
    if kind == CSV:
        found = decoded(data, read_as)
        return sheet_of_csv(found.text, most), found
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        file.seek(0)
        arguments = (kind, str(most), limits.to_json())
        with Child("icpr.lib.exchange.readers", *arguments, seconds=limits.wall, stdin=file.fileno()) as child:
            sheet = _listen(child, most, beat)
    if sheet is None:
        raise Unreadable(TOO_SLOW if child.late else ENDED)
    return sheet, None


def _listen(child: Child, most: int, beat: Callable[[], None]) -> Sheet | None:
    """Take the lines of the process until its last one. None if it breaks off or writes nonsense."""
    heads, rows, works, plain = None, [], False, str
    for line in child.lines(LINE, beat):
        try:
            match json.loads(line):
                case {"refused": str(reason)}:
                    raise Unreadable(_storable(reason)[:500])
                case {"heads": list(found), "works": bool(works), "guarded": bool(guarded)} if heads is None:
                    plain = unguarded if guarded else str
                    heads = tuple(plain(_storable(head)).strip() for head in found)
                case {"row": int(number), "cells": list(cells)} if heads is not None and len(rows) < most:
                    rows.append(Row(number, tuple(plain(_storable(cell)) for cell in cells)))
                case {"notices": list(notices)} if heads is not None:
                    return Sheet(heads, rows, tuple(_storable(notice)[:500] for notice in notices), works)
                case _:
                    return None
        except (ValueError, TypeError, AttributeError):
            return None
    return None


def _storable(text: str) -> str:
    """Without what PostgreSQL or UTF-8 cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
