"""Where in a record's documents the words stand: for the few records on a page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString

from resources.models import DocumentPage
from resources.search.engine import pages_holding
from resources.search.highlighting import snippet
from resources.search.queries import Query


@dataclass(frozen=True, slots=True)
class PageHit:
    """The first page of a record's documents that holds all of a query. `more` is how many others do."""

    page: DocumentPage
    snippet: SafeString
    more: int


def page_hits(query: Query, resources: Collection[int]) -> dict[int, PageHit]:
    """Hits by the primary key of the resource, for those of some published resources that have any: two queries."""
    if not query or not resources:
        return {}
    pages: dict[int, list[int]] = {}
    for resource, page in pages_holding(query, resources):
        pages.setdefault(resource, []).append(page)
    first = DocumentPage.objects.exclude(document__file="").select_related("document__resource")
    found = first.in_bulk([held[0] for held in pages.values()])
    return {
        resource: PageHit(found[held[0]], snippet(found[held[0]].text, query), len(held) - 1)
        for resource, held in pages.items()
        if held[0] in found
    }
