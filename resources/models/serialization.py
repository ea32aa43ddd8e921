"""A record written out: one meaning for every form it takes outside a page (JSON, CSV, feeds, citations)."""

from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from icpr.lib.http.site import absolute
from resources.models.addresses import address_of
from resources.models.catalogue import permanent_number

if TYPE_CHECKING:
    from resources.models.change_notes import ChangeNote
    from resources.models.collection_entries import CollectionEntry
    from resources.models.documents import Document
    from resources.models.people import Author
    from resources.models.resource import Resource

TERMS = ("pillars", "focus_areas", "topics", "audiences", "publishers", "tags", "practices")
# All that is read with a record for `as_dict`.
RELATED = ("authors", "documents", "items", "notes", *TERMS)
Written = dict[str, Any]


def as_dict(resource: "Resource") -> Written:
    """The public facts of a record as text, numbers, booleans, None, and lists and dicts of them.

    Addresses are absolute; days are ISO 8601 with their precision beside them; moments are ISO 8601 in UTC. What is not
    known is "" or None. Nothing that only staff may see is in it, and of linked records only what is public; whether
    the record itself is public is for the caller to say. Asks the database nothing of what `for_export()` gives.
    """
    later = resource.superseded_by
    return {
        "number": resource.permanent_number,
        "url": absolute(resource.get_absolute_url()),
        "permanent_url": absolute(resource.permanent_url),
        "kind": choice(resource, "kind"),
        "title": resource.title,
        "annotation": resource.annotation,
        "in_brief": resource.in_brief,
        "body": resource.body,
        "for_whom": resource.for_whom,
        "authors": [_author(author) for author in resource.authors.all()],
        "issued": {
            "on": resource.issued_on and resource.issued_on.isoformat(),
            "precision": str(resource.issued_precision),
            "display": resource.issued_display,
        },
        "publication": resource.publication,
        "volume": resource.volume,
        "issue": resource.issue,
        "pages": resource.pages,
        "language": choice(resource, "language"),
        "access": choice(resource, "access"),
        "availability": {"key": resource.availability.value, "label": resource.availability.label},
        "official_url": resource.official_url,
        "address_evidence": choice(resource, "address_evidence"),
        "rights_note": resource.rights_note,
        **{name: [_term(term) for term in getattr(resource, name).all()] for name in TERMS},
        "tags": [_term(tag) for tag in sorted(resource.tags.all(), key=attrgetter("name"))],  # taggit has no order
        "items": [link(item, item.number) for item in resource.items.all() if item.is_public],
        "documents": [document_as_dict(paper) for paper in resource.documents.all()],
        "entries": [_entry(entry) for entry in resource.entries.all()],
        "superseded_by": link(later, later.permanent_number) if later and later.is_published() else None,
        "new_until": resource.new_until and resource.new_until.isoformat(),
        "added_at": as_utc(resource.publish_at),
        "changed_at": as_utc(resource.changed_at),
        "told_at": as_utc(resource.told_at),
        "notes": [_note(note) for note in resource.notes.all()],
    }


def as_utc(at: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return at and at.astimezone(UTC).isoformat()


def _note(note: "ChangeNote") -> Written:
    return {"told_at": as_utc(note.told_at), "what": choice(note, "what"), "text": note.text}


def _entry(entry: "CollectionEntry") -> Written:
    """An entry that was read `written()`: the one thing it is of, and why it stands there."""
    record = {"number": permanent_number(entry.number), "title": entry.record_title} if entry.number else None
    if record:
        record["url"] = absolute(address_of(entry.record_kind, entry.record_slug))
    return {
        "group": entry.group,
        "record": record,
        "document": str(entry.document) if entry.document else "",
        "item": link(entry.item, entry.item.number) if entry.item else None,
        "practice": _term(entry.practice) if entry.practice else None,
        "note": entry.note,
    }


def choice(row: Model, name: str) -> Written:
    """A column with a closed list: its value, and its name for readers."""
    return {"key": str(getattr(row, name)), "label": str(getattr(row, f"get_{name}_display")())}


def _author(author: "Author") -> Written:
    names = {name: getattr(author, name) for name in ("family_name", "given_names", "organization")}
    return {"name": str(author)} | names


def _term(term: Model) -> Written:
    """A value of a vocabulary; `url` is None where values have no page."""
    page = getattr(term, "get_absolute_url", None)
    return {"key": term.slug, "name": term.name, "url": absolute(page()) if page else None}


def link(row: Model, number: str) -> Written:
    """Another record or an item, by its number."""
    return {"number": number, "title": row.title, "url": absolute(row.get_absolute_url())}


def document_as_dict(paper: "Document") -> Written:
    """`url` is where it can be read, here or elsewhere; None for one that is neither held nor linked."""
    return {
        "role": choice(paper, "role"),
        "title": paper.title,
        "url": absolute(paper.get_absolute_url()) if paper.is_held else paper.url or None,
        "is_held": paper.is_held,
        "address_evidence": choice(paper, "address_evidence"),
        "format": str(paper.format),
        "language": paper.language,
        "pages": paper.page_count,
        "bytes": paper.byte_count,
    }
