"""How likely it is that one word was typed for another: a noisy channel (Kernighan, Church & Gale 1990) by hand."""

from collections.abc import Iterator
from string import ascii_lowercase

# Keys by their rows; a key lies half a key to the right of the one above.
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PLACES = {key: (row, column + row / 2) for row, keys in enumerate(ROWS) for column, key in enumerate(keys)}
VOWELS = frozenset("aeiouy")

# What each slip costs: a usual one less.
ANY, SWAPPED, DOUBLED, NEIGHBOUR, VOWEL, FIRST = 1.0, 0.6, 0.5, 0.7, 0.6, 0.4


def cost(typed: str, meant: str) -> float:
    """What it takes to type one folded word for another: the optimal string alignment distance, where letters swapped,
    doubled or not, of neighbouring keys or both vowels cost less than others, and a wrong first letter more."""
    before: list[float] = []
    above = [float(place) for place in range(len(meant) + 1)]
    for row, letter in enumerate(typed, 1):
        here = [float(row)]
        for column, wanted in enumerate(meant, 1):
            least = min(
                above[column] + _alone(typed, row - 1),
                here[column - 1] + _alone(meant, column - 1),
                above[column - 1] + _replaced(letter, wanted),
            )
            if row > 1 and column > 1 and letter == meant[column - 2] and wanted == typed[row - 2] and letter != wanted:
                least = min(least, before[column - 2] + SWAPPED)
            here.append(least)
        before, above = above, here
    return above[-1] + FIRST * (typed[:1] != meant[:1])


def one_slip_from(word: str) -> Iterator[str]:
    """Every row of plain letters at one slip from a word, some more than once: 54 times its letters and a few."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _alone(word: str, place: int) -> float:
    """A letter that the other word lacks: less when it only doubles the one beside it."""
    is_double = word[place] in (word[place - 1 : place], word[place + 1 : place + 2])
    return DOUBLED if is_double else ANY


def _replaced(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    if letter in VOWELS and other in VOWELS:
        return VOWEL
    here, there = PLACES.get(letter), PLACES.get(other)
    is_near = here and there and abs(here[0] - there[0]) <= 1 and abs(here[1] - there[1]) <= 1
    return NEIGHBOUR if is_near else ANY
