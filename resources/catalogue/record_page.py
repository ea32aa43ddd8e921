"""What the page of one record shows, for everyone and for those with a preview."""

from resources.catalogue import groups
from resources.catalogue.facet_index import CatalogueIndex, values_from_record
from resources.catalogue.kind_pages import section_of
from resources.catalogue.next_steps import next_steps
from resources.catalogue.opening import Opening
from resources.catalogue.related import related_ids
from resources.models import PreviewLink, Resource


def of_public(record: Resource, index: CatalogueIndex) -> dict[str, object]:
    """The context of its template, for a public record that was read `for_detail()`."""
    values, practices = index.values_of(record.pk), list(record.practices.prefetch_related("findings"))
    related = related_ids(record, values, [practice.pk for practice in practices], index)
    return {
        "resource": record,
        "section": section_of(record.kind),
        "values": values,
        "practices": practices,
        "items": record.items.published().with_findings(),
        "opening": Opening(record),
        "next_steps": next_steps(record),
        "related": groups.in_order(related, groups.bare()),
    }


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


def of_withdrawn(record: Resource) -> dict[str, object]:
    """The context of the page that stands for a record that was taken back."""
    return {"resource": record, "section": section_of(record.kind)}
