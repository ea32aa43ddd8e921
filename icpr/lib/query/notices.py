"""What is not understood in a query is said and ignored."""

from dataclasses import dataclass
from unicodedata import category

SHOWN = 60  # characters of a bad value repeated to the reader


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the query string that was not understood, said to the reader."""

    parameter: str
    message: str


def printable(text: str) -> str:
    """A piece of a query as it may be shown and stored: without control characters and unseen marks, spaces folded."""
    return " ".join("".join(c if c.isprintable() else " " for c in text if category(c) != "Cf").split())


def quote(text: str) -> str:
    """A piece of a query in quotation marks, cut when it is long."""
    text = printable(text)
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"
