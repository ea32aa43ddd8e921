"""The Blueprint as it is searched: items, practices, and the terms of the frame, kept for one edition of it.

    matches = blueprint.find("foot patrol", found.query, edition)
    matches.full, matches.nearest, matches.first(3)      # entries, best first

Only what readers may see is in it: items that were read in a source, with the practices they rest on and the accounts
of agencies, and practices with their findings.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse

from icpr.lib.folding import fold
from pillars.models import FocusArea, Item, Pillar, Practice, Topic
from pillars.models.items import NUMBER
from resources.edition import BLUEPRINT, Edition, per_edition
from resources.search import frequency, ranking
from resources.search.analysis import PARTS, runs_in, stems_of
from resources.search.entries import Entries, Kind
from resources.search.queries import Phrase, Query, parts_of, runs_of
from resources.search.spelling import Lexicon
from resources.search.telling import demanded, lists_for

TITLE, STATEMENT, PRACTICES = Kind(10.0, 6), Kind(4.0, 16), Kind(3.0, 4)
ASKED, FOUND, REPORTED = Kind(1.5, 20), Kind(1.5, 60), Kind(1.0, 30)
LEAST_SHARE = 0.58  # of what a query tells, that an entry holds at least when it is near
SENTENCE = 3  # groups of a query some of which may be missing

# A text that only names items by their numbers: "2.9", "action item 4.5.2", "rec 2.9 and 6.6".
CALLED = r"task force|blueprint|action|items?|recs?\.?|recommendations?|numbers?|nos?\.?|and|#|,|&"
NAMING = re.compile(rf"(?:(?:{CALLED})\s*|{NUMBER}(?![\d.])\s*)+", re.IGNORECASE)
NUMBERS = re.compile(rf"(?<![\d.]){NUMBER}(?![\d.]*\d)")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An item or a practice as a search shows it.

    number: of an item, slug: of a practice; the other is empty. label: what it is in words. told: further sentences it
    is found by, each whole. names: of a practice, as stems. directions: what research found, as `Item.directions` has
    it.
    """

    pk: int
    number: str
    slug: str
    title: str
    label: str
    statement: str
    directions: dict[str, int]
    pillar: Pillar | None = None
    told: tuple[str, ...] = ()
    names: tuple[Phrase, ...] = ()

    @property
    def is_practice(self) -> bool:
        return bool(self.slug)

    @property
    def url(self) -> str:
        return reverse("practice", args=[self.slug]) if self.is_practice else reverse("item", args=[self.number])


@dataclass(frozen=True)
class Matches:
    """full: those that hold all of a query, best first. named: practices that it names, though they do not hold all.
    nearest: while both are few, others that hold the most telling part of a sentence. practice: the first of those that
    it names, whether or not it holds all."""

    full: list[Entry]
    named: list[Entry] = field(default_factory=list)
    nearest: list[Entry] = field(default_factory=list)
    practice: Entry | None = None

    def first(self, most: int) -> list[Entry]:
        """What to show when there is room for a few: a practice that is named stands first."""
        return [*self.named, *self.full, *self.nearest][:most]


