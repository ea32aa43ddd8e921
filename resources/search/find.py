"""From what a person typed to what they get:
the words, other words for them, a likelier spelling, at last the records nearest to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from unicodedata import category

from pyroaring import BitMap

from icpr.lib.folding import fold
from icpr.lib.text.typed import normalized
from resources.edition import SEARCH, Edition, per_edition
from resources.models import BestBet
from resources.models.catalogue import permanent_number
from resources.search import blueprint, compounds, frequency, ranking, spelling, subjects, synonyms
from resources.search.analysis import stems_of
from resources.search.nearest import Nearest, nearest
from resources.search.queries import LONGEST, Query, parse
from resources.search.spelling import Lexicon
from resources.search.telling import demanded, lists_for, weight
from resources.search.typed import quoted

# A permanent number as people write it: "ICPR-000018", "icpr 18", "icpr18".
NUMBER = re.compile(r"(?<!\w)icpr[\s\-‐‑–—]*([0-9]{1,9})(?!\w)", re.IGNORECASE)
LETTERS = re.compile(r"(?<!\S)-\S+|\b[^\W\d_]+(?:['’][^\W\d_]+)*\b")


class Published(Protocol):
    """The published records of an edition, by primary key, such as the positions of the catalogue index."""

    @property
    def published(self) -> BitMap:
        """Their primary keys, not to be changed."""


@dataclass(frozen=True)
class Found:
    """What a search found, and what its reader is to be told.

    ids: the records that hold all of the query, and those pinned to it, best first. query: what was searched, for
    marking. corrected: the text searched instead, when what was typed finds nothing. suggested: a likelier spelling,
    offered. pages: the pages of documents that hold all of it, in reading order, each with its resource. nearest: when
    there are few `ids` or none, others that hold the most telling part of the query, the nearest first. passed_over:
    the everyday words of the query, as typed, that `ids` need not hold.

    `ids` are the published records that hold all of `asked`, and those `beside` them: pinned, or held by their pages.
    """

    ids: list[int] = field(default_factory=list)
    query: Query = field(default_factory=Query)
    corrected: str = ""
    suggested: str = ""
    pages: dict[int, int] = field(default_factory=dict)
    nearest: tuple[Nearest, ...] = ()
    passed_over: tuple[str, ...] = ()
    asked: Query = field(default_factory=Query)
    beside: BitMap = field(default_factory=BitMap)

    @property
    def widened(self) -> list[tuple[str, list[str]]]:
        """(words typed, other words searched as well), as the vocabulary writes them."""
        return [(group.typed, list(group.names)) for group in self.query.required if group.names]

    @property
    def spanish(self) -> list[tuple[str, list[str]]]:
        """Those of `widened` whose typed words are Spanish."""
        return [(group.typed, list(group.names)) for group in self.query.required if group.is_spanish]


def find(
    text: str,
    published: Published,
    edition: Edition,
    passing: Callable[[BitMap], BitMap] = lambda records: records,
) -> Found:
    """What a text finds among the published records of an edition, best first.

    `passing` gives those of some records, by primary keys, that whatever else is asked lets through: only those are
    nearest.
    """
    text = normalized(text)
    if not parse(text):
        return Found()
    counts, among = frequency.of(edition), published.published
    read = _reader(among, edition)
    query = read(text)
    lists = lists_for(query)
    counts.learn(query.every_stem)
    whole = ranking.complete(demanded(query, lists), among, counts)
    corrected = suggested = likely = ""
    if len(whole.ids) < ranking.FEW:
        spelled = respelled(text, edition)
        likely = spelled.likely
        if spelled.certain and not whole.ids:
            other = read(spelled.certain)
            found = ranking.complete(demanded(other, lists), among, counts)
            if found.ids:
                query, whole, corrected = other, found, spelled.certain
                counts.learn(query.every_stem)
        if not corrected and spelled.likely:
            found = ranking.complete(demanded(read(spelled.likely), lists), among, counts)
            suggested = spelled.likely if len(found.ids) > len(whole.ids) else spelled.certain * (not whole.ids)
    best = [pk for pk in pinned(text, edition) if pk in among]
    weighed = [(group, weight(group, counts, lists)) for group in query.required]
    ids = ranking.scored(whole.ids, weighed)
    ids = list(dict.fromkeys([*best, *ids])) if best else ids
    near: tuple[Nearest, ...] = ()
    phrases = any(group.is_quoted for group in query.required)
    if not ids or (len(ids) < ranking.FEW and len(query.required) > 1 and not phrases):
        others = partial(_passing_but, ids, passing)
        asked = query if ids or not likely else read(likely)
        near = nearest(asked, read, subjects.of(edition), among, counts, lists, others)
    pages = {page: counts.page_owners[page] for page in whole.pages if page in counts.page_owners}
    asked = demanded(query, lists)
    passed_over = tuple(group.typed for group in query.required if group not in asked.required)
    beside = whole.by_pages | BitMap(best)
    return Found(ids, query, corrected, suggested, pages, near, passed_over, asked, beside)


def _passing_but(ids: list[int], passing: Callable[[BitMap], BitMap], records: BitMap) -> BitMap:
    return passing(records - BitMap(ids))


def holding_all(text: str, published: Published, edition: Edition) -> list[int]:
    """Primary keys of the published records that hold all of a text, in its words or in other words for them.

    They are the ids of `find` but for what is pinned, when it searches what was typed, in no order that means anything.
    """
    query = read(text, published, edition)
    if not query:
        return []
    return ranking.complete(demanded(query, lists_for(query)), published.published, frequency.of(edition)).ids


def read(text: str, published: Published, edition: Edition) -> Query:
    """A text as `find` reads it when it searches what was typed."""
    return _reader(published.published, edition)(text)


def _reader(among: BitMap, edition: Edition) -> Callable[[str], Query]:
    """How a text is read: with the vocabulary of an edition, and the compounds of some published records."""
    read = partial(parse, synonyms=synonyms.of(edition), compounds=partial(compounds.of(edition).read, among=among))
    return lambda text: read(NUMBER.sub(lambda number: permanent_number(int(number[1])), text))


def pinned(text: str, edition: Edition) -> list[int]:
    """Primary keys of the records that staff pinned to a search, in their order."""
    return best_bets(edition).get(BestBet.key_of(text), [])


@per_edition(*SEARCH, "day")
def best_bets(edition: Edition) -> dict[str, list[int]]:
    """Primary keys of the records pinned to each query, folded, on the day of an edition."""
    pinned: dict[str, list[int]] = {}
    for query, pk in BestBet.objects.in_force(edition.day).values_list("folded_query", "resource_id"):
        pinned.setdefault(BestBet.key_of(query), []).append(pk)
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
    text = normalized(text)
    phrases = quoted(text)
    found = [word for word in LETTERS.finditer(text, 0, LONGEST) if not _is_part(word)]
    counts.learn(stem for word in found for stem in stems_of(word.group()))
    judged = [(word, made) for word in found if (made := words.correction(word.group(), counts))]
    right = blueprint.of(edition).lexicon.words if judged else ()
    certain, likely, end = [], [], 0
    for word, correction in judged:
        if fold(word.group()) not in right:
            is_quoted = any(start < word.start() < end for start, end in phrases)
            is_made = correction.is_certain and not is_quoted
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
