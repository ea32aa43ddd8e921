"""How text becomes words, the same for both databases, for what is stored and for what is asked."""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from icpr.lib.folding import fold
from resources.search.american import american
from resources.search.scripts import MARKS, UNSPACED, pairs, plain

# A run of letters and digits, with apostrophes, hyphens, dots or slashes only between two of them, dashes between
# numbers and commas between thousands. A prefix that is written apart belongs to the run: "de escalation" is the same
# compound as "de-escalation".
SECTION = "§"  # of a law, and read as that word
PREFIXES = "de|non|anti|co|multi|pre|post|inter|counter|cyber"
LETTERS = rf"[^\W_]+(?:[{MARKS}]+[^\W_]+)*[{MARKS}]*"
JOINT = r"(?:[’'ʼ\-‐‑.&/]|(?<=\d)–(?=\d)|(?<=\d),(?=\d{3}(?!\d)))"
# Only prefixes ignore case: a class of letters that ignored it too would be matched at half the speed.
PREFIX = rf"(?:(?<![^\W_])(?i:{PREFIXES}) )?"
RUN = re.compile(rf"{PREFIX}{LETTERS}(?:{JOINT}{LETTERS})*|{SECTION}")
# The same runs of a text of ASCII, in less than half of the time.
PLAIN_JOINT = r"(?:['\-.&/]|(?<=\d),(?=\d{3}(?!\d)))"
PLAIN_RUN = re.compile(rf"{PREFIX}[^\W_]+(?:{PLAIN_JOINT}[^\W_]+)*", re.ASCII)
# Where the space after a piece of text may belong to a run.
ENDS_IN_PREFIX = re.compile(rf"(?<![^\W_])(?i:{PREFIXES})$")
# Where a compound is parted: at no dot of an acronym or of a number.
PARTS = re.compile(r"[ \-‐‑&/]|\.(?=[^\W\d_]{2})|(?<=\d)\.(?=[^\W\d_])|(?<=[^\W\d_])\.(?=\d)")
LONGEST_WORD = 60

# A number with separators is one word: "9/11" is neither "911" nor a 9 beside an 11. Letters that nobody types stand
# for the separators, for at anything else the databases part words.
NUMBER = re.compile(r"\d+(?:[.\-‐‑–/]\d+)+[^\W\d_]?")
SEPARATOR = re.compile(r"(?<=\d)[.\-‐‑–/](?=\d)")
LETTER_FOR = str.maketrans({".": "ǁ", "/": "ǀ", **dict.fromkeys("-‐‑–", "ǂ")})
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
YEAR = re.compile(r"\d{4,}")
POSSESSIVE = re.compile(r"(?<=\w\w)[’'ʼ]s$")
ARABIC = re.compile(r"[\u0620-\u064a]")


class Stemmer(threading.local):
    """One for each thread, since they keep the word they work on in themselves."""

    def __init__(self):
        self.stem = snowballstemmer.stemmer("english").stemWord
        self.stem_arabic = snowballstemmer.stemmer("arabic").stemWord


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
    """A run of characters of a text: where it stands, and the stored words it gives; `years` are those that a number
    holds, as 2020-2021 does."""

    start: int
    end: int
    stems: tuple[str, ...]
    years: tuple[str, ...] = ()


@lru_cache(maxsize=200_000)
def stems_of(run: str) -> tuple[str, ...]:
    """The stored words of one run: its stem, and for a compound the stems of its parts, then of the whole.

    "policies" gives ("polici",); "de-escalation" gives ("de", "escal", "deescal"); "U.S." gives ("us",). The parts of
    letters without spaces between words are their pairs. A number with separators has no parts.
    """
    if run.isascii() and run.isalpha():
        return (_stem(run),)
    run = THOUSANDS.sub("", run)
    if UNSPACED.match(run):
        letters = plain(run)
        parts, whole = pairs(letters), letters[:LONGEST_WORD]
        return (*parts, whole) if len(parts) > 1 else tuple(filter(None, parts))
    if NUMBER.fullmatch(run):
        return (_stem(run),)
    split = PARTS.split(run)
    parts = [stem for part in split if (stem := _stem(part))]
    if len(parts) > 1:
        parts.append(_stem(_joined(split)))
    return tuple(parts)


