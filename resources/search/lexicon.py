"""The public words of the catalogue: for spelling, never from a draft. Read once for each version of the catalogue."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from rapidfuzz import process
from rapidfuzz.distance import OSA

from icpr.lib.folding import fold
from pillars.models import FocusArea, Pillar, Topic
from resources.models import PageWords, Resource, SearchText, SynonymGroup, Tag
from resources.search.analysis import RUN, STOP_WORDS, stems_of
from resources.search.editions import Edition
from resources.search.queries import Phrase

SHORTEST = 4
RARE = 10


@dataclass(frozen=True)
class Lexicon:
    """What the public records say, in words.

    words: each word, folded, with how often it stands in titles, annotations, briefs and terms. holders: each stem with
    the number of records that hold it. leading: the stems of titles, annotations and terms. size: the number of records. has_pages: whether any document has been read.
    """

    words: dict[str, int]
    holders: dict[str, int]
    leading: frozenset[str]
    size: int
    has_pages: bool

    def correction(self, word: str, *, doubt: bool = True) -> str | None:
        """The public word most like one that was typed, if the typed one is unknown, or with `doubt` if it is rare beside a
        commoner one: a slip stands in some text too.

        Likeness is the optimal string alignment distance: one slip in a short word, two from six letters, three from ten.
        """
        typed = fold(word)
        if len(typed) < SHORTEST or not typed.isalpha() or typed in STOP_WORDS:
            return None
        stems, own = stems_of(typed), self.words.get(typed, 0)
        if not own and self.leading.issuperset(stems):
            return None  # another form of a known word
        if not doubt and all(stem in self.holders for stem in stems):
            return None
        in_texts = 0 if own else min(self.holders.get(stem, 0) for stem in stems)
        most = 1 + (len(typed) >= 6) + (len(typed) >= 10)
        near = process.extract(typed, self.words.keys(), scorer=OSA.distance, score_cutoff=most, limit=20)
        likely = [
            (distance, -self.words[other], other)
            for other, distance, _ in near
            if stems_of(other) != stems and (distance == 1 or other[0] == typed[0])
        ]
        likely = [found for found in likely if -found[1] >= own * RARE and -found[1] > max(own, in_texts)]
        if own or in_texts:  # a word some record holds is doubted only when a single slip makes a commoner one
            likely = [found for found in likely if found[0] == 1]
        return min(likely)[2] if likely else None

    def rarity(self, phrase: Phrase) -> float:
        """How much a phrase tells: the square root of its inverse document frequency, that of its rarest word."""
        held = min(self.holders.get(stem, 0) for stem in phrase)
        return sqrt(log(1 + (self.size + 1) / (held + 0.5)))


@lru_cache(maxsize=1)
def of(edition: Edition) -> Lexicon:
    """The lexicon of one edition of the catalogue."""
    published = Resource.objects.published(edition.read_at)
    counts: Counter[str] = Counter()
    for texts in published.values_list("title", "annotation", "in_brief").iterator(chunk_size=5_000):
        for text in texts:
            counts.update(_words(text))
    in_use = Tag.objects.filter(resources__in=published).distinct()
    for terms in (in_use, Pillar.objects.all(), FocusArea.objects.all(), Topic.objects.all()):
        for term in terms:
            counts.update(_words(term.name))
    for group in SynonymGroup.objects.filter(is_on=True):
        for term in group.term_list + group.target_list:
            counts.update(_words(term))
    holders: Counter[str] = Counter()
    leading: set[str] = set()
    size = 0
    stored = SearchText.objects.filter(resource__in=published).values_list("title", "terms", "annotation", "body")
    for fields in stored.iterator(chunk_size=5_000):
        holders.update(set(" ".join(fields).split()))
        leading.update(" ".join(fields[:3]).split())
        size += 1
    by_frequency = sorted(counts.items(), key=lambda item: (-item[1], item[0]))  # the same on every database
    return Lexicon(dict(by_frequency), dict(holders), frozenset(leading), size, PageWords.objects.exists())


def _words(text: str) -> list[str]:
    return [folded for run in RUN.findall(text) for part in run.replace("-", " ").split() if (folded := fold(part))]
