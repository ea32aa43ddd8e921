"""What the page of a collection shows, for everyone and for those with a preview, beside what pages of records do."""

from resources.catalogue.facet_index import CatalogueIndex, values_from_record
from resources.catalogue.history import of_public_record
from resources.citations import page as citing
from resources.collections import picture
from resources.collections.page import Contents
from resources.discovery import heads
from resources.models import PreviewLink, Resource


def of_public(record: Resource, index: CatalogueIndex) -> dict[str, object]:
    """The context of its template, for a public collection that was read `for_detail()`."""
    contents, values = Contents(record), index.values_of(record.pk)
    addresses = [row.shown.url for row in contents.rows if not row.shown.gone]
    return {
        "resource": record,
        "section": "collections",
        "values": values,
        "contents": contents,
        **picture.of_collection(record, values),
        "listing": contents.listing(index),
        "cite": citing.of_record(record, [value.label for value in values.get("publisher", ())]),
        "history": of_public_record(record),
        "described": heads.of_collection(record, values, [], addresses),
    }


def of_preview(record: Resource, link: PreviewLink) -> dict[str, object]:
    """The same for one that is not public. Entries the public may not see yet are left out here, too."""
    contents, values = Contents(record), values_from_record(record)
    return {
        "resource": record,
        "section": "collections",
        "preview": link,
        "values": values,
        "contents": contents,
        **picture.of_collection(record, values),
        "waiting": record.entries.count() - len(contents.rows),
    }
