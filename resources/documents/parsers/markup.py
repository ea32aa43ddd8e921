"""Plain text and HTML."""

import re
from html.parser import HTMLParser
from pathlib import Path

DROPPED = {"script", "style", "template", "noscript", "svg", "iframe", "object"}
RUNNING_ON = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
    *("samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "font", "img"),
}
SPACE = re.compile(r"\s+")


def read_text(path: Path) -> list[str]:
    """The pages of a text file: what stands between its form feeds."""
    text = path.read_text("utf-8-sig", errors="replace").removesuffix("\f")
    return text.split("\f")


def read_html(path: Path) -> list[str]:
    """The words of an HTML file as one page, each block on its own line, without scripts and styles."""
    parser = _Words(convert_charrefs=True)
    parser.feed(path.read_text("utf-8-sig", errors="replace"))
    parser.close()
    return ["".join(parser.parts)]


class _Words(HTMLParser):
    def __init__(self, **options):
        super().__init__(**options)
        self.parts: list[str] = []
        self._dropping = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if not self._dropping and tag in DROPPED:
            self._dropping, self._depth = tag, 1
        elif tag == self._dropping:
            self._depth += 1
        elif tag not in RUNNING_ON:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        if tag not in RUNNING_ON:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._dropping:
            self._depth -= 1
            if not self._depth:
                self._dropping = ""
        elif tag not in RUNNING_ON:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.parts.append(SPACE.sub(" ", data))
