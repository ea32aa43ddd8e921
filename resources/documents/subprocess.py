"""Reads one file by a process of its own, killed when it takes too long. Nothing it writes is trusted."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from icpr.lib.confined.child import Child
from resources.documents.parsers.limits import Limits

LINE = 1_000_000  # bytes; a page of the longest text in JSON escapes stays below
TOO_SLOW = "Reading it took more than {seconds:g} seconds."
ENDED = "The process reading it ended before it was done."
MISSING = "The file is missing from the library's storage."


@dataclass
class Reading:
    """What came of reading a file.

    pages: number → text. page_count: pages there are, None when not known. note: why there is no text, or what of it
    is missing, for staff. settled: whether reading it again would give the same.
    """

    pages: dict[int, str] = field(default_factory=dict)
    page_count: int | None = None
    note: str = ""
    settled: bool = True


def read(
    path: Path, file_format: str, limits: Limits | None = None, beat: Callable[[], None] = lambda: None
) -> Reading:
    """The text of a file. Takes as long as `limits.wall` and a moment more; never raises for what the file is.

    `beat` is called every second. It may raise, which ends the process.
    """
    limits = limits or Limits()
    if not path.exists():
        return Reading(note=MISSING, settled=False)
    arguments = (file_format, str(path), limits.to_json())
    with Child("resources.documents.parsers", *arguments, seconds=limits.wall) as child:
        reading = _listen(child, limits, beat)
    if child.late and not reading.settled:
        reading.note = TOO_SLOW.format(seconds=limits.wall)
    return reading


def _listen(child: Child, limits: Limits, beat: Callable[[], None]) -> Reading:
    """Take the lines of the process until its last one, or until it breaks off or writes nonsense."""
    reading = Reading(note=ENDED, settled=False)
    left = limits.text
    for line in child.lines(LINE, beat):
        try:
            match json.loads(line):
                case {"page": int(number), "text": str(text)} if 1 <= number <= limits.pages and left >= 0:
                    reading.pages[number] = _storable(text)[: limits.page_text]
                    left -= len(text)
                case {"pages": int(count), "note": str(note)}:
                    reading.page_count, reading.note, reading.settled = count, note[:300], True
                    break
                case {"refused": str(reason)}:
                    return Reading(note=reason[:300])
                case _:
                    break
        except ValueError:
            break
    return reading


def _storable(text: str) -> str:
    """Without what PostgreSQL or UTF-8 cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
