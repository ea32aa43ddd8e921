"""Which words of two texts differ, so that a page can mark them: taken out of the one, put into the other."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_TOKENS = 2_000  # of what lies between the first and the last difference; longer texts are compared by lines
LEAST_ALIKE = 0.3  # below, single words they happen to share are no help to a reader
AROUND = 120  # characters that are shown of what is the same, on either side of what is not
SHORTEST_GAP = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: the same in both, or not; of what is the same the middle of a long one is left out."""

    text: str
    is_changed: bool = False
    left_out: int = 0  # characters of the same text that stood here


Parts = list[Part]


def marked(before: str, after: str) -> tuple[Parts, Parts]:
    """Both texts in parts. Joined, they are the texts, but for what is left out."""
    whole = [Part(before, True)] if before else [], [Part(after, True)] if after else []
    if before == after or not before or not after:
        return ([Part(before)], [Part(after)]) if before == after else whole
    one, other = _pieces(before, after)
    shared = sum(len(text) for text, is_changed in one if not is_changed)
    if shared < LEAST_ALIKE * min(len(before), len(after)):
        return whole
    return _shown(one), _shown(other)


def _pieces(before: str, after: str) -> tuple[list, list]:
    """Of each text pieces with whether they changed, in order."""
    tokens = TOKEN.findall(before), TOKEN.findall(after)
    start = _same(*tokens)
    end = _same(*([*reversed(each[start:])] for each in tokens))
    middles = [each[start : len(each) - end] for each in tokens]
    if max(map(len, middles)) > MOST_TOKENS:
        middles = ["".join(each).splitlines(keepends=True) for each in middles]
    if max(map(len, middles)) > MOST_TOKENS:
        changed = [[("".join(each), True)] for each in middles]
    else:
        changed = _compared(*middles)
    first, last = "".join(tokens[0][:start]), "".join(tokens[0][len(tokens[0]) - end :])
    one, other = ([(first, False), *each, (last, False)] for each in changed)
    return one, other


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _compared(one: Sequence[str], other: Sequence[str]) -> tuple[list, list]:
    pieces: tuple[list, list] = [], []
    for tag, a, b, c, d in SequenceMatcher(None, one, other).get_opcodes():
        same = tag == "equal" and not "".join(one[a:b]).isspace()  # a space between two changed words changed with them
        for found, text in zip(pieces, ("".join(one[a:b]), "".join(other[c:d])), strict=True):
            found.append((text, not same))
    return pieces


def _shown(pieces: Iterable[tuple[str, bool]]) -> Parts:
    """Neighbours of one kind joined, empty ones dropped, the middle of what is long and the same left out."""
    found: Parts = []
    for is_changed, group in groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1]):
        text = "".join(piece for piece, _ in group)
        if is_changed or len(text) < SHORTEST_GAP:
            found.append(Part(text, is_changed))
            continue
        found += [Part(text[:AROUND]), Part("", left_out=len(text) - 2 * AROUND), Part(text[-AROUND:])]
    return found
