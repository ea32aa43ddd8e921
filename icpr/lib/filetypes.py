"""Which kinds of file the library takes, told by their content and not by their name."""

import codecs
import zipfile
from typing import BinaryIO

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


class NotAllowed(ValueError):
    """Raised for a file of a kind the library does not take; the message says what it takes."""


def detect(file: BinaryIO) -> str:
    """The format of an open binary file, one of `CONTENT_TYPES`; the position is put back to the start.

    Raises `NotAllowed` for anything else, whatever its name claims, and for Office files with macros.
    """
    file.seek(0)
    head = file.read(4096)
    try:
        if head.startswith(b"%PDF-"):
            return "pdf"
        if head.startswith(b"PK\x03\x04"):
            return _office(file)
        if head and _is_text(file):
            start = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
            return "html" if start.startswith(("<!doctype html", "<html")) else "txt"
    finally:
        file.seek(0)
    raise NotAllowed(REFUSAL)


REFUSAL = (
    "This file is not one the library takes: PDF, Word, PowerPoint or Excel without macros, HTML or plain UTF-8 text."
)


def _office(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotAllowed(REFUSAL) from error
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if "[Content_Types].xml" in names and not macros:
        for part, file_format in OFFICE_PARTS.items():
            if any(name.startswith(part) for name in names):
                return file_format
    raise NotAllowed(REFUSAL)


def _is_text(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(1 << 20):
            if b"\x00" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
