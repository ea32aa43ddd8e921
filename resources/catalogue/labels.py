"""Names and titles found by the words they hold, the last one as far as it is typed.

`Labels` is the faster, `Lines` the smaller.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import copy
from functools import partial, reduce
from itertools import accumulate, chain, islice

from pyroaring import BitMap

COMPARED = 32  # of those that hold the words, to find the ones that start with the whole text
SHORTEST_ACRONYM = 3

WORD = re.compile(r"[^\W_]+")
RUN = re.compile(r"[^\W_]+(?:[-‐./&][^\W_]+)*")  # of folded text: "de-escalation" and "u.s." are one run each


class Labels:
    """Numbered labels, found by the words they hold. Takes (number, label as it is filed) pairs."""

    def __init__(self, labels: Iterable[tuple[int, str]]):
        self._anywhere, self._first = _words_of(labels)
        self._words = sorted(self._anywhere)

    def changed(self, gone: BitMap, labels: Iterable[tuple[int, str]]) -> "Labels":
        """The same without the labels of some numbers, and with others. What words have in common with before is
        shared."""
        other, fresh = copy(self), _words_of(labels)
        other._anywhere, other._first = (
            _changed(before, gone, now) for before, now in zip((self._anywhere, self._first), fresh, strict=True)
        )
        words = [word for word in self._words if word in other._anywhere]
        words += [word for word in fresh[0] if word not in self._anywhere]
        other._words = sorted(words)  # soon done: most are in order
        return other

    def holding(self, runs: list[str]) -> BitMap:
        """Those that hold every run, in any order, and of the last one at least the start."""
        *whole, last = runs
        return reduce(BitMap.__and__, (self.having(run) for run in whole), self.having(last, begun=True))

    def nearest(self, runs: list[str]) -> list[int]:
        """The numbers of some that hold every run: first those that begin with the first word, then as numbered."""
        return list(islice(chain.from_iterable(self.found(runs)), COMPARED))

    def found(self, runs: list[str]) -> tuple[BitMap, BitMap]:
        """Those that hold every run: those that begin with the first word, and the others."""
        found = self.holding(runs)
        first = WORD.findall(" ".join(runs))
        begun = found & self._look(self._first, first[0], begun=len(first) == 1)
        return begun, found - begun

    def having(self, run: str, *, begun: bool = False) -> BitMap:
        """Those that hold a run, or one that begins with it. A compound is found as one word, and as its parts."""
        *parts, last = WORD.findall(run)
        found = self._look(self._anywhere, last, begun=begun)
        if not parts:
            return found
        apart = reduce(BitMap.__and__, (self._look(self._anywhere, part) for part in parts), found)
        return apart | self._look(self._anywhere, joined(run), begun=begun)

    def _look(self, where: dict[str, BitMap], word: str, *, begun: bool = False) -> BitMap:
        if not begun:
            return where.get(word, BitMap())
        start, end = (bisect_left(self._words, edge) for edge in (word, f"{word}\U0010ffff"))
        return BitMap().union(*(where[found] for found in self._words[start:end] if found in where))


def _words_of(labels: Iterable[tuple[int, str]]) -> tuple[dict[str, BitMap], dict[str, BitMap]]:
    """Each word of some labels → the numbers of those that hold it anywhere, and of those that begin with it."""
    anywhere, first = (defaultdict(partial(array, "I")) for _ in range(2))
    for number, label in labels:
        for place, run in enumerate(RUN.findall(label)):
            for word in (run,) if run.isalnum() else (*WORD.findall(run), joined(run)):
                anywhere[word].append(number)
                if not place:
                    first[word].append(number)
    return {word: BitMap(found) for word, found in anywhere.items()}, {w: BitMap(found) for w, found in first.items()}


def _changed(before: dict[str, BitMap], gone: BitMap, fresh: dict[str, BitMap]) -> dict[str, BitMap]:
    now = before.copy()
    for word in [word for word, found in before.items() if found.intersect(gone)]:
        if left := before[word] - gone:
            now[word] = left
        else:
            del now[word]
    for word, found in fresh.items():
        now[word] = now[word] | found if word in now else found
    return now


class Lines:
    """Tens of thousands of names, the likeliest first, in one text that is looked through: 1.5 MB, where `Labels` would
    take ten times as much."""

    def __init__(self, names: Iterable[str], fold: Callable[[str], str] = str, before: "Lines | None" = None):
        """fold: makes of a name what is looked through. before: the lines of other names, to take those of the same
        from."""
        self._names, known = list(names), {} if before is None else before._by_name()
        lines = [known.get(name) or f" {plain(fold(name))} \n" for name in self._names]
        self._text = "".join(lines)
        self._ends = array("I", accumulate(map(len, lines)))

    def _by_name(self) -> dict[str, str]:
        starts = chain([0], self._ends)
        return {name: self._text[at:end] for name, at, end in zip(self._names, starts, self._ends, strict=False)}

    def nearest(self, runs: list[str]) -> list[int]:
        """The numbers of the first that hold every run, of the last one at least the start."""
        words = WORD.findall(" ".join(runs))
        wanted = [*(f" {word} " for word in words[:-1]), f" {words[-1]}"]
        longest, found, place = max(wanted, key=len), [], 0
        while len(found) < COMPARED and (place := self._text.find(longest, place)) >= 0:
            number = bisect_right(self._ends, place)
            start, place = self._ends[number - 1] if number else 0, self._ends[number]
            if all(self._text.find(word, start, place) >= 0 for word in wanted):
                found.append(number)
        return found


def acronym_of(name: str) -> str:
    """The initials of a body's name, in small letters: "perf", "bja"; "" when they are too few to know it by."""
    initials = "".join(word[0] for word in name.partition(",")[0].split() if word[0].isupper())
    return initials.lower() if len(initials) >= SHORTEST_ACRONYM else ""


def joined(run: str) -> str:
    """A compound as one word. Numbers do not join, for 9/11 is not 911."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", run)


def plain(text: str) -> str:
    """Folded text as its words alone: "use of force: a guide" becomes "use of force a guide"."""
    return " ".join(WORD.findall(text))
