"""The words of the public records, counted by blocks of records: after an edit, or when the clock publishes something,
only the blocks that changed are read anew.
"""

import threading
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from icpr.lib.folding import fold
from pillars.models import FocusArea, Pillar, Topic
from resources.edition import Edition
from resources.models import RecordBlock, Resource, Tag, TaggedResource
from resources.search import blocks
from resources.search.analysis import PARTS, runs_in, stems_of

CHUNK = 5_000

# What is counted: a run of letters as it is written, or a tag by its primary key.
Item = str | int


@dataclass(frozen=True, slots=True)
class Block:
    """What the public records of a block hold from `since` until, but not including, `until`.

    items: the runs of letters in their titles, annotations and briefs, and their tags, by numbers; times: how often
    each stands there. Two arrays take a tenth of the memory of a `Counter`.
    """

    since: datetime
    until: datetime | None
    items: array
    times: array

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Counts:
    """words: each word of the public records and of their terms, folded, with how often it stands there.
    stems: each stem of theirs, with the number of different runs of letters that give it.
    """

    words: dict[str, int]
    stems: dict[str, int]


class PublicWords:
    """The counts of the edition asked for last, with what it takes to bring them up to date."""

    def __init__(self):
        self._lock = threading.Lock()
        self._stamp = -1
        self._blocks: dict[int, Block] = {}
        self._numbers: dict[Item, int] = {}
        self._items: list[Item] = []
        self._runs: Counter[str] = Counter()  # in all blocks and in the names of terms
        self._tags: Counter[int] = Counter()
        self._named: Counter[str] = Counter()  # what the names of terms add to the runs
        self._counts = Counts({}, {})

    def at(self, edition: Edition) -> Counts:
        """The counts of an edition; not to be changed."""
        with self._lock:
            stamp, moment = blocks.of(edition), edition.read_at
            stale = {number for number, block in self._blocks.items() if not block.holds(moment)}
            stale.update(blocks.changed(self._stamp))
            if self._stamp < 0 or len(stale) > blocks.MOST:
                read = self._read(Resource.objects.all(), moment)
                stale = self._blocks.keys() | read.keys()
            else:
                read = {}
                for keys in map(RecordBlock.keys, stale):
                    read |= self._read(Resource.objects.filter(pk__gte=keys[0], pk__lte=keys[-1]), moment)
            runs, tags = self._changes(stale, read)
            tags.update(self._tags)
            named = _named(+tags)
            runs.update(named)
            runs.subtract(self._named)
            # All is read: from here nothing can fail half-way.
            self._blocks = {number: block for number, block in self._blocks.items() if number not in stale} | read
            self._counts, self._tags, self._named = self._counted(runs), +tags, named
            self._stamp = max(stamp, self._stamp)
            return self._counts

    def _read(self, records: QuerySet[Resource], moment: datetime) -> dict[int, Block]:
        """The blocks of some records by number, but those without any that is public, was or will be by the clock."""
        published = records.published(moment).order_by("pk")
        until: dict[int, datetime] = {}
        ending = published.filter(expire_at__isnull=False).values_list("pk", "expire_at")
        for pk, change in (*ending, *records.scheduled(moment).values_list("pk", "publish_at")):
            number = pk // RecordBlock.SIZE
            until[number] = min(change, until.get(number, change))
        tags: dict[int, Counter[Item]] = defaultdict(Counter)
        tagged = TaggedResource.objects.filter(content_object__in=published.order_by()).order_by()
        for pk, tag in tagged.values_list("content_object_id", "tag_id").iterator(chunk_size=CHUNK):
            tags[pk // RecordBlock.SIZE][tag] += 1
        numbers = {pk // RecordBlock.SIZE for pk in records.expired(moment).values_list("pk", flat=True)}
        found = {number: self._block(moment, until.get(number), Counter()) for number in numbers | until.keys()}
        rows = published.values_list("pk", "title", "annotation", "in_brief").iterator(chunk_size=CHUNK)
        for number, block in groupby(rows, lambda row: row[0] // RecordBlock.SIZE):
            items: Counter[Item] = Counter(run for _, *texts in block for text in texts for run in runs_in(text))
            items.update(tags[number])
            found[number] = self._block(moment, until.get(number), items)
        return found

    def _block(self, since: datetime, until: datetime | None, items: Counter[Item]) -> Block:
        return Block(since, until, array("I", map(self._number, items)), array("I", items.values()))

    def _number(self, item: Item) -> int:
        number = self._numbers.setdefault(item, len(self._items))
        if number == len(self._items):
            self._items.append(item)
        return number

    def _changes(self, numbers: Iterable[int], read: dict[int, Block]) -> tuple[Counter[str], Counter[int]]:
        """How much oftener, or less often, each run of letters and each tag stands in some blocks as they were read."""
        changes: Counter[int] = Counter()
        for number in numbers:
            for block, sign in ((read.get(number), 1), (self._blocks.get(number), -1)):
                if block:
                    for item, times in zip(block.items, block.times, strict=True):
                        changes[item] += sign * times
        runs, tags = Counter[str](), Counter[int]()
        for number, times in changes.items():
            item = self._items[number]
            (runs if isinstance(item, str) else tags)[item] = times
        return runs, tags

    def _counted(self, runs: Counter[str]) -> Counts:
        """The counts when each run of letters stands so much oftener. They are copies: others may read the old ones."""
        words, stems = self._counts.words.copy(), self._counts.stems.copy()
        for run, more in runs.items():
            if not more:
                continue
            before, now = self._runs[run], self._runs[run] + more
            _add(self._runs, run, more)
            for part in PARTS.split(run):
                _add(words, fold(part), more)
            for stem in stems_of(run):
                _add(stems, stem, (now > 0) - (before > 0))
        return Counts(words, stems)


def _add(counts: dict[str, int], key: str, more: int) -> None:
    """Count a key so much oftener; one that no longer counts goes."""
    counts[key] = counts.get(key, 0) + more
    if not counts[key]:
        del counts[key]


def _named(tags: Counter[int]) -> Counter[str]:
    """The runs of letters in the names of terms: of tags as often as they are given, of the frame once each."""
    names = [(name, tags[pk]) for pk, name in Tag.objects.values_list("pk", "name") if pk in tags]
    names += [
        (name, 1) for model in (Pillar, FocusArea, Topic) for name in model.objects.values_list("name", flat=True)
    ]
    found: Counter[str] = Counter()
    for name, times in names:
        for run in runs_in(name):
            found[run] += times
    return found
