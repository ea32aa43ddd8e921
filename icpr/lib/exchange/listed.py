"""Several values in one cell, each perhaps of several parts: written so that they come back exactly.

A value that holds what parts values, or that begins with a quotation mark, stands in quotation marks, and those in it
are doubled, as in CSV. Marks inside a value are left as they are: William "Bill" Smith.
"""

import re
from collections.abc import Iterable
from functools import cache


def quoted(value: str, marks: str) -> str:
    """A value as it stands among others that any of `marks` part."""
    if value.startswith('"') or value != value.strip() or any(mark in value for mark in f"{marks}\n"):
        return '"' + value.replace('"', '""') + '"'
    return value


def joined(pieces: Iterable[str], mark: str = ";") -> str:
    """Pieces, each quoted where it must be, as one cell; a line's end after each if that is the mark."""
    return (mark if mark == "\n" else f"{mark} ").join(pieces)


def parted(text: str, marks: str, inner: str = "") -> list[list[str]]:
    """The values of a cell that any of `marks` part, each as its parts, which `inner` parts; without empty values."""
    part, values, parts, place = _part(marks + inner), [], [], 0
    while True:
        found = part.match(text, place)
        whole, plain = found.groups()
        parts.append(plain.strip() if whole is None else whole.replace('""', '"'))
        place = found.end()
        is_last = place >= len(text)
        if is_last or text[place] in marks:
            values += [parts] if any(parts) else []
            parts = []
        if is_last:
            return values
        place += 1


@cache
def _part(marks: str) -> re.Pattern:
    """One part: in quotation marks up to what parts it from the next, or as it stands."""
    ends = re.escape(marks)
    return re.compile(rf'[^\S\n]*"((?:[^"]|"")*)"[^\S\n]*(?=[{ends}]|\Z)|([^{ends}]*)')
