"""From what a person typed to what they get:
the words, other words for them, a likelier spelling, at last the records nearest to them."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from unicodedata import category, normalize

from icpr.lib.folding import fold
from resources.edition import SEARCH, Edition, per_edition
from resources.models import BestBet
from resources.search import blueprint, compounds, frequency, ranking, spelling, synonyms
from resources.search.analysis import stems_of
from resources.search.nearest import Nearest, nearest
from resources.search.queries import LONGEST, Query, parse
from resources.search.spelling import Lexicon

LETTERS = re.compile(r"(?<!\S)-\S+|\b[^\W\d_]+(?:['’][^\W\d_]+)*\b")


@dataclass(frozen=True)
class Found:
    """What a search found, and what its reader is to be told.

    ids: the records that hold all of the query, and those pinned to it, best first. query: what was searched, for
    marking. corrected: the text searched instead, when what was typed finds nothing. suggested: a likelier spelling,
    offered. pages: the pages of documents that hold all of it, in reading order, each with its resource. nearest: when
    there are no `ids`, the few records that hold the most telling part of the query, the nearest first.
    """

    ids: list[int] = field(default_factory=list)
    query: Query = field(default_factory=Query)
    corrected: str = ""
    suggested: str = ""
    pages: dict[int, int] = field(default_factory=dict)
    nearest: tuple[Nearest, ...] = ()

    @property
    def widened(self) -> list[tuple[str, list[str]]]:
        """(words typed, other words searched as well), as the vocabulary writes them."""
        return [(group.typed, list(group.names)) for group in self.query.required if group.names]


def find(
    text: str, published: Mapping[int, object], edition: Edition, passes: Callable[[int], bool] = lambda pk: True
) -> Found:
    """What a text finds among the published records of an edition (keyed by their primary keys), best first.

    `passes` says which of them, by primary key, are let through by whatever else is asked: only those are nearest.
    """
    if not parse(text):
        return Found()
    counts, among = frequency.of(edition), published.keys()
    read = _reader(among, edition)
    query = read(text)
    counts.learn(query.every_stem)
    whole = ranking.complete(query, among, counts.page_owners)
    corrected = suggested = ""
    if len(whole.ids) < ranking.FEW:
        spelled = respelled(text, edition)
        if spelled.certain and not whole.ids:
            other = read(spelled.certain)
            found = ranking.complete(other, among, counts.page_owners)
            if found.ids:
                query, whole, corrected = other, found, spelled.certain
                counts.learn(query.every_stem)
        if not corrected and spelled.likely:
            found = ranking.complete(read(spelled.likely), among, counts.page_owners)
            suggested = spelled.likely if len(found.ids) > len(whole.ids) else spelled.certain * (not whole.ids)
    best = [pk for pk in pinned(text, edition) if pk in among]
    ids = list(dict.fromkeys([*best, *ranking.scored(whole.ids, ranking.weighed(query, counts))]))
    near = () if ids else nearest(query, among, counts, passes)
    pages = {page: counts.page_owners[page] for page in sorted(whole.pages) if page in counts.page_owners}
    return Found(ids, query, corrected, suggested, pages, near)


def holding_all(text: str, published: Mapping[int, object], edition: Edition) -> list[int]:
    """Primary keys of the published records that hold all of a text, in its words or in other words for them.

    They are the ids of `find` but for what is pinned, when it searches what was typed, in no order that means anything.
    """
    query = read(text, published, edition)
    return ranking.complete(query, published.keys(), frequency.of(edition).page_owners).ids if query else []


def read(text: str, published: Mapping[int, object], edition: Edition) -> Query:
    """A text as `find` reads it when it searches what was typed."""
    return _reader(published.keys(), edition)(text)


def _reader(among: Set[int], edition: Edition) -> Callable[[str], Query]:
    """How a text is read: with the vocabulary of an edition, and the compounds of some published records."""
    return partial(parse, synonyms=synonyms.of(edition), compounds=partial(compounds.of(edition).read, among=among))


def pinned(text: str, edition: Edition) -> list[int]:
    """Primary keys of the records that staff pinned to a search, in their order."""
    return best_bets(edition).get(fold(text), [])


@per_edition(*SEARCH, "day")
def best_bets(edition: Edition) -> dict[str, list[int]]:
    """Primary keys of the records pinned to each query, folded, on the day of an edition."""
    pinned: dict[str, list[int]] = {}
    for query, pk in BestBet.objects.in_force(edition.day).values_list("folded_query", "resource_id"):
        pinned.setdefault(query, []).append(pk)
    return pinned


@dataclass(frozen=True, slots=True)
class Respelled:
    """A text with the words put right that are slips for certain, and with all that may be; each empty without any."""

    certain: str
    likely: str


def respelled(text: str, edition: Edition, lexicon: Lexicon | None = None) -> Respelled:
    """A text with each slip replaced by the public word it is likely typed for, by default one of the records. Words
    within quotation marks are never slips for certain; words after a minus, and letters beside a mark that nobody sees,
    are none."""
    words, counts = lexicon or spelling.of(edition), frequency.of(edition)
    text = normalize("NFC", text)
    found = [word for word in LETTERS.finditer(text, 0, LONGEST) if not _is_part(word)]
    counts.learn(stem for word in found for stem in stems_of(word.group()))
    judged = [(word, made) for word in found if (made := words.correction(word.group(), counts))]
    right = blueprint.of(edition).lexicon.words if judged else ()
    certain, likely, end = [], [], 0
    for word, correction in judged:
        if fold(word.group()) not in right:
            is_made = correction.is_certain and not text.count('"', 0, word.start()) % 2
            between = text[end : word.start()]
            certain += [between, correction.meant if is_made else word.group()]
            likely += [between, correction.meant]
            end = word.end()
    spelled = ("".join([*pieces, text[end:]]) for pieces in (certain, likely))
    return Respelled(*(found if found != text else "" for found in spelled))


def _is_part(word: re.Match) -> bool:
    """Whether letters are excluded, or only part of a word: beside a soft hyphen or another mark that nobody sees, or
    where the text is cut."""
    text, start, end = word.string, word.start(), word.end()
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    is_cut = end == LONGEST < len(text) and text[end].isalpha()
    return word.group().startswith("-") or is_cut or any(category(c) in ("Cf", "Mn", "Mc", "Me") for c in beside)
