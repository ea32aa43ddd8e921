"""Tells the format of a file that was just sent, in a process of its own with narrow limits.

`python -m resources.documents.parsers.detecting LIMITS` looks into the file that is its standard input, and writes one
line of JSON, `{"format": "pdf"}` or `{"refused": "why"}`. `format_of` is the server's way to it, and the only one.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from icpr.lib.confined.child import Child
from icpr.lib.confined.confinement import confine
from icpr.lib.confined.limits import Limits, OutOfTime
from icpr.lib.filetypes import CONTENT_TYPES, NotAllowed, detect

# Someone waits for the answer. A file of 50 MB takes a tenth of a second of the processor.
LOOKING = Limits(memory=256 * 1024 * 1024, processor=2, wall=20, nice=5)
LINE = 2_000  # bytes of the answer
TOO_MUCH = "Looking into this file takes more time or memory than a document needs."
UNKNOWN = "This file could not be looked into. Try again; if it stays so, save it anew in the program it comes from."


def format_of(upload: BinaryIO, limits: Limits = LOOKING) -> str:
    """The format of an upload, one of `CONTENT_TYPES`; it is put back to its start.

    Raises `NotAllowed` for what the library does not take, and for what cannot be looked into within the limits.
    """
    try:
        with (
            _on_disk(upload) as source,
            Child(
                "resources.documents.parsers.detecting", limits.to_json(), seconds=limits.wall, stdin=source
            ) as child,
        ):
            answer = json.loads(child.stdout.readline(LINE))
    except (OSError, ValueError):  # no process or no room to be had; it ended without a word
        answer = {}
    match answer:
        case {"format": str(found)} if found in CONTENT_TYPES:
            return found
        case {"refused": str(reason)}:
            raise NotAllowed(reason)
    raise NotAllowed(UNKNOWN)


@contextmanager
def _on_disk(upload: BinaryIO) -> Iterator[int]:
    """The descriptor of a file with the bytes of an upload, which may be in memory only. Nothing of it is left."""
    upload.seek(0)
    try:
        number = upload.fileno()
    except OSError:  # io.UnsupportedOperation: it is in memory
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(upload, copy)
            copy.flush()
            yield copy.fileno()
    else:
        upload.flush()
        # The child moves the place in the file, which is one for both, behind the back of our buffer.
        place = os.lseek(number, 0, os.SEEK_CUR)
        yield number
        os.lseek(number, place, os.SEEK_SET)
    upload.seek(0)


def main(limits: str) -> None:
    confine(Limits.from_json(limits))
    try:
        answer = _looked_into()  # with its end: to let go of all that was found takes time, too
    except (OutOfTime, MemoryError):
        answer = {"refused": TOO_MUCH}
    print(json.dumps(answer), flush=True)


def _looked_into() -> dict[str, str]:
    try:
        with open(0, "rb", closefd=False) as file:
            return {"format": detect(file)}
    except NotAllowed as refusal:
        return {"refused": refusal.reason}


if __name__ == "__main__":
    main(*sys.argv[1:])
