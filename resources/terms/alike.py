"""Tags, topics and publishers like a name that is none of theirs: what somebody who types it may mean."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model
from rapidfuzz import fuzz

from resources import edition
from resources.catalogue.labels import acronym_of
from resources.models import SynonymGroup
from resources.search import synonyms
from resources.search.queries import phrase_of
from resources.terms.models import TermKind

NEAR_ENOUGH = 82  # of 100: one slip in a short word, two in a long one
SAME = 100
MOST_NEAR = 3


def nearest(kind: TermKind, names: Iterable[str]) -> dict[str, list[Model]]:
    """For each name the terms it may mean, the nearest first: the same to the vocabulary of search, an acronym and what
    it stands for, spelled nearly alike, or one with all words of the other."""
    names = list(names)
    terms = list(kind.model.objects.all()) if names else []
    groups = phrase_groups() if terms else {}
    return {name: _nearest(kind, name, terms, groups) for name in names}


def _nearest(kind: TermKind, name: str, terms: list[Model], groups: dict) -> list[Model]:
    key, initials, meanings = kind.key_of(name), initials_of(name), set(groups.get(phrase_of(name), ()))
    words, scores = set(key.split()), {}
    for term in terms:
        other = kind.key_of(term.name)
        others = set(other.split())
        score = max(fuzz.ratio(key, other), fuzz.token_sort_ratio(key, other))
        if key in initials_of(term.name) or other in initials or meanings & set(groups.get(phrase_of(term.name), ())):
            scores[term] = SAME
        elif score >= NEAR_ENOUGH or words <= others or (others <= words and len(others) > 1):
            scores[term] = score
    return sorted(scores, key=lambda term: (-scores[term], term.name))[:MOST_NEAR]


def initials_of(name: str) -> set[str]:
    """The acronyms that a name of several words may go by, in small letters: "bwc" of "Body-worn cameras"."""
    words = name.replace("-", " ").split()
    found = {acronym_of(name), "".join(word[0] for word in words).lower()} if len(words) > 1 else set()
    return found - {""}


def phrase_groups() -> dict[tuple[str, ...], list[int]]:
    """What the vocabulary takes for one: phrase → numbers of its groups, from 1."""
    groups = defaultdict(list)
    for number, row in enumerate(synonyms.groups(edition.current()), 1):
        if row.direction == SynonymGroup.Direction.BOTH:
            for term in row.terms.splitlines():
                groups[phrase_of(term)].append(number)
    return groups
