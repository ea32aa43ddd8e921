"""Which kinds of file the library takes, told by their content and not by their name.

`detect` looks into files that anyone may have made. The server calls it only by way of
`resources.documents.parsers.detecting`, in a process of its own.
"""

import codecs
import os
import re
import zipfile
from typing import BinaryIO

from icpr.lib.text.plaintext import is_binary, source_of

FORMATS = [
    ("pdf", "PDF"),
    ("docx", "Word"),
    ("pptx", "PowerPoint"),
    ("xlsx", "Excel"),
    ("html", "HTML"),
    ("txt", "Plain text"),
]
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
# Formats a browser may show in place. All others, HTML above all, are handed over as attachments.
SHOWN_INLINE = {"pdf", "txt"}

OFFICE_PARTS = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
MOST_PARTS = 20_000  # a show of a thousand slides has some five thousand
HEAD = 4_096
# Where readers look for the first and the last mark of a PDF (ISO 32000-1, annex H.3, as Acrobat does).
PDF_MARKS_WITHIN = 1_024
PDF_START, PDF_OBJECT = re.compile(rb"%PDF-\d"), re.compile(rb"\d \d+ obj\b")
BINARY_KINDS = {
    b"\xd0\xcf\x11\xe0": "an Office file of before 2007, or one with a password",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"RIFF": "a picture or a recording",
    b"\x1f\x8b": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
TAKEN = "The library takes PDF, Word, PowerPoint or Excel without macros, HTML or plain UTF-8 text."


class NotAllowed(ValueError):
    """Raised for a file of a kind the library does not take; the message says why, and what it takes."""

    def __init__(self, reason: str):
        super().__init__(f"{reason} {TAKEN}")
        self.reason = reason


def detect(file: BinaryIO) -> str:
    """The format of an open binary file that can be searched: one of `CONTENT_TYPES`.

    Raises `NotAllowed` for anything else, whatever its name claims: for Office files with macros, for pictures and
    programs, and for text that is not for readers, such as RTF, XML, saved mail or data.
    """
    head = _read(file, 0, HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    size = file.seek(0, os.SEEK_END)
    tail = _read(file, max(size - HEAD, 0), HEAD)
    kind = next((name for start, name in BINARY_KINDS.items() if head.startswith(start)), "")
    if not kind and _is_pdf(head, tail):
        return "pdf"
    if not size:
        raise NotAllowed("This file is empty.")
    _refuse_unless_text(file, kind)
    source = source_of(head.decode("utf-8", "ignore"), tail.decode("utf-8", "ignore"))
    if source and source != "HTML":
        raise NotAllowed(f"This file is {source}, which readers would see as it is written.")
    return "html" if source else "txt"


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def _is_pdf(head: bytes, tail: bytes) -> bool:
    """Whether it begins as a PDF, or within the first kilobyte and then goes on as one.

    What other programs put before the first mark, a byte order mark, empty lines, the headers of a download, makes no
    difference to readers. Text that only speaks of PDF is none.
    """
    start = PDF_START.search(head, 0, PDF_MARKS_WITHIN + len(b"%PDF-1"))
    if start is None or start.start() == 0:
        return start is not None
    return b"%%EOF" in tail[-PDF_MARKS_WITHIN:] or PDF_OBJECT.search(head, start.end()) is not None


def _office(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotAllowed("This file is an archive that cannot be opened.") from error
    if len(names) > MOST_PARTS:
        raise NotAllowed(f"This file has {len(names):,} parts; no document has so many.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotAllowed("This file holds macros.")
    if "[Content_Types].xml" in names:
        for part, file_format in OFFICE_PARTS.items():
            if any(name.startswith(part) for name in names):
                return file_format
    raise NotAllowed("This file is an archive and no Office document.")


def _refuse_unless_text(file: BinaryIO, kind: str) -> None:
    """Raises `NotAllowed`, naming the kind if it is known, unless all is UTF-8 without bytes that stand in no text."""
    decoder, utf8 = codecs.getincrementaldecoder("utf-8")(), True
    file.seek(0)
    while chunk := file.read(1 << 20):
        if is_binary(chunk):
            raise NotAllowed(f"This file is {kind or 'of no kind the library knows'}.")
        try:
            utf8 = utf8 and decoder.decode(chunk, final=len(chunk) < 1 << 20) is not None
        except UnicodeDecodeError:
            utf8 = False
    if not utf8:
        raise NotAllowed(f"This file is {kind or 'text, but not in UTF-8: save it with that encoding'}.")
