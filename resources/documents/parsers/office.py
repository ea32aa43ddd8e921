"""Word and PowerPoint files: archives of XML, read as streams, so that no part is ever whole in memory."""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from resources.documents.parsers.limits import Refused

CHUNK = 64 * 1024
EXPANDED = 200 * 1024 * 1024  # bytes of XML read from one file
RATIO, RATIO_FROM = 150, 8 * 1024 * 1024  # how far a part may expand, once it is large
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
STRICT = {  # the names ISO 29500 "strict" gives to the same things
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORD,
    "http://purl.oclc.org/ooxml/drawingml/main": DRAWING,
    "http://purl.oclc.org/ooxml/presentationml/main": SLIDES,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": RELATION,
}

BOMB = "It expands to far more than a document holds, as a file made to harm does."
DECLARES = "It declares entities of its own, as no Word or PowerPoint file does."


def read_docx(path: Path) -> list[str]:
    """The text between the explicit page breaks. Where Word itself breaks pages is not in the file."""
    pages: list[list[str]] = [[]]

    def start(name: str, attributes: dict) -> None:
        if name == f"{WORD} br" and attributes.get(f"{WORD} type") == "page":
            pages.append([])
        elif name == f"{WORD} pageBreakBefore" and attributes.get(f"{WORD} val") not in {"0", "false", "off"}:
            if any(pages[-1]):
                pages.append([])
        elif name in {f"{WORD} tab", f"{WORD} br", f"{WORD} cr"}:
            pages[-1].append(" ")
        elif name == f"{WORD} noBreakHyphen":
            pages[-1].append("-")

    def end(name: str) -> None:
        if name == f"{WORD} p":
            pages[-1].append("\n")

    with Archive(path) as archive:
        archive.parse("word/document.xml", start, end, words=(f"{WORD} t", pages))
    return ["".join(parts) for parts in pages]


class SlidePages:
    """The text of each slide in the order of the show; None where a slide is missing or broken."""

    def __init__(self, path: Path):
        self._archive = Archive(path)
        self._slides = self._in_order()

    def __len__(self) -> int:
        return len(self._slides)

    def __iter__(self) -> Iterator[str | None]:
        return map(self._text, self._slides)

    def _in_order(self) -> list[str]:
        targets: dict[str, str] = {}
        order: list[str] = []

        def relation(name: str, attributes: dict) -> None:
            if "Id" in attributes and "Target" in attributes:
                targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/ppt", attributes["Target"]))[1:]

        def slide(name: str, attributes: dict) -> None:
            if name == f"{SLIDES} sldId":
                order.append(attributes.get(f"{RELATION} id", ""))

        self._archive.parse("ppt/_rels/presentation.xml.rels", relation)
        self._archive.parse("ppt/presentation.xml", slide)
        return [targets.get(key, "") for key in order]

    def _text(self, part: str) -> str | None:
        pages: list[list[str]] = [[]]

        def end(name: str) -> None:
            if name == f"{DRAWING} p":
                pages[0].append("\n")

        def start(name: str, attributes: dict) -> None:
            if name in {f"{DRAWING} br", f"{DRAWING} tab"}:
                pages[0].append(" ")

        try:
            self._archive.parse(part, start, end, words=(f"{DRAWING} t", pages))
        except (KeyError, expat.ExpatError, zipfile.BadZipFile):
            return None
        return "".join(pages[0])


class Archive(zipfile.ZipFile):
    """An Office file that refuses what such files never do: other compression, entities, wild expansion."""

    def __init__(self, path: Path):
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
