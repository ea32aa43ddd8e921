"""How the bytes of a table become text, where a spreadsheet did not say how it wrote the letters.

Unicode is told by its mark or by its form. What is neither was written with one byte a letter, in one of several ways
that all make some text of any bytes: the one is taken in which the letters stand as letters do, and people are shown
how the changed words would read in each.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

NAMES = {"cp1252": "Windows", "mac_roman": "Macintosh", "cp437": "MS-DOS"}
MARKED = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
COMMON = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßšžÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŠŽ")
OFTEN = frozenset("áéíóúñüäöçèàêâãõôß")
ALONE = frozenset("àéèóòôùyÀÉÓÁ")
ELISION = re.compile(r"(?<![A-Za-z])[cdjlmnstCDJLMNST]’[aeiouhAEIOUHéèêàÉÈ]")
WORD = re.compile(rb"[^\s,;|]{1,60}")  # or a piece of something endless
CONTRACTION = re.compile(r"(?:[a-z]’(?:s|t|d|m|re|ve|ll)(?![a-z])|(?<![A-Za-z])[A-Z]’[A-Z]|s’$)")
CLEARLY = 1.5  # a word, better than the next best reading, where not one alone is plausible; see `_worth`
MOST_WORDS = 200
SHOWN = 8


@dataclass(frozen=True)
class Reading:
    """One way to read the bytes: the encoding, its name for people, and some changed words as they then are."""

    encoding: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        return NAMES[self.encoding]


@dataclass(frozen=True)
class Decoded:
    """A text; with `encoding` and all the `readings` that can be, if it was written with one byte a letter.

    `is_clear`: whether one reading alone is plausible, or somebody chose it.
    """

    text: str
    encoding: str = ""
    is_clear: bool = True
    readings: tuple[Reading, ...] = ()

    @property
    def name(self) -> str:
        return NAMES.get(self.encoding, "")


def decode(data: bytes, chosen: str = "") -> Decoded:
    """The text of some bytes; in the encoding `chosen`, if they are not Unicode. Raises `UnicodeError`."""
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return Decoded(data.decode(encoding))
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError:
        return _of_single_bytes(data, chosen)


def _of_single_bytes(data: bytes, chosen: str) -> Decoded:
    places = _changed(data)
    worths = {encoding: worth for encoding in NAMES if (worth := _worths(data, places, encoding))}
    means = {encoding: sum(worth) / len(worth) for encoding, worth in worths.items()}
    best, *others = sorted(means, key=lambda encoding: (min(worths[encoding]) >= 0, means[encoding]), reverse=True)
    is_alone = min(worths[best]) >= 0 and all(min(worths[other]) < 0 for other in others)
    is_clear = is_alone or not others or means[best] - means[others[0]] >= CLEARLY
    readings = tuple(Reading(encoding, _words(data, places, encoding)) for encoding in NAMES if encoding in worths)
    if chosen in worths:
        best, is_clear = chosen, True
    return Decoded(data.decode(best), best, is_clear, readings)


def _changed(data: bytes) -> list[slice]:
    """Where words with bytes beyond ASCII stand, each word once."""
    found: dict[bytes, slice] = {}
    for word in WORD.finditer(data):
        if not word.group().isascii():
            found.setdefault(word.group(), slice(*word.span()))
        if len(found) == MOST_WORDS:
            break
    return list(found.values())


def _words(data: bytes, places: list[slice], encoding: str) -> tuple[str, ...]:
    return tuple(data[place].decode(encoding).strip('"') for place in places[:SHOWN])


def _worths(data: bytes, places: list[slice], encoding: str) -> list[float]:
    """How plausible each changed word is; empty where bytes have no letter in the encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return []
    return [_worth(data[place].decode(encoding)) for place in places]


def _worth(word: str) -> float:
    """How plausible a word is: about 1 where every changed letter stands as such letters do,
    below 0 where one does not."""
    signs = list(_signs(word))
    return min(signs) if any(sign < 0 for sign in signs) else sum(signs) / len(signs)


def _signs(word: str) -> Iterator[float]:
    for place, sign in enumerate(word):
        if sign.isascii():
            continue
        before, after = word[place - 1 : place], word[place + 1 : place + 2]
        inside = before.isalpha() and after.isalpha()
        if sign.isalpha():
            yield (1 if sign.lower() in OFTEN else 0.5) if _stands_right(sign, before, after) else -2
        elif sign == "’" and CONTRACTION.search(word):
            yield 3
        elif sign in "’‘" and inside:
            yield 1 if ELISION.search(word) else -0.5  # else what é and í become
        elif inside or (unicodedata.category(sign)[0] == "S" and (before.isalpha() or after.isalpha())):
            yield -2
        elif sign in "¿¡":
            yield 1 if not before.isalnum() and len(word) > 3 else -1
        elif sign in "“„‘«":
            yield 2 if not before.isalnum() and after.isalnum() else -1
        elif sign in "”’»…":
            yield 2 if before and not after.isalnum() else -1
        else:
            yield 0.5 if sign in "–—•°§©®™½¼£€ªº·" or not sign.isprintable() else -1


def _stands_right(letter: str, before: str, after: str) -> bool:
    """Whether a letter of our languages has its case as words do: capitals first or among capitals."""
    if letter not in COMMON or not (before + after).isalpha():
        return letter in ALONE
    if letter.isupper():
        return not before.isalpha() or (before.isupper() and not after.islower())
    return not after.isupper()
