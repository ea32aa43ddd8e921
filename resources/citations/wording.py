"""What the styles have in common in writing a citation: marks, months, pages and lists of names."""

import re
from collections.abc import Callable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Around what is set in italics while a citation is put together: characters that `one_line` leaves in no text.
ITALIC, UPRIGHT = "\ufdd0", "\ufdd1"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
RANGE = re.compile(r"(?<![\w–-])([A-Za-z]?)(\d+)[-–]\1(\d+)(?![\w–-])")
BETWEEN = re.compile(r"(?<=\w)-(?=\w)")
INNER = str.maketrans('“”"', "‘’'")


def plain(text: str) -> str:
    return text.replace(ITALIC, "").replace(UPRIGHT, "")


def html(text: str, title: str = "", attributes: str = "") -> SafeString:
    """A citation for a page. attributes: those of HTML for its title, where that is not in the language of pages."""
    found = escape(text)
    if attributes:
        found = found.replace(escape(title), f"<bdi{attributes}>{escape(title)}</bdi>", 1)
    return mark_safe(found.replace(ITALIC, "<i>").replace(UPRIGHT, "</i>"))


def italic(text: str) -> str:
    return f"{ITALIC}{text}{UPRIGHT}" if text else ""


def quoted(text: str, mark: str) -> str:
    """In quotation marks, with single ones inside, and the mark that ends it within."""
    return f"“{ended(text.translate(INNER), mark)}”"


def ended(text: str, mark: str = ".") -> str:
    """With a mark at its end, within closing quotation marks as American usage has it. No stop after another one."""
    closing = UPRIGHT + "”" + ("’" if "‘" in text else "") + ('"' if text.count('"') % 2 == 0 else "")
    body = text.rstrip(closing)
    if mark == "." and body.endswith((".", "?", "!")):
        return text
    return f"{body}{mark}{text[len(body) :]}"


def sentences(*parts: str) -> str:
    """Those that are not empty, each with a stop."""
    return " ".join(ended(part) for part in parts if part)


def joined(*parts: str) -> str:
    """Those that are not empty, with commas."""
    return ", ".join(filter(None, parts))


def listed(names: Sequence[str], last: str, comma: bool) -> str:
    """Names with a word before the last one, and a comma before that word if so asked."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}{',' if comma else ''} {last} {names[-1]}"


def pages(text: str, shorten: Callable[[str, str], str] | None = None) -> str:
    """Numbers of pages with a dash between them; `shorten` says what is left of a last one that is as long."""
    if shorten:
        text = RANGE.sub(lambda found: f"{found[1]}{found[2]}–{_last(found[2], found[3], shorten)}", text)
    return BETWEEN.sub("–", text)


def _last(first: str, last: str, shorten: Callable[[str, str], str]) -> str:
    return shorten(first, last) if len(first) == len(last) else last


def changed(first: str, last: str, least: int) -> str:
    """The digits of the last number that differ from the first one, which is as long, and no fewer than `least`."""
    same = next((place for place, pair in enumerate(zip(first, last, strict=True)) if len(set(pair)) == 2), len(last))
    return last[min(same, len(last) - least) :]
