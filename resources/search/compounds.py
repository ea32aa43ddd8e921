"""Compounds that some write as one word and some as two:
"healthcare", "health care" and "health-care" ask for the same.

What counts as one is told by the public records, not by a list. Two words are a compound when some record holds them
joined where it does not hold them side by side; one word is when some record holds its halves side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pyroaring import BitMap

from resources.edition import SEARCH, Edition, per_edition
from resources.search import postings as kept
from resources.search.analysis import PARTS, STOP_WORDS, stems_of
from resources.search.full_text import Scope
from resources.search.postings import Postings
from resources.search.queries import Phrase, Run, runs_of

SHORTEST, LONGEST = 7, 30  # letters of a word that may be two
SHORTEST_HALF = 3


@dataclass
class Compounds:
    """What has been asked of one edition so far. held: each phrase, with the records of any status that hold it."""

    postings: Postings
    held: dict[Phrase, BitMap] = field(default_factory=dict)

    def read(self, runs: Sequence[Run], among: BitMap) -> list[Run]:
        """A row of typed words with its compounds as if typed with a hyphen. `among`: keys of the published records.

        A word that no record holds, joined or with a hyphen, is read as two words when it can be.
        """
        pairs = {pair: stems for pair in pairwise(runs) if (stems := _joined(*pair))}
        halves = {run: _halves(run) for run in runs}
        hyphened = [run for run in runs if _is_hyphened(run)]
        self._learn([stems[-1:] for stems in pairs.values()])
        self._learn(stems[:-1] for stems in pairs.values() if self._some(stems[-1:], among))
        self._learn(
            phrase for run, found in halves.items() for phrase in (run.stems, *(s[:-1] for s in found.values()))
        )
        self._learn(run.stems[-1:] for run in hyphened)
        found: list[Run] = []
        place = 0
        while place < len(runs):
            run, pair = runs[place], tuple(runs[place : place + 2])
            if pair in pairs and self._is_compound(pairs[pair], among, has_common=any(one.is_common for one in pair)):
                found.append(Run(" ".join(one.text for one in pair), pairs[pair], is_common=False))
                place += 1
            elif run in hyphened and not self._some(run.stems[-1:], among):
                found += runs_of(" ".join(PARTS.split(run.text)))
            else:
                found += self._apart(run, halves[run], among)
            place += 1
        return found

    def _is_compound(self, stems: tuple[str, ...], among: BitMap, *, has_common: bool) -> bool:
        """Whether two words are one: joined where they do not also stand side by side, as a hyphen lets them; beside a
        common word, which alone tells nothing, a hyphen is enough."""
        joined = self.held[stems[-1:]] & among
        return bool(joined if has_common else joined and joined - self.held[stems[:-1]])

    def _apart(self, run: Run, halves: dict[str, tuple[str, ...]], among: BitMap) -> list[Run]:
        """A word as it is, as a compound, or as two words."""
        written = next((text for text, stems in halves.items() if self._some(stems[:-1], among)), "")
        if not written:
            return [run]
        if self._some(run.stems, among):
            return [Run(run.text, halves[written], is_common=False)]
        return runs_of(written)

    def _some(self, phrase: Phrase, among: BitMap) -> bool:
        return not among.isdisjoint(self.held[phrase])

    def _learn(self, phrases: Iterable[Phrase]) -> None:
        """Have the records of some phrases at hand: one statement for those not asked for before."""
        found = self.postings.of((phrase, Scope.ALL) for phrase in phrases if phrase not in self.held)
        self.held |= {phrase: records for (phrase, _), records in found.items()}


def _is_word(run: Run) -> bool:
    """Of letters only, and no compound already."""
    return len(run.stems) == 1 and run.text.isalpha()


def _is_hyphened(run: Run) -> bool:
    return len(run.stems) == 3 and all(part.isalpha() for part in PARTS.split(run.text))


def _joined(a: Run, b: Run) -> tuple[str, ...]:
    """The stems of two words as a compound, if they may be one."""
    may_be = _is_word(a) and _is_word(b) and f"{a.text} {b.text}" in _cuts(a.text + b.text)
    return stems_of(f"{a.text}-{b.text}") if may_be else ()


def _halves(run: Run) -> dict[str, tuple[str, ...]]:
    """The ways to part a word, as "health care", each with the stems of the compound."""
    cuts = _cuts(run.text) if _is_word(run) else ()
    return {cut: stems_of(cut.replace(" ", "-")) for cut in cuts}


def _cuts(word: str) -> list[str]:
    """A word cut in two at each place; a common word, such as "the" of "therapist", begins none."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    places = range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)
    return [f"{word[:place]} {word[place:]}" for place in places if word[:place].lower() not in STOP_WORDS]


@per_edition(*SEARCH)
def of(edition: Edition) -> Compounds:
    return Compounds(kept.of(edition))
