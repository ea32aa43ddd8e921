"""Which words of a search may be kept: none that could tell of a person."""

import re

from icpr.lib.folding import fold
from icpr.lib.text.typed import normalized
from resources.models import SearchCount

LONGEST = SearchCount._meta.get_field("query").max_length

YEARS = re.compile(r"(?:19|20)\d\d(?:[\W_]+(?:19|20)\d\d)*")
DIGITS = re.compile(r"\d(?:[\W_]*\d)*")
DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
STREET = re.compile(
    r"\b\d{1,5}\s+(?:\w+\.?\s+){1,3}(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|apt)\b"
)
LONG_NUMBER, MANY_DIGITS = re.compile(r"\d{5}"), 7
INITIALS = re.compile(r"[A-Z]{2,5}")


def kept(text: str) -> str:
    """A search as it is counted, or "" when it is not: longer than is kept, or with something personal in it.

    Folded, but for initials, which search tells from words ("ICE", "ice") unless all is written in capitals.
    """
    text = normalized(text)
    parts = text.split()
    shouted = sum(any(map(str.isalpha, part)) for part in parts) > 1 and text == text.upper()
    words = " ".join(part if INITIALS.fullmatch(part) and not shouted else fold(part) for part in parts)
    return "" if len(words) > LONGEST or is_personal(fold(text)) else words


def is_personal(folded: str) -> bool:
    """Whether a folded text holds an e-mail address or account name, a long number, a date or an address of a house.

    What stands beside such a thing tells of a person too, so the whole search is dropped. Names cannot be told from
    other words; staff can delete what they see.
    """
    if "@" in folded or LONG_NUMBER.search(folded) or DATE.search(folded) or STREET.search(folded):
        return True
    return any(sum(map(str.isdigit, run)) >= MANY_DIGITS and not YEARS.fullmatch(run) for run in DIGITS.findall(folded))
