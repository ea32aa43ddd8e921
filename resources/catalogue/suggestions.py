"""What the text being typed may become: pillars, focus areas, topics, tags and titles, all of them public.

Words are held in memory for the editions of one catalogue index, so that a keystroke costs two small queries:
the catalogue version, and the few records shown, read again by the one visibility rule.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain, islice

from django.urls import reverse
from django.utils import timezone
from pyroaring import BitMap

from icpr.lib.text import languages
from icpr.lib.text.typed import normalized
from resources.catalogue import facet_index
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value
from resources.edition import LISTS, Edition, per_edition
from resources.models import Resource
from resources.models.resource import sort_title
from resources.relations import WITH_PAGES

MOST = 8
MOST_TERMS = 4  # when there are titles enough to fill the rest
LONGEST = 300  # as long as a title, and as the search boxes let anyone type
COMPARED = 32  # of those that hold the words, to find the ones that start with the whole text

# Facet → the name of its values' pages, in the order shown.
PAGES = {relation.facet: relation.page for relation in WITH_PAGES}
KINDS = {relation.facet: relation.label for relation in WITH_PAGES}

WORD = re.compile(r"[^\W_]+")
RUN = re.compile(r"[^\W_]+(?:[-‐./&][^\W_]+)*")  # of folded text: "de-escalation" and "u.s." are one run each
OPERATOR = re.compile(r'[\x00"]|(?:^|\s)-\w')  # a search in its own language, which is not the start of a name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name or title, what it is in words ("Topic", "Model policy"), its address, and for a term its resources. A
    title has a language too; it is told when it is not that of the pages."""

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


class Labels:
    """Numbered labels, found by the words they hold. Takes (number, label as it is filed) pairs."""

    def __init__(self, labels: Iterable[tuple[int, str]]):
        anywhere, first = defaultdict(list), defaultdict(list)
        for number, label in labels:
            for place, run in enumerate(RUN.findall(label)):
                for word in (run,) if run.isalnum() else (*WORD.findall(run), joined(run)):
                    anywhere[word].append(number)
                    if not place:
                        first[word].append(number)
        self._anywhere = {word: BitMap(numbers) for word, numbers in anywhere.items()}
        self._first = {word: BitMap(numbers) for word, numbers in first.items()}
        self._words = sorted(self._anywhere)

    def holding(self, runs: list[str]) -> BitMap:
        """Those that hold every run, in any order, and of the last one at least the start."""
        *whole, last = runs
        return reduce(BitMap.__and__, (self._having(run) for run in whole), self._having(last, begun=True))

    def nearest(self, runs: list[str]) -> list[int]:
        """The numbers of some that hold every run: first those that begin with the first word, then as numbered."""
        found = self.holding(runs)
        first = WORD.findall(" ".join(runs))
        begun = found & self._look(self._first, first[0], begun=len(first) == 1)
        return list(islice(chain(begun, found - begun), COMPARED))

    def _having(self, run: str, *, begun: bool = False) -> BitMap:
        """A compound is found written as one word, and as its parts."""
        *parts, last = WORD.findall(run)
        found = self._look(self._anywhere, last, begun=begun)
        if not parts:
            return found
        apart = reduce(BitMap.__and__, (self._look(self._anywhere, part) for part in parts), found)
        return apart | self._look(self._anywhere, joined(run), begun=begun)

    def _look(self, where: dict[str, BitMap], word: str, *, begun: bool = False) -> BitMap:
        if not begun:
            return where.get(word, BitMap())
        start, end = (bisect_left(self._words, edge) for edge in (word, f"{word}\U0010ffff"))
        return BitMap().union(*(where[found] for found in self._words[start:end] if found in where))


@dataclass(frozen=True, slots=True)
class Names:
    """All that can be suggested from one catalogue index. Terms are numbered by place, titles by position."""

    ids: array
    terms: list[tuple[str, Value]]
    term_labels: Labels
    titles: Labels


