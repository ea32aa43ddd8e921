"""Office files: archives of XML, read as streams, so that no part is ever whole in memory."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from icpr.lib.confined.limits import Refused

CHUNK = 64 * 1024
EXPANDED = 200 * 1024 * 1024  # bytes of XML read from one file
RATIO, RATIO_FROM = 150, 8 * 1024 * 1024  # how far a part may expand, once it is large
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
STRICT = {  # the names ISO 29500 "strict" gives to the same things
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORD,
    "http://purl.oclc.org/ooxml/drawingml/main": DRAWING,
    "http://purl.oclc.org/ooxml/presentationml/main": SLIDES,
    "http://purl.oclc.org/ooxml/spreadsheetml/main": SHEETS,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": RELATION,
}

BOMB = "It expands to far more than a document holds, as a file made to harm does."
DECLARES = "It declares entities of its own, as no Office file does."


class Archive(zipfile.ZipFile):
    """An Office file that refuses what such files never do: other compression, entities, wild expansion."""

    def __init__(self, path: Path | BinaryIO):
        super().__init__(path)
        self._left = EXPANDED

    def parse(
        self,
        part: str,
        start: Callable[[str, dict], None],
        end: Callable[[str], None] = lambda name: None,
        words: tuple[str, list[list[str]]] = ("", []),
    ) -> None:
        """Call `start` and `end` for the elements of a part, named "namespace name".

        `words` names the element whose characters are text, and the pages to whose last they are added.
        Raises KeyError for a missing part, `Refused` for a hostile one, ExpatError or BadZipFile for a broken one.
        """
        element, pages = words
        inside = skipped = 0

        def opened(name: str, attributes: dict) -> None:
            nonlocal inside, skipped
            name = _plain(name)
            inside += name == element
            skipped += name == FALLBACK  # the same again, for older programs
            if not skipped:
                start(name, {_plain(key): value for key, value in attributes.items()})

        def closed(name: str) -> None:
            nonlocal inside, skipped
            name = _plain(name)
            inside -= name == element
            skipped -= name == FALLBACK
            if not skipped:
                end(name)

        def characters(text: str) -> None:
            if inside and not skipped:
                pages[-1].append(text)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, _refuse_declarations
        for chunk in self._chunks(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _chunks(self, part: str) -> Iterator[bytes]:
        entry = self.getinfo(part)
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused(BOMB)
        total = 0
        with self.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                self._left -= len(chunk)
                if self._left < 0 or (total > RATIO_FROM and total > RATIO * entry.compress_size):
                    raise Refused(BOMB)
                yield chunk


def _plain(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{STRICT[space]} {local}" if space in STRICT else name


def _refuse_declarations(*_) -> None:
    raise Refused(DECLARES)
