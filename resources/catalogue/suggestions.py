"""What the text being typed may become: names of what the library holds, in groups, all of them public.

Names and titles are held in memory for the editions of one catalogue index and of one Blueprint, so that a keystroke
costs two small queries: the versions, and the few records shown, read again by the one visibility rule.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from icpr.lib.folding import sort_title
from icpr.lib.text import languages
from icpr.lib.text.typed import normalized
from resources.catalogue import suggested, titles
from resources.catalogue.criteria import Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.labels import RUN, plain
from resources.catalogue.suggested import PAGES, BlueprintNames, Names
from resources.models import Resource
from resources.relations import WITH_PAGES

MOST = 10
LONGEST = 300  # as long as a title, and as the search boxes let anyone type

KINDS = {relation.facet: relation.label for relation in WITH_PAGES} | {"publisher": "Publisher", "author": "Author"}

OPERATOR = re.compile(r'[\x00"]|(?:^|\s)-\w')  # a search in its own language, which is not the start of a name
# The number of an item as far as it is typed: "2.9", "action item 4.5.".
CALLED = r"(?:(?:action item|item|recommendation|rec\.?|task force|blueprint) )*"
NUMBERED = re.compile(CALLED + r"([0-6]\.[0-9]{0,2}(?:\.[0-9]{0,2})?)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name or title, what it is in words ("Topic", "Model policy"), its address, and where it leads to a list the
    number of its resources. A title has a language too; it is told when it is not that of the pages."""

    label: str
    kind: str
    url: str
    count: int | None = None
    language: str = languages.OF_PAGES

    def as_json(self) -> dict[str, str | int]:
        given = {"label": self.label, "kind": self.kind, "url": self.url}
        if self.language != languages.OF_PAGES:
            given |= {"lang": self.language, "dir": languages.direction(self.language)}
        return given if self.count is None else given | {"count": self.count}


class Found(NamedTuple):
    """starts: whether its name starts with the text."""

    starts: bool
    suggestion: Suggestion


class Group(NamedTuple):
    """Suggestions under one heading, the likeliest first."""

    heading: str
    found: list[Found]


def suggest(typed: str, index: CatalogueIndex) -> list[tuple[str, list[Suggestion]]]:
    """At most ten suggestions for a text under their headings, the likeliest first, each group with a fair share.

    All words must be in a name, the last one as far as it is typed. Names that start with the text come before those
    that only hold its words; then the newest record and whoever has most comes first, and superseded records last.
    An item of the Blueprint is also found by its number. Empty for a text without words, longer than any title, or with
    operators of the search in it.
    """
    typed = normalized(typed[: LONGEST + 1])
    filed = "" if len(typed) > LONGEST or OPERATOR.search(typed) else sort_title(typed)
    runs, text = RUN.findall(filed), plain(filed)
    if not runs:
        return []
    names = suggested.names(index.edition)
    groups = [
        Group("Topics and tags", _likeliest(_terms(names, runs), text)),
        Group("In the Blueprint", _items(suggested.in_blueprint(index.edition), runs, filed)),
        Group("People and publishers", _likeliest(_people(names, runs, index), text)),
        Group("Resources", _records(index, runs, text)),
    ]
    likeliest_first = sorted(filter(lambda group: group.found, groups), key=lambda group: not group.found[0].starts)
    shares = _shares([len(group.found) for group in likeliest_first])
    return [
        (group.heading, [found.suggestion for found in group.found[:share]])
        for group, share in zip(likeliest_first, shares, strict=True)
    ]


def _shares(wanted: list[int]) -> list[int]:
    """How many places each group has: one after the other in turn, until all are given or nobody wants one."""
    shares = [0] * len(wanted)
    turns = (place for place in cycle(range(len(wanted))) if shares[place] < wanted[place])
    for place in islice(turns, min(MOST, sum(wanted))):
        shares[place] += 1
    return shares


def seconds_to_keep(index: CatalogueIndex) -> int:
    """How long an answer may be kept: a minute, or until the clock next changes what is published."""
    left = 60 if index.valid_until is None else (index.valid_until - timezone.now()).total_seconds()
    return max(0, min(60, int(left)))


def _likeliest(suggestions: Iterator[Suggestion], text: str) -> list[Found]:
    """Those that start with the text first; no more than can be shown."""
    found = [Found(_plain_of(suggestion.label).startswith(text), suggestion) for suggestion in suggestions]
    return sorted(found, key=lambda one: not one.starts)[:MOST]


def _plain_of(label: str) -> str:
    return plain(sort_title(label))


def _terms(names: Names, runs: list[str]) -> Iterator[Suggestion]:
    for facet, value in (names.terms[place] for place in names.term_labels.nearest(runs)):
        yield Suggestion(value.label, KINDS[facet], reverse(PAGES[facet], args=[value.key]), len(value.members))


def _people(names: Names, runs: list[str], index: CatalogueIndex) -> Iterator[Suggestion]:
    """Publishers and authors, those of most records first."""
    found = [(facet, index.facets[facet][keys[n]]) for facet, keys, lines in names.people for n in lines.nearest(runs)]
    for facet, value in sorted(found, key=lambda pair: -len(pair[1].members)):
        address = reverse("resources") + Criteria().with_only(facet, value.key).query_string()
        yield Suggestion(value.label, KINDS[facet], address, len(value.members))


def _items(names: BlueprintNames, runs: list[str], filed: str) -> list[Found]:
    """Practices and items of the Blueprint by their names, items by their numbers too."""
    if called := NUMBERED.fullmatch(filed):
        numbered = (entry for entry in names.entries if entry.number.startswith(called[1]))
        return [Found(True, Suggestion(entry.label, entry.kind, entry.url)) for entry in islice(numbered, MOST)]
    near = (names.entries[place] for place in names.labels.nearest(runs))
    return _likeliest((Suggestion(entry.label, entry.kind, entry.url) for entry in near), plain(filed))


def _records(index: CatalogueIndex, runs: list[str], text: str) -> list[Found]:
    """Titles; those that start with the text first, then the newest."""
    places = {pk: place for place, pk in enumerate(titles.of(index.edition).nearest(runs, index))}
    shown = Resource.objects.published().filter(pk__in=places)
    rows = [
        (not plain(record.sort_title).startswith(text), record.superseded_by_id is not None, places[record.pk], record)
        for record in shown.only("kind", "slug", "title", "sort_title", "superseded_by", "language")
    ]
    return [
        Found(not later, _of_record(record)) for later, _, _, record in sorted(rows, key=lambda row: row[:3])[:MOST]
    ]


def _of_record(record: Resource) -> Suggestion:
    address = record.get_absolute_url()
    return Suggestion(record.title, record.get_kind_display(), address, language=record.language)
