"""How much the words of a query tell: by how rare they are in the catalogue, and in English and Spanish."""

from collections.abc import Callable
from math import log10

from icpr.lib.folding import fold
from resources.search import word_lists
from resources.search.frequency import Frequencies
from resources.search.queries import Group, Query
from resources.search.ranking import rarity
from resources.search.word_lists import WordLists

# Of all words written, the share of one that tells least and of one that tells all it can, as powers of ten; and the
# least that a word tells, and one with related subjects.
EVERYDAY, UNUSUAL, RARE, LEAST, LEAST_OF_TERM = -3.05, -4.4, -5.0, 0.2, 0.6
# The share of a word of Spanish grammar, which is so many times rarer in English.
GRAMMAR, FOREIGN = -2.6, 1.5
# So many groups are left at least when everyday words are not asked for.
ENOUGH = 2
NONE = WordLists(())


def lists_for(query: Query) -> WordLists:
    """The words of the languages, for a query of more than one group: one is all that is asked for, and needs none."""
    return word_lists.lists() if len(query.required) > 1 else NONE


def demanded(query: Query, lists: WordLists) -> Query:
    """The groups of a query that a record has to hold: without words of Spanish grammar ("de los"), and without
    everyday words ("first", "find") beside at least two others. They count for the order only."""
    told = tuple(group for group in query.required if not _is(group, lists, is_grammar))
    if len(told) > ENOUGH:
        telling = tuple(group for group in told if not _is(group, lists, is_everyday))
        told = telling if len(telling) >= ENOUGH else told
    return Query(told or query.required, query.excluded)


def weight(group: Group, counts: Frequencies, lists: WordLists) -> float:
    """How much it tells that a record holds a group: what it tells in the catalogue, less when the language uses even
    its rarest word every day."""
    return rarity(group, counts) * part_told(group, lists)


def part_told(group: Group, lists: WordLists) -> float:
    """What a group tells of all it could, from `LEAST` to 1, by how usual its rarest word is in the language. A term of
    the vocabulary that has several words is a name, and tells all."""
    words = group.typed.split()
    if len(words) > 1 and (group.others or group.related):
        return 1.0
    usual = min((_power(lists.share(fold(word))) for word in words), default=UNUSUAL)
    least = LEAST_OF_TERM if group.related else LEAST
    return least + (1 - least) * min(1.0, max(0.0, (EVERYDAY - usual) / (EVERYDAY - UNUSUAL)))


def missed(group: Group, lists: WordLists) -> float:
    """What of the weight of a group counts that nothing in the catalogue holds: little of a word of conversation, all
    of one that is rare in the language too."""
    usual = min((_power(lists.share(fold(word))) for word in group.typed.split()), default=RARE)
    return min(1.0, max(LEAST, (EVERYDAY - usual) / (EVERYDAY - RARE)))


def is_everyday(word: str, lists: WordLists) -> bool:
    """Whether a folded word is one of the hundred or so that English or Spanish uses most."""
    return _power(lists.share(word)) > EVERYDAY


def is_grammar(word: str, lists: WordLists) -> bool:
    """Whether a folded word is one that Spanish uses all the time, as "los", and English does not. "O" is a part of
    names."""
    shares = [_power(language.share(word)) for language in lists.languages]
    return bool(shares) and word != "o" and shares[1] > GRAMMAR and shares[1] - shares[0] > FOREIGN


def _is(group: Group, lists: WordLists, kind: Callable[[str, WordLists], bool]) -> bool:
    """Whether all words of a group are of some kind, and it is neither quoted nor a term of the vocabulary."""
    is_term = group.others or (group.related and len(group.typed.split()) > 1)
    is_meant = group.is_quoted or is_term
    return not is_meant and all(kind(fold(word), lists) for word in group.typed.split())


def _power(share: float) -> float:
    return log10(share) if share else -99.0