def _joined(parts: list[str]) -> str:
    """The parts of a compound as one word. Two numbers in it stay two: "10-8-A" is not 108."""
    joined = ""
    for part in parts:
        joined += "-" * (joined[-1:].isdigit() and part[:1].isdigit()) + part
    return joined


def runs_in(text: str) -> list[str]:
    """The runs of letters and digits of a text, as it writes them, in order; see `RUN`."""
    return (PLAIN_RUN if text.isascii() else RUN).findall(text)


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in (PLAIN_RUN if text.isascii() else RUN).finditer(text):
        yield from _words_of(found.group(), found.start())


def _words_of(run: str, at: int) -> Iterator[Word]:
    """The words of a run, which stands at a place of a text."""
    if run.isascii() or not UNSPACED.search(run):
        if stems := stems_of(run):
            yield Word(at, at + len(run), stems, _years(run))
    else:
        yield from _words_of_scripts(run, at)


def _years(run: str) -> tuple[str, ...]:
    return tuple(YEAR.findall(fold(run))) if run[:1].isdigit() and NUMBER.fullmatch(run) else ()


def _words_of_scripts(run: str, at: int) -> Iterator[Word]:
    """The words of a run, which stands at a place of a text, with letters of a script without spaces in it."""
    end = 0
    for piece in (*UNSPACED.finditer(run), None):
        start, after = piece.span() if piece else (len(run), len(run))
        for beside in RUN.finditer(run, end, start):
            if stems := stems_of(beside.group()):
                yield Word(at + beside.start(), at + beside.end(), stems)
        if piece and (stems := stems_of(piece.group())):
            yield Word(at + start, at + after, stems)
        end = after


def analyse(text: str) -> str:
    """A text as it is stored for search: its words, folded and stemmed, with single spaces between.

    The joined forms of compounds, and the years that numbers hold, stand at the end, so that phrases run through them.
    """
    stored = list(map(_stored, text.split()))
    if None in stored:
        stored = list(map(_stored_of_run, runs_in(text)))
    return " ".join(filter(None, _together(stored)))


@lru_cache(maxsize=50_000)
def _stored(piece: str) -> tuple[str, str] | None:
    """What is stored of a piece of text between spaces: in its place, and at the end of the text. None where its last
    run may go on after the space. Kept: most pieces of an import come often."""
    if ENDS_IN_PREFIX.search(piece):
        return None
    return _together(list(map(_stored_of_run, runs_in(piece))))


def _together(stored: list[tuple[str, str]]) -> tuple[str, str]:
    """What is stored of several, in their order."""
    return " ".join([in_place for in_place, _ in stored if in_place]), " ".join([end for _, end in stored if end])


@lru_cache(maxsize=50_000)
def _stored_of_run(run: str) -> tuple[str, str]:
    in_place: list[str] = []
    at_end: list[str] = []
    for word in _words_of(run, 0):
        is_compound = len(word.stems) > 1
        in_place += word.stems[:-1] if is_compound else word.stems
        at_end += word.stems[-1:] if is_compound else word.years
    return " ".join(in_place), " ".join(at_end)


def _stem(word: str) -> str:
    if word == SECTION:
        return "section"
    if word.isascii() and word.isalnum():  # most words, of which nothing else has to be asked
        letters = word.lower()
    else:
        separated = SEPARATOR.sub(lambda found: found[0].translate(LETTER_FOR), word)
        letters = plain(POSSESSIVE.sub("", separated))
    return (_stem_of(letters) if letters.isalpha() else letters)[:LONGEST_WORD]  # numbers have no stem


@lru_cache(maxsize=50_000)
def _stem_of(letters: str) -> str:
    """The stem of a folded word, however it was written."""
    return STEMMER.stem_arabic(letters) if ARABIC.match(letters) else STEMMER.stem(american(letters))
