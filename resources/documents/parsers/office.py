"""Word and PowerPoint files: archives of XML, read as streams, so that no part is ever whole in memory."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from icpr.lib.confined.archives import DRAWING, RELATION, SLIDES, WORD, Archive


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
