"""The reading process; see the package."""

import importlib
import json
import sys
from io import BytesIO

from icpr.lib.confined.confinement import confine
from icpr.lib.confined.limits import Limits, OutOfTime, Refused
from icpr.lib.exchange.readers.found import Found

READERS = {
    "xlsx": "workbooks",
    "ods": "workbooks",
    "json": "objects",
    "csl": "csl",
    "ris": "ris",
    "bibtex": "bibtex",
}
BROKEN = "It cannot be opened; the file is broken, or not what its name says."
MEMORY = "Reading it takes more memory than allowed. Does one cell stand far away from the others?"
TIME = "Reading it takes more time than allowed. Take it apart into several files."
NOT_INSTALLED = (
    "This library cannot read such files: “{name}” is not installed. Save the file as CSV, or ask whoever runs it."
)
LONGEST_CELL = 40_000  # characters; a spreadsheet takes 32,767
LONGEST_ROW = 400_000
MOST_TEXT = 80_000_000


def write(**line) -> None:
    print(json.dumps(line, ensure_ascii=True))


def read(kind: str, most: int) -> None:
    try:
        reader = importlib.import_module(f"icpr.lib.exchange.readers.{READERS[kind]}")
    except ModuleNotFoundError as error:
        raise Refused(NOT_INSTALLED.format(name=error.name)) from error
    with open(0, "rb", closefd=False) as file:
        found = reader.read(BytesIO(file.read()), kind)
    tell(found, most)


def tell(found: Found, most: int) -> None:
    """Write what was found. Raises Refused for more than the library takes."""
    if len(found.rows) > most:
        raise Refused(f"The file has {len(found.rows):,} rows; at most {most:,} can be read.")
    write(heads=found.heads, works=found.works, guarded=found.guarded)
    total = 0
    for number, cells in found.rows:
        longest, length = max(map(len, cells), default=0), sum(map(len, cells))
        total += length
        if longest > LONGEST_CELL or length > LONGEST_ROW:
            raise Refused(f"Row {number} holds more text than can be read: {length:,} characters.")
        if total > MOST_TEXT:
            raise Refused("The file holds more text than can be read. Take it apart into several files.")
        write(row=number, cells=cells)
    write(notices=found.notices)


def main(kind: str, most: str, limits: str) -> None:
    confine(Limits.from_json(limits))
    try:
        read(kind, int(most))
    except Refused as refusal:
        write(refused=str(refusal))
    except MemoryError:
        write(refused=MEMORY)
    except OutOfTime:
        write(refused=TIME)
    except Exception:  # whatever a broken file does to a parser
        write(refused=BROKEN)
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
