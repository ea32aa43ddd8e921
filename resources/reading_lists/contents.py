"""What the entries of a list show: each thing as it is now, or what is said of it where it is gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from pillars.models import Item, Practice
from resources.catalogue import groups as records
from resources.catalogue.tombstone import Tombstone
from resources.models import Document, RecordClock, Resource
from resources.models.listed_entries import ListedEntry, ThingKind, title_of


@dataclass(frozen=True)
class Shown:
    """An entry and what it is of: one of `record`, `item`, `practice` and `document`, which has its `record` beside it.

    gone: what is said of a record, or of the record of a document, that can be seen no more. title: what it is called
    now, else what it was called when it was added; "" for a record the public has never seen, of which nothing may be
    told. url: where it stands here; "" where nothing does.
    """

    entry: ListedEntry
    title: str
    url: str = ""
    record: Resource | None = None
    item: Item | None = None
    practice: Practice | None = None
    document: Document | None = None
    gone: Tombstone | None = None

    @property
    def kind(self) -> ThingKind:
        return self.entry.kind

    @property
    def is_missing(self) -> bool:
        """Whether nothing of it stands here any more, nor is anything said of it elsewhere."""
        return not (self.url or self.gone)

    @property
    def permanent_url(self) -> str:
        """The path that leads to it, or to what is said of it, for ever: of a document that of its record. "" for what
        is nowhere."""
        return self.record.permanent_url if self.record else self.url

    @property
    def language(self) -> str:
        """Of the title."""
        if self.gone:
            return self.gone.language
        return self.record.language if self.record else "en"


def read(entries: Iterable[ListedEntry]) -> list[Shown]:
    """The entries in their order, each with what it is of, in ten queries at most for any number of them."""
    entries = list(entries)
    numbers = {entry.number for entry in entries if entry.number}
    found = {record.number: record for record in records.cards().filter(number__in=numbers)} if numbers else {}
    missing = numbers - found.keys()
    gone = _gone(missing) if missing else {}
    items = _in_bulk(Item.objects.published().with_findings(), {entry.item_id for entry in entries})
    practices = _in_bulk(Practice.objects.prefetch_related("findings"), {entry.practice_id for entry in entries})
    documents = _in_bulk(Document.objects.all(), {entry.document_id for entry in entries if entry.number in found})
    return [
        _shown(
            entry,
            found.get(entry.number),
            gone.get(entry.number),
            items.get(entry.item_id) or practices.get(entry.practice_id) or documents.get(entry.document_id),
        )
        for entry in entries
    ]


def groups(shown: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """By their groups: first those without one, then each group in the order of its first entry."""
    found: dict[str, list[Shown]] = {"": []}
    for each in shown:
        found.setdefault(each.entry.group, []).append(each)
    return [(group, members) for group, members in found.items() if members]


def _in_bulk(rows, keys: set[int | None]) -> dict:
    keys = keys - {None}
    return rows.in_bulk(keys) if keys else {}


def _gone(numbers: set[int]) -> dict[int, Tombstone]:
    clocks = RecordClock.objects.gone(timezone.now()).select_related("record__superseded_by")
    return {clock.number: Tombstone(clock) for clock in clocks.filter(number__in=numbers)}


def _shown(entry: ListedEntry, record: Resource | None, gone: Tombstone | None, thing) -> Shown:
    seen = entry.title_seen
    match thing:
        case Item():
            return Shown(entry, title_of(thing), thing.get_absolute_url(), item=thing)
        case Practice():
            return Shown(entry, title_of(thing), thing.get_absolute_url(), practice=thing)
        case Document():
            thing.resource = record
            url = thing.get_absolute_url() or record.get_absolute_url()
            return Shown(entry, title_of(thing), url, record=record, document=thing)
    if record and entry.kind == ThingKind.RECORD:
        return Shown(entry, record.title, record.get_absolute_url(), record=record)
    if gone:
        return Shown(entry, gone.title if entry.kind == ThingKind.RECORD else seen, gone.url, gone=gone)
    is_told = record or not entry.number  # a paper that was taken out of a public record, an item, a practice
    return Shown(entry, seen if is_told else "", record=record)
