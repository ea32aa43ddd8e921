"""The reading process; see the package."""

import json
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from icpr.lib.confined.confinement import confine
from icpr.lib.confined.limits import OutOfTime, Refused
from resources.documents.parsers.cleaning import Cleaner
from resources.documents.parsers.limits import Limits
from resources.documents.parsers.markup import read_html, read_text
from resources.documents.parsers.office import SlidePages, read_docx
from resources.documents.parsers.pdf import PdfPages

READERS: dict[str, Callable[[Path], Collection[str | None]]] = {
    "pdf": PdfPages,
    "docx": read_docx,
    "pptx": SlidePages,
    "html": read_html,
    "txt": read_text,
}

UNREAD = "The text of such files is not read; only of PDF, Word, PowerPoint, HTML and plain text."
SCAN = "It holds pictures of pages and no text, as a scan does."
EMPTY = "It holds no text."
BROKEN = "It cannot be opened; the file is broken."
NO_PAGE = "None of its pages can be read; the file is broken or made to harm."
MEMORY = "takes more memory than allowed."
TIME = "takes more time than allowed."
TOO_MUCH = "is more than the library reads."


class Report:
    """Writes what was read, and adds up what there is to say about it."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.number = self.read = self.broken = self.characters = 0
        self.stopped = ""

    def pages(self, pages: Collection[str | None]) -> None:
        """Write each page until a limit is reached."""
        cleaner = Cleaner()
        for number, text in enumerate(pages, start=1):
            if number > self.limits.pages:
                self.stopped = TOO_MUCH
                return
            if text is None:
                self.broken += 1
            elif text := cleaner.clean(text)[: self.limits.page_text]:
                self.characters += len(text)
                if self.characters > self.limits.text:
                    self.stopped = TOO_MUCH
                    return
                self.read += 1
                write(page=number, text=text)
            self.number = number

    def end(self, total: int, without_text: str) -> None:
        """Write the last line: how many pages there are and what is amiss, or why there is no text."""
        if not self.read:
            taxing = f"Reading it {self.stopped}" if self.stopped in {MEMORY, TIME} else ""
            write(refused=taxing or (NO_PAGE if self.broken else without_text))
            return
        notes = []
        if self.broken:
            notes.append(f"{self.broken:,} of {total:,} pages cannot be read.")
        if self.stopped:
            notes.append(f"Only the first {self.number:,} of {total:,} pages are read: the rest {self.stopped}")
        write(pages=total, note=" ".join(notes))


def write(**line) -> None:
    print(json.dumps(line), flush=True)


def read(file_format: str, path: Path, limits: Limits) -> None:
    if file_format not in READERS:
        raise Refused(UNREAD)
    report = Report(limits)
    total = 0
    try:
        pages = READERS[file_format](path)
        total = len(pages)
        report.pages(pages)
    except MemoryError:
        report.stopped = MEMORY
    except OutOfTime:
        report.stopped = TIME
    report.end(total, SCAN if file_format == "pdf" else EMPTY)


def main(file_format: str, path: str, limits: str) -> None:
    kept = Limits.from_json(limits)
    confine(kept)
    try:
        read(file_format, Path(path), kept)
    except Refused as refusal:
        write(refused=str(refusal))
    except FileNotFoundError:
        sys.exit("missing")
    except Exception:  # whatever a broken file does to a parser
        write(refused=BROKEN)


if __name__ == "__main__":
    main(*sys.argv[1:])
