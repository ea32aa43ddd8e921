"""What the page of one record shows, for everyone and for those with a preview."""

from django.http import Http404

from resources.catalogue import groups
from resources.catalogue.facet_index import CatalogueIndex, values_from_record
from resources.catalogue.history import of_public_record
from resources.catalogue.kind_pages import section_of
from resources.catalogue.next_steps import next_steps
from resources.catalogue.opening import Opening
from resources.catalogue.related import related_ids
from resources.catalogue.tombstone import Tombstone
from resources.citations import page as citing
from resources.discovery import heads
from resources.link_checks.telling import LinkNote, note_on
from resources.models import CollectionEntry, Kind, PreviewLink, Resource
from resources.packages import offer


def of_public(record: Resource, index: CatalogueIndex) -> dict[str, object]:
    """The context of its template, for a public record that was read `for_detail()`."""
    values, practices = index.values_of(record.pk), list(record.practices.prefetch_related("findings"))
    opening = Opening(record)
    note = _link_note(opening)
    related = related_ids(record, values, [practice.pk for practice in practices], index)
    return {
        "resource": record,
        "section": section_of(record.kind),
        "values": values,
        "practices": practices,
        "items": record.items.published().with_findings(),
        "opening": opening,
        "link_note": note,
        "next_steps": next_steps(record, is_gone=bool(note and note.is_gone)),
        "package": offer.of_record(record),
        "cite": citing.of_record(record, [value.label for value in values.get("publisher", ())]),
        "history": of_public_record(record),
        "collections": in_collections(record),
        "related": groups.in_order(related, groups.BARE),
        "described": heads.of_record(record, values, practices),
    }


def _link_note(opening: Opening) -> LinkNote | None:
    """What is known of the address that the page leads to first."""
    way = opening.first
    return note_on(way.url) if way and not way.is_here else None


def in_collections(record: Resource) -> list[Resource]:
    """The public collections in which a record or a paper of it stands, with all that a line shows; one query."""
    within = CollectionEntry.objects.filter(number=record.number).values("collection")
    return list(groups.lines().of_kind(Kind.COLLECTION).filter(pk__in=within).by_title())


def of_preview(record: Resource, link: PreviewLink, token: str) -> dict[str, object]:
    """The same for a record that is not public, without what leads to it from elsewhere."""
    return {
        "resource": record,
        "section": section_of(record.kind),
        "preview": link,
        "values": values_from_record(record),
        "practices": list(record.practices.prefetch_related("findings")),
        "items": record.items.published().with_findings(),
        "opening": Opening(record, token),
    }


def of_gone(gone: Tombstone | None) -> dict[str, object]:
    """The context of the page that stands, with code 410, where a record was. Raises Http404 where none ever was."""
    if gone is None:
        raise Http404
    return {"gone": gone, "section": section_of(gone.kind)}