def joined(run: str) -> str:
    """A compound as one word. Numbers do not join, for 9/11 is not 911."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", run)


def read(index: CatalogueIndex) -> Names:
    """One query; half a second for 100,000 records."""
    terms = [
        (name, value)
        for name in PAGES
        for value in sorted(index.facets[name].values(), key=lambda value: -len(value.members) if name == "tag" else 0)
        if value.members
    ]
    titles = Resource.objects.published().values_list("pk", "sort_title").iterator(chunk_size=10_000)
    known = ((index.positions[pk], title) for pk, title in titles if pk in index.positions)
    return Names(
        ids=index.ids,
        terms=terms,
        term_labels=Labels((place, sort_title(value.label)) for place, (_, value) in enumerate(terms)),
        titles=Labels(known),
    )


@per_edition(*LISTS)
def _names(edition: Edition) -> Names:
    return read(facet_index.of(edition))


def suggest(typed: str, index: CatalogueIndex) -> list[Suggestion]:
    """At most eight suggestions for a text, side by side with others of their kind, the likeliest first.

    All words must be in a name, the last one as far as it is typed. Names that start with the text come before those
    that only hold its words; then the newest record and the largest tag come first, and superseded records last.
    Empty for a text without words, longer than any title, or with operators of the search in it.
    """
    plain = normalized(typed[: LONGEST + 1])
    filed = "" if len(typed) > LONGEST or OPERATOR.search(plain) else sort_title(plain)
    runs = RUN.findall(filed)
    if not runs:
        return []
    names = _names(index.edition)
    terms = _terms(names, runs, _plain(filed))
    records = _records(names, runs, _plain(filed))[: MOST - min(len(terms), MOST_TERMS)]
    groups = defaultdict(list)
    for group, starts, suggestion in terms[: MOST - len(records)]:
        groups[group].append((starts, suggestion))
    groups["resource"] = records
    likeliest_first = sorted(groups.values(), key=lambda group: not any(starts for starts, _ in group))
    return [suggestion for group in likeliest_first for _, suggestion in group]


def seconds_to_keep(index: CatalogueIndex) -> int:
    """How long an answer may be kept: a minute, or until the clock next changes what is published."""
    left = 60 if index.valid_until is None else (index.valid_until - timezone.now()).total_seconds()
    return max(0, min(60, int(left)))


def _terms(names: Names, runs: list[str], text: str) -> list[tuple[str, bool, Suggestion]]:
    """(facet, whether its name starts with the text, suggestion), those that do first; no more than can be shown."""
    near = [names.terms[place] for place in names.term_labels.nearest(runs)]
    rows = [(facet, _plain(sort_title(value.label)).startswith(text), value) for facet, value in near]
    rows = sorted(rows, key=lambda row: not row[1])[:MOST]
    return [
        (
            facet,
            starts,
            Suggestion(value.label, KINDS[facet], reverse(PAGES[facet], args=[value.key]), len(value.members)),
        )
        for facet, starts, value in rows
    ]


def _records(names: Names, runs: list[str], text: str) -> list[tuple[bool, Suggestion]]:
    """(whether its title starts with the text, suggestion), those that do first; no more than can be shown."""
    places = {names.ids[position]: place for place, position in enumerate(names.titles.nearest(runs))}
    shown = Resource.objects.published().filter(pk__in=places)
    rows = [
        (not _plain(record.sort_title).startswith(text), record.superseded_by_id is not None, places[record.pk], record)
        for record in shown.only("kind", "slug", "title", "sort_title", "superseded_by", "language")
    ]
    return [(not later, _of_record(record)) for later, _, _, record in sorted(rows, key=lambda row: row[:3])[:MOST]]


def _of_record(record: Resource) -> Suggestion:
    address = record.get_absolute_url()
    return Suggestion(record.title, record.get_kind_display(), address, language=record.language)


def _plain(text: str) -> str:
    """Folded text as its words alone: "use of force: a guide" becomes "use of force a guide"."""
    return " ".join(WORD.findall(text))
