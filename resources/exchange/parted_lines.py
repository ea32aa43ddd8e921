"""A line of a cell that says several things of one row beside a record: "Full text | address: https://…"."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from icpr.lib.exchange.columns import cleaned
from icpr.lib.exchange.listed import parted, quoted

BETWEEN, INSIDE = "\n", "|"
NAMED = re.compile(r"([^\W\d_]+)\s*:\s*(.*)", re.DOTALL)


def written(first: str, named: Mapping[str, str]) -> str:
    """A line: what comes first, and what has a name; what is empty is left out."""
    parts = [cleaned(first), *(f"{name}: {text}" for name, value in named.items() if (text := cleaned(value)))]
    return f" {INSIDE} ".join(quoted(part, BETWEEN + INSIDE) for part in parts)


def read(text: str, names: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    """The lines of a cell: of each what comes first, and what has one of `names`. Raises ValidationError."""
    return [(parts[0], dict(_named(part, names) for part in parts[1:] if part)) for parts in parted(text, *MARKS)]


MARKS = (BETWEEN, INSIDE)


def _named(part: str, names: tuple[str, ...]) -> tuple[str, str]:
    if part.startswith(("https://", "http://")) and "address" in names:
        return "address", part
    found = NAMED.fullmatch(part)
    if found and found[1].lower() in names:
        return found[1].lower(), found[2].strip()
    raise ValidationError(f"“{part[:60]}” is not understood. Write one of {', '.join(f'“{n}: …”' for n in names)}.")
