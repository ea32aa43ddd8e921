"""RIS, which Zotero, EndNote, Mendeley and others read: a line a value, each with a tag of two signs."""

import re

from resources.citations.work import Name, Work

RANGE = re.compile(r"(\w+)[-–](\w+)")


def compose(work: Work) -> str:
    """One record with its lines ended as the format asks (CRLF). No text of a work holds a line end, so that none can
    begin a tag. An organization stands as it is: the format has no way to say that its comma parts nothing."""
    pages = RANGE.fullmatch(work.pages)
    first, last = (pages[1], pages[2]) if pages else (work.pages, "")
    year, *rest = work.date or [""]
    lines = [
        ("TY", work.cited.ris),
        ("ID", work.number),
        *(("AU", _name(name)) for name in work.authors),
        ("TI", work.title),
        ("T2", work.container),
        ("T3", work.series),
        ("PY", str(year)),
        ("DA", "/".join([str(year), *_two_digits(rest), ""]) if rest else ""),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", first),
        ("EP", last),
        ("PB", "; ".join(work.publishers)),
        ("M3", work.cited.description),
        ("LA", work.language),
        ("UR", work.url),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _two_digits(parts: list[int]) -> list[str]:
    """Month and day, of which the second may be empty."""
    return [f"{part:02}" for part in parts] + [""] * (2 - len(parts))


def _name(name: Name) -> str:
    return name.inverted
