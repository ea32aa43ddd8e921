"""How text becomes words, the same for both databases, for what is stored and for what is asked."""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from icpr.lib.folding import fold

# A run of letters and digits, with apostrophes, hyphens, dots or slashes only between two of them. A prefix that is
# written apart belongs to the run: "de escalation" is the same compound as "de-escalation".
PREFIXES = "de|non|anti|co|multi|pre|post|inter|counter|cyber"
RUN = re.compile(rf"(?:(?<![^\W_])(?:{PREFIXES}) )?[^\W_]+(?:[’'ʼ\-‐‑.&/][^\W_]+)*", re.IGNORECASE)
PARTS = re.compile(r"[ \-‐‑&/]|\.(?=[^\W\d_]{2})")
LONGEST_WORD = 60


class Stemmer(threading.local):
    """One for each thread, since it keeps the word it works on in itself."""

    def __init__(self):
        self.stem = snowballstemmer.stemmer("english").stemWord


STEMMER = Stemmer()

# Words too common to ask for. They are stored, so that a phrase can hold them.
STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did do does doing
    done for from get gets getting give go had has have having he her here him his how i if in into is it its just
    let like made make makes many may me might more most much must my need needs no not of on one or other our out
    over people really she should so some someone something such take than that the their them then there these they
    thing things this those through to too under up us very want wants was way ways we were what when where whether
    which while who whom whose why will with without work works would you your
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
    """A text as it is stored for search: its words, folded and stemmed, with single spaces between.

    The joined forms of compounds stand at the end, so that phrases run through hyphens.
    """
    parts: list[str] = []
    joined: list[str] = []
    for run in RUN.findall(text):
        stems = stems_of(run)
        if len(stems) > 1:
            parts += stems[:-1]
            joined.append(stems[-1])
        else:
            parts += stems
    return " ".join(parts + joined)


def _stem(word: str) -> str:
    folded = "".join(c for c in fold(re.sub(r"(?<=\w\w)[’'ʼ]s$", "", word)) if c.isalnum())
    return (STEMMER.stem(folded) if folded.isalpha() else folded)[:LONGEST_WORD]  # numbers have no stem
