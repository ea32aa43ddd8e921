"""Writing systems, as far as search has to know them: marks within words, and scripts without spaces between words.

Chinese, Japanese, Thai, Lao, Khmer and Burmese write no spaces, and Korean joins particles to its words, so their words
cannot be told without a dictionary. They are stored as pairs of neighbouring letters (bigrams), the usual way: a row of
two letters or more is found wherever it stands, since its pairs stand side by side.
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import category, combining, normalize

from icpr.lib.folding import fold


def _ranges(points: Iterable[int]) -> str:
    """Code points as the inside of a class of a regular expression."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Accents, vowel signs, soft hyphens, joiners and whatever else is no letter and parts no words.
PLANES = (range(0x80, 0x20000), range(0xE0000, 0xE0200))  # all that hold any
MARKS = _ranges(point for plane in PLANES for point in plane if category(chr(point)) in ("Mn", "Mc", "Me", "Cf"))
# Hangul, kana and ideographs in every width, and the scripts of South-East Asia and Tibet.
SOUTH_EAST_ASIAN = "\u0e00-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9fe\uaa60-\uaa7f"
EAST_ASIAN = (
    "\u1100-\u11ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
# Letters of such scripts in a row.
UNSPACED = re.compile(f"[{EAST_ASIAN}][{EAST_ASIAN}{MARKS}]*|[{SOUTH_EAST_ASIAN}][{SOUTH_EAST_ASIAN}{MARKS}]*")
SOUTH_EAST = re.compile(f"[{SOUTH_EAST_ASIAN}]")
TATWEEL = "\u0640"  # lengthens an Arabic word, and is no letter of it


def plain(word: str) -> str:
    """A word's letters and digits, folded. What only sounds like a mark, as the vowel of か and が, stays a letter."""
    if UNSPACED.match(word) and not SOUTH_EAST.match(word):
        letters = normalize("NFKC", word).casefold()
        return "".join(c for c in letters if c.isalnum() and not combining(c))
    return "".join(c for c in fold(word) if c.isalnum() and c != TATWEEL)


def pairs(letters: str) -> list[str]:
    """Each two neighbouring letters; a letter alone is itself."""
    return [letters[place : place + 2] for place in range(max(1, len(letters) - 1))]


def found_pairs(piece: str, wanted: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in a piece of such a script the pairs of `wanted` stand: (start, end), in order, those that touch as one.

    The whole piece when its letters cannot be told one by one, as those of Korean written in parts.
    """
    each = [(place, letter) for place, mark in enumerate(piece) for letter in plain(mark)]
    letters = plain(piece)
    if "".join(letter for _, letter in each) != letters:
        yield 0, len(piece)
        return
    starts = [place for place, _ in each]
    ends = [*starts[1:], len(piece)]
    start = end = -1
    for place, pair in enumerate(pairs(letters)):
        if pair in wanted:
            if starts[place] > end >= 0:
                yield start, end
                start = -1
            start = starts[place] if start < 0 else start
            end = ends[min(place + 1, len(ends) - 1)]
    if start >= 0:
        yield start, end
