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
# least that a word tells.
EVERYDAY, UNUSUAL, LEAST = -3.05, -4.0, 0.2
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
    usual = min((_power(lists.share(fold(word))) for word in group.typed.split()), default=UNUSUAL)
    part = min(1.0, max(0.0, (EVERYDAY - usual) / (EVERYDAY - UNUSUAL)))
    return rarity(group, counts) * (LEAST + (1 - LEAST) * part)


def is_everyday(word: str, lists: WordLists) -> bool:
    """Whether a folded word is one of the hundred or so that English or Spanish uses most."""
    return _power(lists.share(word)) > EVERYDAY


def is_grammar(word: str, lists: WordLists) -> bool:
    """Whether a folded word is one that Spanish uses all the time, as "los", and English does not."""
    shares = [_power(language.share(word)) for language in lists.languages]
    return bool(shares) and shares[1] > GRAMMAR and shares[1] - shares[0] > FOREIGN


def _is(group: Group, lists: WordLists, kind: Callable[[str, WordLists], bool]) -> bool:
    """Whether all words of a group are of some kind, and it is neither quoted nor a term of the vocabulary."""
    is_meant = group.is_quoted or group.others or group.related
    return not is_meant and all(kind(fold(word), lists) for word in group.typed.split())


def _power(share: float) -> float:
    return log10(share) if share else -99.0
