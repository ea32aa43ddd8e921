"""The public words of the catalogue: for spelling, never from a draft. Read when a search first finds little."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from icpr.lib.folding import fold
from pillars.models import FocusArea, Pillar, Topic
from resources.edition import LISTS, SEARCH, Edition, per_edition
from resources.models import Resource, SynonymGroup, TaggedResource
from resources.search.analysis import PARTS, RUN, STOP_WORDS, stems_of

SHORTEST = 4
RARE = 10


@dataclass(frozen=True)
class Lexicon:
    """What the public records say, in words.

    words: each word, folded, with how often it stands in titles, annotations, briefs and terms. leading: the stems of
    these.
    """

    words: dict[str, int]
    leading: frozenset[str]

    def correction(self, word: str, held: Callable[[str], int], *, doubt: bool = True) -> str | None:
        """The public word most like one that was typed, if the typed one is unknown, or with `doubt` if it is rare
        beside a commoner one: a slip stands in some text too.

        `held` says how many records hold a stem. Likeness is the optimal string alignment distance: one slip in a short
        word, two from six letters, three from ten.
        """
        typed = fold(word)
        if len(typed) < SHORTEST or not typed.isalpha() or typed in STOP_WORDS:
            return None
        stems, own = stems_of(typed), self.words.get(typed, 0)
        if not own and self.leading.issuperset(stems):
            return None  # another form of a known word
        if not doubt and all(map(held, stems)):
            return None
        in_texts = 0 if own else min(map(held, stems))
        most = 1 + (len(typed) >= 6) + (len(typed) >= 10)
        near = process.extract(typed, self.words.keys(), scorer=OSA.distance, score_cutoff=most, limit=20)
        likely = [
            (distance, -self.words[other], other)
            for other, distance, _ in near
            if stems_of(other) != stems and (distance == 1 or other[0] == typed[0])
        ]
        likely = [found for found in likely if -found[1] >= own * RARE and -found[1] > max(own, in_texts)]
        if not own and not in_texts and (not likely or min(likely)[0] > 1) and (two := self._two_words(typed)):
            return two
        if own or in_texts:  # a word some record holds is doubted only when a single slip makes a commoner one
            likely = [found for found in likely if found[0] == 1]
        return min(likely)[2] if likely else None

    def _two_words(self, word: str) -> str:
        """An unknown word as the two public words it joins, "health care"; empty if there are none."""
        cuts = ((word[:cut], word[cut:]) for cut in range(SHORTEST, len(word) - SHORTEST + 1))
        known = [(min(self.words.get(a, 0), self.words.get(b, 0)), f"{a} {b}") for a, b in cuts]
        times, written = max(known, default=(0, ""))
        return written if times else ""


@per_edition(*LISTS, *SEARCH)
def of(edition: Edition) -> Lexicon:
    """The lexicon of one edition of the catalogue."""
    runs = _runs(Resource.objects.published(edition.read_at))
    words: Counter[str] = Counter()
    leading: set[str] = set()
    for run, times in runs.items():
        leading.update(stems_of(run))
        for part in PARTS.split(run):
            words[fold(part)] += times
    for group in SynonymGroup.objects.filter(is_on=True):
        for term in group.term_list + group.target_list:
            words.update(fold(part) for run in RUN.findall(term) for part in PARTS.split(run))
    by_frequency = sorted(words.items(), key=lambda item: (-item[1], item[0]))  # the same on every database
    return Lexicon(dict(by_frequency), frozenset(leading))


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
