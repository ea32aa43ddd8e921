"""From what a person typed to what they get:
the words, other words for them, a likelier spelling, at last some of them."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial

from icpr.lib.folding import fold
from resources.edition import SEARCH, Edition, per_edition
from resources.models import BestBet
from resources.search import compounds, frequency, ranking, spelling, synonyms
from resources.search.queries import Query, parse

# A query of so many groups is a sentence: some may be missing while fewer records than this hold them all.
SENTENCE, ENOUGH_FOR_SENTENCE = 3, 8
LETTERS = re.compile(r"(?<!\S)-\S+|\b[^\W\d_]+(?:['’][^\W\d_]+)*\b")


@dataclass(frozen=True)
class Found:
    """What a search found, and what its reader is to be told.

    ids: best first. query: what was searched, for marking. corrected: the text searched instead, when what was typed
    finds nothing. suggested: a likelier spelling, offered. complete: how many of `ids` hold all of the query; the
    others follow from part of it. pages: the pages of documents that hold all of it, in reading order, each with its
    resource.
    """

    ids: list[int] = field(default_factory=list)
    query: Query = field(default_factory=Query)
    corrected: str = ""
    suggested: str = ""
    complete: int = 0
    pages: dict[int, int] = field(default_factory=dict)

    @property
    def is_partial(self) -> bool:
        return self.complete < len(self.ids)

    @property
    def widened(self) -> list[tuple[str, list[str]]]:
        """(words typed, other words searched as well), as the vocabulary writes them."""
        return [(group.typed, list(group.names)) for group in self.query.required if group.names]


def find(text: str, published: Mapping[int, object], edition: Edition) -> Found:
    """What a text finds among the published records of an edition (keyed by their primary keys), best first."""
    if not parse(text):
        return Found()
    counts, among = frequency.of(edition), published.keys()
    read = _reader(among, edition)
    query = read(text)
    counts.learn(query.every_stem)
    whole = ranking.complete(query, among, counts.page_owners)
    corrected = suggested = ""
    if len(whole.ids) < ranking.FEW:
        for doubt in (True, False):  # when nothing speaks for the doubt, put right only the words that stand nowhere
            spelled = respelled(text, edition, doubt=doubt)
            if not spelled:
                break
            other = read(spelled)
            found = ranking.complete(other, among, counts.page_owners)
            if whole.ids or found.ids:
                break
        if spelled and not whole.ids:
            query, whole, corrected = other, found, spelled
            counts.learn(query.every_stem)
        elif spelled and len(found.ids) > len(whole.ids):
            suggested = spelled
    ids, complete, weighed = whole.ids, len(whole.ids), ranking.weighed(query, counts)
    enough = ENOUGH_FOR_SENTENCE if len(query.required) >= SENTENCE else ranking.FEW
    if complete < enough and not whole.titled and '"' not in text:
        some, weighed = ranking.partial(query, among, counts)
        ids = list(dict.fromkeys([*some, *ids]))
    best = [pk for pk in best_bets(edition).get(fold(text), ()) if pk in among]
    ids = list(dict.fromkeys([*best, *ranking.scored(ids, weighed)]))
    pages = {page: counts.page_owners[page] for page in sorted(whole.pages) if page in counts.page_owners}
    return Found(ids, query, corrected, suggested, complete, pages)


def holding_all(text: str, published: Mapping[int, object], edition: Edition) -> list[int]:
    """Primary keys of the published records that hold all of a text, in its words or in other words for them.

    They are the `complete` ones of `find`, when it searches what was typed, in no order that means anything.
    """
    among = published.keys()
    query = _reader(among, edition)(text)
    return ranking.complete(query, among, frequency.of(edition).page_owners).ids if query else []


def _reader(among: Set[int], edition: Edition) -> Callable[[str], Query]:
    """How a text is read: with the vocabulary of an edition, and the compounds of some published records."""
    return partial(parse, synonyms=synonyms.of(edition), compounds=partial(compounds.of(edition).read, among=among))


@per_edition(*SEARCH, "day")
def best_bets(edition: Edition) -> dict[str, list[int]]:
    """Primary keys of the records pinned to each query, folded, on the day of an edition."""
    pinned: dict[str, list[int]] = {}
    for query, pk in BestBet.objects.in_force(edition.day).values_list("folded_query", "resource_id"):
        pinned.setdefault(query, []).append(pk)
    return pinned


def respelled(text: str, edition: Edition, *, doubt: bool = True) -> str:
    """The text with each unlikely word replaced by a likely one; empty when every word is likely.

    doubt: whether a word that some record holds may be unlikely.
    """

    words, held = spelling.of(edition), frequency.of(edition).of

    def likely(found: re.Match) -> str:
        word = found.group()
        return word if word.startswith("-") else words.correction(word, held, doubt=doubt) or word

    spelled = LETTERS.sub(likely, text)
    return spelled if spelled != text else ""
