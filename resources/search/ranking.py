"""The order of what a search finds, the same for both databases.

First in tiers, by where the words stand; then the best of them by a score over the stored words of each (see
`resources.search.scoring`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from pyroaring import BitMap

from icpr.lib.folding import fold
from resources.models import Access, Author, Kind, SearchText
from resources.search import scoring
from resources.search.analysis import stems_of
from resources.search.engine import Ask, holding, unwanted
from resources.search.frequency import Frequencies
from resources.search.full_text import Scope, read_pages
from resources.search.queries import Group, Query
from resources.search.scoring import Weighed

# Field weights, heaviest first, and the usual length of each field in words.
WEIGHTS = {"title": 10.0, "terms": 4.0, "annotation": 3.0, "body": 1.0}
USUAL_LENGTHS = {"title": 9, "terms": 30, "annotation": 18, "body": 60}
SUPERSEDED = 0.25
NEWNESS_PER_YEAR = 0.02
MARKED_NEW = 0.3
OPENABLE = 0.3
BY_AUTHOR = 8.0
YEAR = re.compile(r"(19|20)[0-9]{2}")
POLICY = frozenset(stems_of("model") + stems_of("policy"))  # what a query says that asks for a model policy
SCORED = 200
FEW = 3


class Record(NamedTuple):
    """What the order asks of a record beside its words: columns of `Resource`."""

    kind: str
    access: str
    official_url: str
    issued_on: date | None
    new_until: date | None
    superseded_by: int | None


@dataclass(frozen=True, slots=True)
class Complete:
    """ids: primary keys of records that hold all of a query, in tiers. pages: primary keys of the pages of documents,
    of whatever record, that hold it all. by_pages: of `ids`, those of such pages.
    """

    ids: list[int]
    pages: BitMap
    by_pages: BitMap


def complete(query: Query, among: BitMap, counts: Frequencies) -> Complete:
    """The records of `among` that hold all of a query.

    In tiers: by title, by what describes the record in a line, by all of it, by a page of its documents; words as typed
    before other words.
    """
    typed = [Ask(query.required, scope, widened=False) for scope in (Scope.TITLE, Scope.LEAD, Scope.ALL)]
    other = [Ask(query.required, scope) for scope in (Scope.LEAD, Scope.ALL)] if query.is_widened else []
    asks = [*typed[:2], *other[:1], *typed[2:], *other[1:]]
    answers = holding(asks, query.excluded, counts.postings)
    owners, pages, by_pages = counts.page_owners, BitMap(), BitMap()
    if owners:
        pages = read_pages(query.required, query.excluded)
        by_pages = among & BitMap([owners[page] for page in pages if page in owners])
        by_pages -= unwanted(query.excluded, counts.postings)  # elsewhere in the record, too
        answers.append(by_pages)
    ids: list[int] = []
    rest = BitMap(among)
    for answer in answers:
        ids += (answer & rest).to_array()[::-1]
        rest -= answer
    return Complete(ids, pages, by_pages)


def weighed(query: Query, counts: Frequencies) -> Weighed:
    return [(group, rarity(group, counts)) for group in query.required]


def rarity(group: Group, counts: Frequencies) -> float:
    """How much it tells that a record holds a group: as much as the commonest way to hold it."""
    return min(max(map(counts.rarity, found)) for found in (*group.exact, *group.others))


def scored(ids: list[int], groups: Weighed, *, has_related: bool = False) -> list[int]:
    """The same keys with the first `SCORED` put in the order of their scores, see `scoring.score`."""
    first = ids[:SCORED]
    columns = [f"resource__{name}" for name in Record._fields]
    rows = SearchText.objects.filter(pk__in=first).values_list("pk", *WEIGHTS, *columns)
    scores = {
        pk: _score(texts, groups, Record(*record), has_related=has_related) for pk, texts, record in _parted(rows)
    }
    for pk in _by_author(first, [group.typed for group, _ in groups]):
        scores[pk] += BY_AUTHOR
    place = {pk: position for position, pk in enumerate(first)}
    return sorted(first, key=lambda pk: (-scores.get(pk, 0.0), place[pk])) + ids[SCORED:]


def _by_author(ids: Sequence[int], typed: Sequence[str]) -> set[int]:
    """Those of some records whose author is named, letter by letter, beside a year: stems tell no Roberts from a
    Robert. One query, only when a year was typed."""
    if not any(YEAR.fullmatch(word) for word in typed):
        return set()
    words = {fold(word) for text in typed for word in text.split()}
    named = Author.objects.filter(resource__in=ids).values_list("resource", "family_name")
    return {pk for pk, name in named if fold(name) in words}


def _parted(rows: Iterable[tuple]) -> Iterator[tuple[int, Sequence[str], Sequence]]:
    """Each row of a primary key, texts and columns of the record, in these three parts."""
    return ((row[0], row[1 : 1 + len(WEIGHTS)], row[1 + len(WEIGHTS) :]) for row in rows)


def _score(texts: Sequence[str], groups: Weighed, record: Record, *, has_related: bool) -> float:
    described = zip(texts, WEIGHTS.items(), strict=True)
    fields = [scoring.field_of(text, weight, USUAL_LENGTHS[name]) for text, (name, weight) in described]
    kind = POLICY if record.kind == Kind.MODEL_POLICY else frozenset()
    score = scoring.score(fields, groups, kind, has_related=has_related)
    if record.issued_on is not None:
        score += NEWNESS_PER_YEAR * max(0, record.issued_on.year - 1990)
    if record.official_url or record.access == Access.OPEN:
        score += OPENABLE
    if record.new_until is not None and record.new_until >= timezone.localdate():
        score += MARKED_NEW
    return score * (SUPERSEDED if record.superseded_by else 1.0)
