"""How text becomes words, the same for both databases, for what is stored and for what is asked."""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from icpr.lib.folding import fold

# A run of letters and digits, with apostrophes, hyphens, dots or slashes only between two of them.
RUN = re.compile(r"[^\W_]+(?:[’'ʼ\-‐‑.&/][^\W_]+)*")
PARTS = re.compile(r"[-‐‑&/]|\.(?=[^\W\d_]{2})")
LONGEST_WORD = 60


class Stemmer(threading.local):
    """One for each thread, since it keeps the word it works on in itself."""

    def __init__(self):
        self.stem = snowballstemmer.stemmer("english").stemWord


STEMMER = Stemmer()

# Words too common to ask for. They are stored, so that a phrase can hold them.
STOP_WORDS = frozenset(
    """
    a about an and any are as at be been by can could did do does for from had has have how i in into is it
    its me my of on or our should so some that the their them there these they this those to us was we were
    what when where which who why will with would you your
    """.split()  # noqa: SIM905
)


class Word(NamedTuple):
    """A run of characters of a text: where it stands, and the stored words it gives."""

    start: int
    end: int
    stems: tuple[str, ...]


@lru_cache(maxsize=200_000)
def stems_of(run: str) -> tuple[str, ...]:
    """The stored words of one run: its stem, and for a compound the stems of its parts, then of the whole.

    "policies" gives ("polici",); "de-escalation" gives ("de", "escal", "deescal"); "U.S." gives ("us",).
    """
    parts = [stem for part in PARTS.split(run) if (stem := _stem(part))]
    if len(parts) > 1:
        parts.append(_stem("".join(PARTS.split(run))))
    return tuple(parts)


def words(text: str) -> Iterator[Word]:
    for found in RUN.finditer(text):
        if stems := stems_of(found.group()):
            yield Word(found.start(), found.end(), stems)


def analyse(text: str) -> str:
    """A text as it is stored for search: its words, folded and stemmed, with single spaces between."""
    return " ".join(filter(None, map(_stored, RUN.findall(text))))


@lru_cache(maxsize=200_000)
def _stored(run: str) -> str:
    return " ".join(stems_of(run))


def _stem(word: str) -> str:
    folded = "".join(c for c in fold(re.sub(r"(?<=\w\w)[’'ʼ]s$", "", word)) if c.isalnum())
    return (STEMMER.stem(folded) if folded.isalpha() else folded)[:LONGEST_WORD]  # numbers have no stem
