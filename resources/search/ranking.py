"""The order of what a search finds, the same for both databases.

First in tiers, by where the words stand; then the best of them by a score over the stored words of each (see
`resources.search.scoring`).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils import timezone

from resources.models import SearchText
from resources.search import scoring
from resources.search.engine import Ask, Scope, holding
from resources.search.frequency import Frequencies
from resources.search.queries import Group, Query
from resources.search.scoring import Weighed

# Field weights, heaviest first, and the usual length of each field in words.
WEIGHTS = {"title": 10.0, "terms": 4.0, "annotation": 3.0, "body": 1.0}
USUAL_LENGTHS = {"title": 9, "terms": 30, "annotation": 18, "body": 60}
SUPERSEDED = 0.4
NEWNESS_PER_YEAR = 0.02
MARKED_NEW = 0.3
SCORED = 200
FEW = 3


@dataclass(frozen=True, slots=True)
class Complete:
    """ids: primary keys of records that hold all of a query, in tiers. pages: primary keys of the pages of documents,
    of whatever record, that hold it all.
    """

    ids: list[int]
    pages: Set[int]


def complete(query: Query, among: Set[int], owners: Mapping[int, int]) -> Complete:
    """The records of `among` that hold all of a query; `owners` gives the resource of each page of a document.

    In tiers: by title, by what describes the record in a line, by all of it, by a page of its documents; words as typed
    before other words.
    """
    typed = [Ask(query.required, scope, widened=False) for scope in (Scope.TITLE, Scope.LEAD, Scope.ALL)]
    other = [Ask(query.required, scope) for scope in (Scope.LEAD, Scope.ALL)] if query.is_widened else []
    asks = [*typed[:2], *other[:1], *typed[2:], *other[1:]]
    if owners:
        asks.append(Ask(query.required, Scope.PAGE))
    among = _without(query.excluded, among) if owners and query.excluded else among
    answers = holding(asks, query.excluded)
    pages = answers.pop() if owners else set()
    by_pages = {owners[page] for page in pages if page in owners}
    found: dict[int, None] = {}
    for answer in (*answers, by_pages):
        found |= dict.fromkeys(sorted(answer & among, reverse=True))
    return Complete(list(found), pages)


def _without(excluded: Sequence[Group], among: Set[int]) -> Set[int]:
    """Those of `among` that hold no excluded group anywhere in the record: a page alone cannot tell."""
    unwanted = {pk for group in excluded for pk in holding([Ask([group], Scope.ALL, widened=False)])[0]}
    return among - unwanted


def weighed(query: Query, counts: Frequencies) -> Weighed:
    return [(group, rarity(group, counts)) for group in query.required]


def rarity(group: Group, counts: Frequencies) -> float:
    """How much it tells that a record holds a group: as much as the commonest way to hold it."""
    return min(max(map(counts.rarity, found)) for found in (*group.exact, *group.others))


def scored(ids: list[int], groups: Weighed) -> list[int]:
    """The same keys with the first `SCORED` put in the order of their scores."""
    first = ids[:SCORED]
    of_record = ("resource__issued_on", "resource__new_until", "resource__superseded_by")
    rows = SearchText.objects.filter(pk__in=first).values_list("pk", *WEIGHTS, *of_record)
    today = timezone.localdate()
    scores = {
        pk: _score(texts, groups, issued_on, later, is_new=new_until is not None and new_until >= today)
        for pk, *texts, issued_on, new_until, later in rows
    }
    place = {pk: position for position, pk in enumerate(first)}
    return sorted(first, key=lambda pk: (-scores.get(pk, 0.0), place[pk])) + ids[SCORED:]


def _score(texts: Sequence[str], groups: Weighed, issued_on, superseded_by, *, is_new: bool) -> float:
    described = zip(texts, WEIGHTS.items(), strict=True)
    fields = [scoring.field_of(text, weight, USUAL_LENGTHS[name]) for text, (name, weight) in described]
    score = scoring.score(fields, groups)
    if issued_on is not None:
        score += NEWNESS_PER_YEAR * max(0, issued_on.year - 1990)
    if is_new:
        score += MARKED_NEW
    return score * (SUPERSEDED if superseded_by else 1.0)
