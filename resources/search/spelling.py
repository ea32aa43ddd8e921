"""The public words of the catalogue: for spelling, never from a draft. Read when a search first finds little."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf, log

from django.db.models import Count, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from icpr.lib.folding import fold
from pillars.models import Finding, FocusArea, Item, Pillar, Practice, Topic
from resources.edition import LISTS, SEARCH, Edition, per_edition
from resources.models import Resource, SynonymGroup, TaggedResource
from resources.search import slips, word_lists
from resources.search.analysis import PARTS, RUN, STOP_WORDS, stems_of

SHORTEST = 4
RARE = 10
LONGEST_ABBREVIATION = 5
# How many times likelier the best candidate is than the next when it is meant for certain, and how much less likely
# each slip makes it, both as logarithms. Of the words typed here, how many are those of the records.
FAR, SLIP, PUBLIC = log(20), 6.0, 0.9
SURE = 5  # letters of a slip that may be one for certain: a shorter one is like too many words


@dataclass(frozen=True, slots=True)
class Correction:
    """meant: the public word, or two, most like one that was typed. is_certain: whether it may be searched instead; if
    not, it may only be offered."""

    meant: str
    is_certain: bool


@dataclass(frozen=True)
class Lexicon:
    """What the public records say, in words.

    words: each word, folded, with how often it stands in titles, annotations, briefs and terms. known: the stems of
    these, of the vocabulary and of the Blueprint. What is known is right, but only the words of records are meant.
    """

    words: dict[str, int]
    known: frozenset[str]

    @cached_property
    def total(self) -> int:
        return sum(self.words.values())

    def correction(self, word: str, held: Callable[[str], int]) -> Correction | None:
        """What a word was typed for, if it is no word: none of a language, of a record or of the library's own texts.

        `held` says how many records hold a stem. A word that stands in records alone, and is rare beside a commoner
        one, may be a slip there too: the commoner one is offered. So is a word at a single slip from a name. While the
        word lists are missing, nothing is.
        """
        typed, lists = fold(word), word_lists.lists()
        if len(typed) < SHORTEST or not typed.isalpha() or typed in STOP_WORDS or not lists or lists.holds(typed):
            return None
        stems, own = stems_of(typed), self.words.get(typed, 0)
        if not own and self.known.issuperset(stems):
            return None  # another form of a known word
        in_texts = 0 if own else min(map(held, stems))
        is_free = not own and not in_texts and not is_name(word)
        likely = self._likely(typed, lists, most=1 + is_free * ((len(typed) >= 6) + (len(typed) >= 10)))
        if own or in_texts:
            likely = [found for found in likely if self.words.get(found[1], 0) >= max(own * RARE, in_texts + 1)]
        candidates = [found for found in likely if found[1] in self.words]
        is_far = all(OSA.distance(typed, found) > 1 for _, found in candidates)
        if is_free and is_far and (two := self._two_words(typed)):
            return Correction(two, is_certain=True)
        if not candidates:
            return None
        chance, meant = max(candidates, key=lambda found: found[0])
        rivals = (other for other, found in likely if stems_of(found) != stems_of(meant))
        is_sure = is_free and len(typed) >= SURE
        return Correction(meant, is_sure and chance - max(rivals, default=-inf) >= FAR)

    def _likely(self, typed: str, lists: word_lists.WordLists, *, most: int) -> list[tuple[float, str]]:
        """Words that a typed one may be meant for, each with the logarithm of how likely it is: public ones within so
        many slips, and at one slip those of the language that are not public, which rival them."""
        near = process.extract(typed, self.words.keys(), scorer=OSA.distance, score_cutoff=most, limit=20)
        public = {found for found, distance, _ in near if distance == 1 or found[0] == typed[0]}
        ordinary = {found for found in slips.one_slip_from(typed) if lists.share(found)}
        stems = stems_of(typed)
        return sorted(
            (self._chance(typed, found, lists), found)
            for found in public | ordinary
            if len(found) > 2 and stems_of(found) != stems
        )

    def _chance(self, typed: str, meant: str, lists: word_lists.WordLists) -> float:
        share = PUBLIC * self.words.get(meant, 0) / self.total + (1 - PUBLIC) * lists.share(meant)
        return log(share) - SLIP * slips.cost(typed, meant)

    def _two_words(self, word: str) -> str:
        """An unknown word as the two public words it joins, "health care"; empty if there are none."""
        cuts = ((word[:cut], word[cut:]) for cut in range(SHORTEST, len(word) - SHORTEST + 1))
        known = [(min(self.words.get(a, 0), self.words.get(b, 0)), f"{a} {b}") for a, b in cuts]
        times, written = max(known, default=(0, ""))
        return written if times else ""


def is_name(word: str) -> bool:
    """Whether a word is written as a name or an abbreviation: with a capital, not in so many that it is only loud."""
    return word != word.lower() and not (word.isupper() and len(word) > LONGEST_ABBREVIATION)


@per_edition(*LISTS, *SEARCH)
def of(edition: Edition) -> Lexicon:
    """The lexicon of one edition of the catalogue."""
    runs = _runs(Resource.objects.published(edition.read_at))
    words: Counter[str] = Counter()
    known: set[str] = set()
    for run, times in runs.items():
        known.update(stems_of(run))
        for part in PARTS.split(run):
            words[fold(part)] += times
    known.update(stem for text in _own_texts() for run in RUN.findall(text) for stem in stems_of(run))
    by_frequency = sorted(words.items(), key=lambda item: (-item[1], item[0]))  # the same on every database
    return Lexicon(dict(by_frequency), frozenset(known))


def _runs(published: QuerySet[Resource]) -> Counter[str]:
    """Each run of letters in titles, annotations, briefs and terms, as written, with how often it stands there."""
    runs: Counter[str] = Counter()
    for texts in published.values_list("title", "annotation", "in_brief").iterator(chunk_size=5_000):
        runs.update(RUN.findall("\n".join(texts)))
    used = TaggedResource.objects.filter(content_object__in=published).values_list("tag__name").annotate(Count("pk"))
    frame = ((name, 1) for model in (Pillar, FocusArea, Topic) for name in model.objects.values_list("name", flat=True))
    for name, times in (*used, *frame):
        for run in RUN.findall(name):
            runs[run] += times
    return runs


def _own_texts() -> Iterator[str]:
    """The texts of the vocabulary and of the Blueprint, whose words are known but lead to no record by themselves."""
    for group in SynonymGroup.objects.filter(is_on=True):
        yield from group.term_list + group.target_list
    for texts in (
        Item.objects.values_list("statement", "question", "first_step"),
        Practice.objects.values_list("name", "what_it_is"),
        Finding.objects.values_list("summary", "rating_words"),
    ):
        yield from map("\n".join, texts)
