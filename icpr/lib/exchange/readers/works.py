"""Works cited, whatever program lists them, in the words of CSL: type, title, author, issued ... each as one text."""

import re
from collections.abc import Iterable, Mapping

from icpr.lib.exchange.listed import quoted

MARKS = ",;"  # what parts names, and their parts
# The order of the columns; a list of works has those of them that any work has.
VARIABLES = (
    *("type", "title", "author", "editor", "issued", "publisher", "publisher-place", "container-title"),
    *("collection-title", "number", "volume", "issue", "page", "DOI", "ISBN", "ISSN", "URL", "language"),
    *("keyword", "abstract", "note", "id"),
)


def work(facts: Mapping[str, object]) -> dict[str, str]:
    """A work with what is known of it: variable → text, several values joined by semicolons."""
    texts = {name: text_of(facts.get(name)) for name in VARIABLES}
    return {name: text for name, text in texts.items() if text}


def text_of(value: object) -> str:
    match value:
        case None | bool():
            return ""
        case str():
            return value.replace("\x00", "").strip()
        case int() | float():
            return str(value)
        case list() | tuple():
            return "; ".join(filter(None, map(text_of, value)))  # several, each quoted where it must be
    return ""


def person(family: str, given: str = "", particle: str = "", suffix: str = "") -> str:
    """A name as it is filed: "de la Cruz, Maria"; what holds a comma or a semicolon itself is in quotation marks."""
    family = f"{particle} {family}".strip()
    given = ", ".join(part for part in (given.strip(), suffix.strip()) if part)
    return f"{quoted(family, MARKS)}, {quoted(given, MARKS)}".rstrip(" ") if family else quoted(given, MARKS)


def body(name: str) -> str:
    """The name of an organization, in quotation marks if it has a comma: it is no family name."""
    return quoted(name.strip(), MARKS)


def day_of(parts: Iterable[object]) -> str:
    """A date as precise as its parts: 2015, 2015-03 or 2015-03-09. Empty without a year."""
    text = []
    for part, width, most in zip(parts, (4, 2, 2), (9999, 12, 31), strict=False):
        digits = str(part).strip()
        if not re.fullmatch("[0-9]{1,4}", digits) or not 0 < int(digits) <= most:
            break
        text.append(digits.zfill(width))
    return "-".join(text)
