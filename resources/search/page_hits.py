"""Where in a record's documents the words stand: for the few records on a page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString

from resources.models import DocumentPage
from resources.search.find import Found
from resources.search.highlighting import snippet


@dataclass(frozen=True, slots=True)
class PageHit:
    """The first page of a record's documents that holds all of a query. `more` is how many others do."""

    page: DocumentPage
    snippet: SafeString
    more: int


def page_hits(found: Found, resources: Collection[int]) -> dict[int, PageHit]:
    """Hits by the primary key of the resource, for those of some published resources that have any: one query."""
    pages: dict[int, list[int]] = {}
    for page, resource in found.pages.items():
        if resource in resources:
            pages.setdefault(resource, []).append(page)
    if not pages:
        return {}
    first = DocumentPage.objects.exclude(document__file="").select_related("document__resource")
    shown = first.in_bulk([held[0] for held in pages.values()])
    return {
        resource: PageHit(shown[held[0]], snippet(shown[held[0]].text, found.query), len(held) - 1)
        for resource, held in pages.items()
        if held[0] in shown
    }