@dataclass(frozen=True)
class Index:
    """entries: practices, then items in the report's order. terms: pillars, focus areas and topics."""

    entries: Entries[Entry]
    terms: Entries[Pillar | FocusArea | Topic]
    texts: str

    @cached_property
    def numbers(self) -> dict[str, Entry]:
        return {entry.number: entry for entry in self.entries.entries if entry.number}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The public words of the Blueprint, for spelling."""
        runs = Counter(runs_in(self.texts))
        words: Counter[str] = Counter()
        for run, times in runs.items():
            for part in PARTS.split(run):
                words[fold(part)] += times
        by_frequency = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        return Lexicon(dict(by_frequency), frozenset(), frozenset(stem for run in runs for stem in stems_of(run)))


def find(text: str, query: Query, edition: Edition) -> Matches:
    """What a text finds in the Blueprint, where the search reads it as a query."""
    index = of(edition)
    if NAMING.fullmatch(text.strip()):
        named = [index.numbers[number] for number in NUMBERS.findall(text) if number in index.numbers]
        if named:
            return Matches(named)
    entries, query = index.entries, _as_asked(query)
    names = [entry for entry in entries.entries if entry.names and _names(query, entry.names)]
    full = [entries.entries[place] for place in entries.best_first(query, entries.holding(query))]
    full.sort(key=lambda entry: entry not in names)
    named = [entry for entry in names if entry not in full]
    near = _nearest(query, index, edition) if len(full) + len(named) < ranking.FEW else ()
    others = [entry for entry in near if entry not in full and entry not in named]
    return Matches(full, named, others, next((entry for entry in [*named, *full] if entry in names), None))


def _as_asked(query: Query) -> Query:
    """What an entry has to hold of a query. Subjects related to a group count as other words for it: in so small a
    collection, whose titles say all that an entry is about, they mislead nobody."""
    groups = (
        replace(group, others=(*group.others, *((phrase,) for phrase, _ in group.related))) for group in query.required
    )
    return demanded(Query(tuple(groups), query.excluded), lists_for(query))


def _nearest(query: Query, index: Index, edition: Edition) -> Iterator[Entry]:
    if len(query.required) < SENTENCE:
        return
    counts = frequency.of(edition)
    counts.learn(query.every_stem)
    for near in index.entries.nearest(query, lambda group: ranking.rarity(group, counts), least=LEAST_SHARE):
        yield near.entry


def _names(query: Query, names: tuple[Phrase, ...]) -> bool:
    """Whether a query holds one of some names: as one of the ways to find a thing, or word by word."""
    phrases = {phrase for group in query.required for way in (*group.exact, *group.others) for phrase in way}
    typed = f" {' '.join(stem for group in query.required for phrase in group.exact[-1] for stem in phrase)} "
    return any(name in phrases or (len(name) > 1 and f" {' '.join(name)} " in typed) for name in names)


@per_edition(*BLUEPRINT)
def of(edition: Edition) -> Index:
    """The index of an edition of the Blueprint: nine queries."""
    described = [*map(_practice, Practice.objects.prefetch_related("findings")), *map(_item, _items())]
    terms = [
        (term, [(TITLE, term.name), (STATEMENT, term.summary)])
        for model in (Pillar, FocusArea, Topic)
        for term in model.objects.all()
    ]
    texts = "\n".join(text for _, fields in (*described, *terms) for _, text in fields)
    return Index(Entries(described), Entries(terms), texts)


def _items():
    return Item.objects.published().with_findings().prefetch_related("examples")


def _practice(practice: Practice) -> tuple[Entry, list[tuple[Kind, str]]]:
    findings = practice.findings.all()
    told = tuple(f"{finding.outcome}: {finding.summary} {finding.source_title}" for finding in findings)
    entry = Entry(
        pk=practice.pk,
        number="",
        slug=practice.slug,
        title=practice.name,
        label="Practice",
        statement=practice.what_it_is,
        directions=practice.directions,
        told=told,
        names=tuple(_names_of(practice)),
    )
    sources = " , ".join(finding.source_org for finding in findings)
    return entry, [(TITLE, practice.name), (STATEMENT, practice.what_it_is), (FOUND, "\n".join([*told, sources]))]


def _names_of(practice: Practice) -> Iterator[Phrase]:
    """The name without what is in brackets, and what is in them: "Co-responder (police and clinician) teams"."""
    inside = re.findall(r"\(([^)]*)\)", practice.name)
    for name in (re.sub(r"\([^)]*\)", " ", practice.name), *inside):
        if phrase := parts_of([run for run in runs_of(name) if not run.is_common]):
            yield phrase


def _item(item: Item) -> tuple[Entry, list[tuple[Kind, str]]]:
    accounts = tuple(f"{example.agency}: {example.summary}" for example in item.examples.all())
    entry = Entry(
        pk=item.pk,
        number=item.number,
        slug="",
        title=item.title,
        label=item.get_level_display(),
        statement=item.statement,
        directions=item.directions,
        pillar=item.pillar,
        told=(*filter(None, (item.question, item.first_step)), *accounts),
    )
    rests_on = " , ".join(practice.name for practice in item.practices.all())
    fields = [(TITLE, item.plain_title), (STATEMENT, item.statement), (PRACTICES, rests_on)]
    return entry, [*fields, (ASKED, item.question), (ASKED, item.first_step), (REPORTED, "\n".join(accounts))]
