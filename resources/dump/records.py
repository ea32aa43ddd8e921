"""A line of `catalogue.jsonl` as rows that are not saved yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from icpr.lib.folding import sort_title
from resources.dump.reading import MISSING, Line
from resources.models import Author, ChangeNote, CollectionEntry, Document, Resource
from resources.models.listed_entries import LONGEST_TITLE
from resources.models.serialization import TERMS

NUMBER, SLUG = re.compile(r"ICPR-([0-9]{6,9})"), re.compile(r"[-a-zA-Z0-9_]{1,120}")
# Column → where it stands in the line.
COLUMNS = {
    **{name: f"{name}.key" for name in ("kind", "language", "access", "address_evidence")},
    **{
        name: name for name in ("title", "annotation", "in_brief", "body", "for_whom", "publication", "volume", "issue")
    },
    **{name: name for name in ("pages", "official_url", "rights_note", "new_until")},
    "issued_on": "issued.on",
    "issued_precision": "issued.precision",
}
OF_AUTHOR = ("family_name", "given_names", "organization")
OF_DOCUMENT = {
    "role": "role.key",
    "title": "title",
    "format": "format",
    "language": "language",
    "page_count": "pages",
}
OF_LINK = {"url": "url", "address_evidence": "address_evidence.key"}
Terms = Mapping[str, Mapping[str, int]]


@dataclass
class Record:
    """A record and what belongs to it. links: relation → primary keys of its terms. later: the number of the one that
    replaces it, or None."""

    line: Line
    resource: Resource
    authors: list[Author] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    notes: list[ChangeNote] = field(default_factory=list)  # oldest first
    entries: list[CollectionEntry] = field(default_factory=list)
    links: dict[str, list[int]] = field(default_factory=dict)
    later: int | None = None

    @property
    def rows(self) -> list[Model]:
        return [self.resource, *self.authors, *self.documents, *self.notes, *self.entries]


def record_of(line: Line, terms: Terms) -> Record:
    """The record of a line; what is wrong with it is among the line's faults. terms: relation → key → primary key."""
    found = Record(line, Resource(**_values(line, "", COLUMNS, Resource)))
    resource = found.resource
    resource.sort_title = sort_title(resource.title or "")
    resource.number = _number(line, "number")
    resource.slug = _slug(line)
    if since := _moment(line, "added_at"):
        resource.stand_public(since)
    for place in range(len(line.many("authors"))):
        names = _values(line, f"authors.{place}.", {name: name for name in OF_AUTHOR}, Author)
        found.authors.append(Author(resource=resource, position=place + 1, **names))
    for place, paper in enumerate(line.many("documents")):
        is_held = isinstance(paper, dict) and paper.get("is_held") is True
        found.documents.append(Document(resource=resource, position=place + 1, **_of_document(line, place, is_held)))
    for place in reversed(range(len(line.many("notes")))):
        before = f"notes.{place}."
        told = _values(line, before, {"what": "what.key", "text": "text"}, ChangeNote)
        found.notes.append(ChangeNote(resource=resource, told_at=_moment(line, f"{before}told_at"), **told))
    entries = [_entry(line, place, resource, terms) for place in range(len(line.many("entries")))]
    first = {entry.key: entry for entry in reversed(entries)}  # of papers of one record, which are entries of it now
    found.entries = [entry for entry in entries if first[entry.key] is entry]
    for relation in (*TERMS, "items"):
        found.links[relation] = _keys(line, relation, "number" if relation == "items" else "key", terms[relation])
    if line.facts.get("superseded_by") is not None:
        found.later = _number(line, "superseded_by.number")
    return found


def _values(line: Line, before: str, columns: dict[str, str], model: type[Model]) -> dict:
    found = {name: line.value(before + path, model._meta.get_field(name)) for name, path in columns.items()}
    return {name: value for name, value in found.items() if value is not None}


def _of_document(line: Line, place: int, is_held: bool) -> dict:
    """The columns of a paper. Of one that the other library holds stays that there is one: a third party's copy is not
    linked."""
    before = f"documents.{place}."
    is_linked = not is_held and line.at(f"{before}url") is not None
    return _values(line, before, OF_DOCUMENT | (OF_LINK if is_linked else {}), Document)


def _entry(line: Line, place: int, collection: Resource, terms: Terms) -> CollectionEntry:
    """An entry: of a record by its number, which may be on a later line. Of a paper stays its record."""
    before = f"entries.{place}."
    values = _values(line, before, {"group": "group", "note": "note"}, CollectionEntry)
    entry = CollectionEntry(collection=collection, position=place + 1, **values)
    named = [name for name in ("record", "item", "practice") if line.at(before + name) is not None]
    if len(named) != 1:
        line.fault(f"entries.{place}", "an entry is of one thing: a record, an item or a practice.")
    elif named == ["record"]:
        entry.number = _number(line, f"{before}record.number") or None
        entry.title_seen = (line.text(f"{before}record.title") or "")[:LONGEST_TITLE]
    else:
        key, relation = ("number", "items") if named == ["item"] else ("key", "practices")
        given = line.text(f"{before}{named[0]}.{key}")
        setattr(entry, f"{named[0]}_id", terms[relation].get(given))
        if given is not None and given not in terms[relation]:
            line.fault(f"{before}{named[0]}.{key}", f"terms.jsonl has no “{given[:40]}”.")
    entry.key = entry.key_now
    return entry


def _number(line: Line, path: str) -> int:
    given = line.text(path)
    if given is None:
        return 0
    if found := NUMBER.fullmatch(given):
        return int(found[1])
    line.fault(path, f"“{given[:40]}” is no permanent number, such as ICPR-000123.")
    return 0


def _slug(line: Line) -> str:
    """The last part of its address."""
    address = line.text("url")
    if address is None:
        return ""
    slug = address.rstrip("/").rpartition("/")[2]
    if not SLUG.fullmatch(slug):
        line.fault("url", f"“{address[:80]}” does not end as the address of a record.")
    return slug


def _moment(line: Line, path: str) -> datetime | None:
    given = line.text(path)
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is not None and timezone.is_aware(moment) and moment <= timezone.now():
        return moment
    line.fault(path, f"“{given[:40]}” is no moment that has come, such as 2026-11-28T12:00:00+00:00.")
    return None


def _keys(line: Line, relation: str, key: str, known: Mapping[str, int]) -> list[int]:
    found = []
    for place in range(len(line.many(relation))):
        path = f"{relation}.{place}.{key}"
        given = line.at(path)
        if given is MISSING:
            continue
        if not isinstance(given, str) or given not in known:
            line.fault(path, f"terms.jsonl has no “{str(given)[:40]}”.")
        else:
            found.append(known[given])
    return list(dict.fromkeys(found))
