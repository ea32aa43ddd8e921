"""Subjects that a query is near to by its words alone: those of vocabulary terms that it holds the most telling part
of, in any order and with other words between.

"My coworker keeps making dirty remarks" holds "coworker" and "dirty", as terms for harassment do. Such a subject makes
records near, never found.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log

from resources.edition import SEARCH, Edition, per_edition
from resources.models import SynonymGroup
from resources.search import synonyms
from resources.search.analysis import STOP_WORDS
from resources.search.queries import Group, Phrase, phrase_of

# What a query has to hold of all that a term tells; so many subjects are asked for at most for each of its words.
LEAST, MOST = 0.5, 5
ENOUGH = 0.4  # of what the most telling word tells, what another has to tell to count

Subject = tuple[Phrase, str]


@dataclass
class Terms:
    """The terms of the vocabulary by their words. told: of each word, how much it tells among the terms."""

    words: list[frozenset[str]] = field(default_factory=list)
    subjects: list[tuple[Subject, ...]] = field(default_factory=list)
    holding: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, float] = field(default_factory=dict)

    def near(self, words: Sequence[frozenset[str]]) -> list[list[Subject]]:
        """For each group of a query, given as its single words, the subjects it is near to, the nearest first."""
        asked = frozenset().union(*words)
        places = {place for word in asked for place in self.holding.get(word, ())}
        shares = {place: self._share(self.words[place], asked) for place in places}
        best = sorted((place for place in places if shares[place] >= LEAST), key=lambda place: (-shares[place], place))
        found: list[list[Subject]] = []
        for group in words:
            near = (subject for place in best if self._tells(place, asked, group) for subject in self.subjects[place])
            found.append(list(islice(dict.fromkeys(near), MOST)))
        return found

    def _tells(self, place: int, asked: frozenset[str], group: frozenset[str]) -> bool:
        """Whether a group holds a word of a term that tells enough beside the others of the query that the term has."""
        most = max(self.told[word] for word in self.words[place] & asked)
        return any(self.told[word] >= ENOUGH * most for word in self.words[place] & group)

    def _share(self, term: frozenset[str], asked: frozenset[str]) -> float:
        return sum(self.told[word] for word in term & asked) / sum(self.told[word] for word in term)


@per_edition(*SEARCH)
def of(edition: Edition) -> Terms:
    return terms_of(synonyms.groups(edition))


def terms_of(rows: Sequence[synonyms.Row]) -> Terms:
    """The terms of some groups, but those that keep their case."""
    terms = Terms()
    for row in rows:
        group = SynonymGroup(**row._asdict())
        named = [(phrase, target) for target in group.leads_to if (phrase := phrase_of(target))]
        for term in () if group.keep_case else group.term_list:
            phrase = phrase_of(term)
            telling = frozenset(phrase) - STOP_WORDS
            subjects = tuple(subject for subject in named if subject[0] != phrase)
            if telling and subjects:
                for word in telling:
                    terms.holding[word].append(len(terms.words))
                terms.words.append(telling)
                terms.subjects.append(subjects)
    terms.told = {word: log(1 + len(terms.words) / len(places)) for word, places in terms.holding.items()}
    return terms


def words_of(group: Group, kin: Mapping[Phrase, str]) -> frozenset[str]:
    """The single words of a group, and those of their families."""
    stems = {stem for alternative in group.exact for phrase in alternative for stem in phrase}
    return frozenset(stems | {stem for phrase in kin for stem in phrase}) - STOP_WORDS
