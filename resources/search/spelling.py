"""The public words of the catalogue: for spelling, never from a draft. Read when a search first finds little."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from icpr.lib.database.places import PerPlace
from icpr.lib.folding import fold
from resources.edition import LISTS, SEARCH, Edition, per_edition
from resources.search import slips, synonyms, word_lists
from resources.search.analysis import PARTS, STOP_WORDS, runs_in, stems_of
from resources.search.frequency import Frequencies
from resources.search.public_words import PublicWords
from resources.search.word_lists import WordLists

SHORTEST = 4
RARE = 10
MOST_NEAR = 20
LONGEST_ABBREVIATION = 5
UNHEARD = 1e-7  # of all words written, the share of one that only dictionaries hold
# How many times likelier the best candidate is than the next when it is meant for certain, and how much less likely
# each slip makes it, both as logarithms. Of the words typed here, how many are those of the records.
FAR, SLIP, PUBLIC = log(50), 6.0, 0.9
SMALLEST = 10_000  # words that a library counts as having, lest each of a new one weighs as much as a common word
IN_VOCABULARY = 0.2  # how often a word of the vocabulary alone counts as standing in records
LETTERS_A_SLIP = 5  # that a word has at least when it is one for certain: a shorter one is like too many others


@dataclass(frozen=True, slots=True)
class Correction:
    """meant: the public word, or two, most like one that was typed. is_certain: whether it may be searched instead; if
    not, it may only be offered."""

    meant: str
    is_certain: bool


@dataclass(frozen=True)
class Lexicon:
    """What the public records say, in words.

    words: each word, folded, with how often it stands in titles, annotations, briefs and terms. vocabulary: the other
    words of the synonym groups, folded. known: the stems of both, all of which are right.
    """

    words: dict[str, int]
    vocabulary: frozenset[str]
    known: frozenset[str]

    @cached_property
    def total(self) -> int:
        return max(SMALLEST, sum(self.words.values()))

    def correction(self, word: str, counts: Frequencies) -> Correction | None:
        """What a word was typed for, if it is no word: none of a language, of a record or of the vocabulary.

        `counts` has learnt the stems of the word. Some that may be right are not replaced, but another word is offered:
        one that stands in records, beside a much commoner one at a single slip; a name; a word that dictionaries hold
        and nobody writes. While the word lists are missing, nothing is offered either.
        """
        typed, lists = fold(word), word_lists.lists()
        if len(typed) < SHORTEST or not (typed.isascii() and typed.isalpha()) or typed in STOP_WORDS or not lists:
            return None
        stems, own = stems_of(typed), self.words.get(typed, 0)
        held, is_listed = min(map(counts.of, stems)), lists.holds(typed)
        if not own and self.known.issuperset(stems):
            return None  # another form of a known word
        if is_listed and (own or held or lists.share(typed) > UNHEARD):
            return None
        is_free = not (own or held or is_listed or is_name(word))
        near = self._near(typed, most=1 + is_free * ((len(typed) >= 6) + (len(typed) >= 10)))
        if own or held:
            least = own * RARE if own else held + 1
            near = {found: times for found, times in near.items() if times >= least}
        if is_free and all(OSA.distance(typed, found) > 1 for found in near) and (two := self._two_words(typed)):
            return Correction(two, is_certain=True)
        if not near:
            return None
        meant, is_clear = self._likeliest(typed, near, lists)
        if is_listed and not is_clear:
            return None
        return Correction(
            meant, is_free and is_clear and max(1, slips.cost(typed, meant)) <= len(typed) / LETTERS_A_SLIP
        )

    def _near(self, typed: str, *, most: int) -> dict[str, float]:
        """The public words within so many slips of a typed one, each with how often it stands in records: one of the
        vocabulary alone, which may lead to records, counts less than any of theirs."""
        found: dict[str, float] = {}
        for words in (self.words.keys(), self.vocabulary):
            every = process.extract(typed, words, scorer=OSA.distance, score_cutoff=most, limit=None)
            every.sort(key=lambda one: (one[1], -self.words.get(one[0], 0), one[0]))
            for near, distance, _ in every[:MOST_NEAR]:
                if (distance == 1 or near[0] == typed[0]) and stems_of(near) != stems_of(typed):
                    found[near] = self.words.get(near, IN_VOCABULARY)
        return found

    def _likeliest(self, typed: str, near: dict[str, float], lists: WordLists) -> tuple[str, bool]:
        """Which of the words near a typed one is meant, and whether it is far likelier than every other: than those
        near, than the ordinary words at one slip that no record holds, and than the typed one where a list has it."""

        def chance(word: str) -> float:
            share = PUBLIC * near.get(word, 0) / self.total + (1 - PUBLIC) * lists.share(word)
            return log(share) - SLIP * slips.cost(typed, word)

        chances = {word: chance(word) for word in near}
        meant = max(chances, key=lambda word: (chances[word], word))
        ordinary = {word for word in slips.one_slip_from(typed) if word not in near and lists.share(word)}
        chances |= {word: chance(word) for word in ordinary if len(word) > 2}
        others = (times for word, times in chances.items() if stems_of(word) != stems_of(meant))
        return meant, chances[meant] - max(others, default=-inf) >= FAR

    def _two_words(self, word: str) -> str:
        """An unknown word as the two public words it joins, "health care"; empty if there are none."""
        cuts = ((word[:cut], word[cut:]) for cut in range(SHORTEST, len(word) - SHORTEST + 1))
        known = [(min(self.words.get(a, 0), self.words.get(b, 0)), f"{a} {b}") for a, b in cuts]
        times, written = max(known, default=(0, ""))
        return written if times else ""


def is_name(word: str) -> bool:
    """Whether a word is written as a name or an abbreviation: with a capital, not in so many that it is only loud."""
    return word != word.lower() and not (word.isupper() and len(word) > LONGEST_ABBREVIATION)


_shared = PerPlace(PublicWords)


@per_edition(*LISTS, *SEARCH)
def of(edition: Edition) -> Lexicon:
    """The lexicon of one edition of the catalogue."""
    return read(edition, _shared())


def read(edition: Edition, public: PublicWords) -> Lexicon:
    """As `of`, from what is kept of the public words: a new `PublicWords` reads them all."""
    counts, (words, stems) = public.at(edition), _vocabulary(synonyms.groups(edition))
    return Lexicon(counts.words, words - counts.words.keys(), stems | counts.stems.keys())


@lru_cache(maxsize=2)
def _vocabulary(groups: tuple[synonyms.Row, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of synonym groups, folded, and their stems. Kept: they are asked for after each edit."""
    found = [_words_of(f"{group.terms}\n{group.targets}") for group in groups]
    words, stems = zip(*found, strict=True) if found else ((), ())
    return frozenset().union(*words), frozenset().union(*stems)


@lru_cache(maxsize=10_000)
def _words_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text, folded, and its stems."""
    runs = runs_in(text)
    return (
        frozenset(fold(part) for run in runs for part in PARTS.split(run)),
        frozenset(stem for run in runs for stem in stems_of(run)),
    )
