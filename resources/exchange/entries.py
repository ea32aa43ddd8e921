"""What stands in a collection in one cell, a line each, in order: "ICPR-000018 | group: To begin with | note: Why".

A line begins with a record's number, "Item 1.10", "practice foot-patrol" or "paper 12", a document by its number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from icpr.lib.exchange.columns import Cell, cell_of, cleaned
from icpr.lib.exchange.known import BY_SLUG, Known
from icpr.lib.exchange.listed import joined
from icpr.lib.exchange.unknown_terms import UnknownWords
from pillars.models import Item, Practice
from resources.curation.entries import MOST
from resources.exchange import parted_lines
from resources.exchange.references import refer
from resources.models import CollectionEntry, Document, Kind, Resource, ThingKind
from resources.models.catalogue import permanent_number
from resources.models.listed_entries import Thing, fields_of

NAMES = ("group", "note")
CELLS = {name: cell_of(CollectionEntry._meta.get_field(name), lambda model: BY_SLUG) for name in NAMES}
HOW = "ICPR-000018, Item 1.10, practice foot-patrol or paper 12"


@dataclass(frozen=True)
class Entry:
    """An entry as a cell says it: the key of what it is of (see `ListedEntry`), how a line names that, and its texts.

    The texts are as `CELLS` has them.
    """

    key: str
    what: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, entry: CollectionEntry) -> "Entry":
        return cls(entry.key, name_of(entry), {name: getattr(entry, name) for name in NAMES})

    @property
    def line(self) -> str:
        return parted_lines.written(self.what, {name: CELLS[name].write(text) for name, text in self.texts.items()})


def name_of(entry: CollectionEntry) -> str:
    """How a line names what an entry is of; by its key what is gone."""
    if entry.document_id:
        return f"paper {entry.document_id}"
    if entry.item:
        return refer(Item).write(entry.item)
    if entry.practice:
        return f"practice {entry.practice.slug}"
    return permanent_number(entry.number) if entry.number and not entry.key.startswith("document") else entry.key


class EntriesCell(Cell):
    how = f"a line for each, such as {HOW}; then | group: … | note: …"

    def rows_beside(self) -> QuerySet[CollectionEntry]:
        return CollectionEntry.objects.select_related("item", "practice").in_order()

    def of(self, row: Resource) -> list[Entry]:
        return list(map(Entry.of, super().of(row)))

    def in_json(self, value: Iterable[Entry]) -> list[str]:
        return [entry.line for entry in value]

    def write(self, value: Iterable[Entry]) -> str:
        return cleaned(joined(self.in_json(value), "\n"))

    def read(self, text: str, known: Known) -> list[Entry]:
        entries = [self._entry(what, said, known) for what, said in parted_lines.read(text, NAMES)]
        keys = [entry.key for entry in entries]
        if twice := next((entry for entry in entries if keys.count(entry.key) > 1), None):
            raise ValidationError(f"“{twice.what}” would be in it twice.")
        if len(entries) > MOST:
            raise ValidationError(f"A collection has at most {MOST} entries: this has {len(entries)}.")
        return entries

    @staticmethod
    def _entry(what: str, said: dict[str, str], known: Known) -> Entry:
        texts = {name: CELLS[name].read(said.get(name, ""), known) for name in NAMES}
        kind, _, word = what.partition(" ")
        match kind.casefold():
            case "item":
                return Entry(f"{ThingKind.ITEM}-{_found(Item, refer(Item).parse(what), known).pk}", what, texts)
            case "practice" if word:
                row = _found(Practice, word.strip(), known)
                return Entry(f"{ThingKind.PRACTICE}-{row.pk}", f"practice {row.slug}", texts)
            case "paper" if word.isascii() and word.isdigit() and len(word) < 10:
                return Entry(f"{ThingKind.DOCUMENT}-{int(word)}", f"paper {int(word)}", texts)
        if what.partition("-")[0] in ThingKind.values:  # the key of what is gone, which stays
            return Entry(what, what, texts)
        try:
            number = refer(Resource).parse(what)
        except ValidationError as error:
            raise ValidationError(f"“{what[:60]}” names nothing: write {HOW}.") from error
        return Entry(f"{ThingKind.RECORD}-{int(number.partition('-')[2])}", number, texts)

    def fits(self, row: Resource, value: list[Entry]) -> None:
        """Raises UnknownWords for what is not there, and was not in the collection before it went."""
        self._things(row, value)

    def _things(self, row: Resource, entries: list[Entry]) -> dict[str, Thing]:
        """What the entries that are new to the collection are of, by their keys: a query for each kind at most."""
        held = set() if row._state.adding else {entry.key for entry in super().of(row)}
        wanted: dict[str, list[int]] = {}
        for entry in entries:
            kind, _, key = entry.key.partition("-")
            if entry.key not in held and key.isdigit():
                wanted.setdefault(kind, []).append(int(key))
        things: dict[str, Thing] = {}
        for kind, keys in wanted.items():
            rows, column = SOURCES[kind]
            found = rows().filter(**{f"{column}__in": keys})
            things |= {f"{kind}-{getattr(thing, column)}": thing for thing in found}
        if missing := [entry.what for entry in entries if entry.key not in held and entry.key not in things]:
            raise UnknownWords(Resource, missing)
        return things

    def store(self, row: Resource, value: list[Entry]) -> None:
        things = self._things(row, value)
        held = {entry.key: entry for entry in row.entries.in_order()}
        for position, wanted in enumerate(value, 1):
            entry = held.pop(wanted.key, None) or CollectionEntry(collection=row, **fields_of(things[wanted.key]))
            values = wanted.texts | {"position": position}
            if not entry.pk or any(getattr(entry, name) != value for name, value in values.items()):
                for name, text in values.items():
                    setattr(entry, name, text)
                entry.save()
        for entry in held.values():
            entry.delete()
        self.forget(row)


# What entries may be of: rows, and the column that their keys name.
SOURCES = {
    ThingKind.RECORD: (lambda: Resource.objects.exclude(kind=Kind.COLLECTION), "number"),
    ThingKind.DOCUMENT: (lambda: Document.objects.select_related("resource"), "pk"),
    ThingKind.ITEM: (Item.objects.all, "pk"),
    ThingKind.PRACTICE: (Practice.objects.all, "pk"),
}


def _found(model, word: str, known: Known):
    row = known.find(model, word)
    if row is None:
        raise UnknownWords(model, [word])
    return row
