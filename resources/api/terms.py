"""What records are arranged by: pillars, focus areas, topics, tags, publishers and authors, each with its number."""

from collections.abc import Mapping
from heapq import nsmallest

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from icpr.lib.http.site import absolute
from pillars.models import FocusArea, Pillar, Topic
from resources.api import PREFIX, page_schemas
from resources.api.answers import answer
from resources.api.parameters import Asked, Paging, written
from resources.catalogue import facet_index as catalogue
from resources.catalogue.criteria import Criteria
from resources.catalogue.values import Value
from resources.models.serialization import Written
from resources.relations import BY_FACET

router = Router(tags=["Terms"])


def _few(request: HttpRequest, path: str, facet: str, summaries: Mapping[str, str]) -> HttpResponse:
    """All values of a facet that the frame fixes, also those that no record has yet."""
    values = catalogue.current().facets[facet].values()
    terms = [term_of(facet, value, summaries.get(value.key)) for value in values]
    notices = written(Asked(request, path).notices)
    return answer({"total": len(terms), "notices": notices, "next": None, "terms": terms})


def _many(request: HttpRequest, path: str, facet: str, paging: Paging) -> HttpResponse:
    """A page of the values that public records have, in the order of their keys."""
    asked = Asked(request, path)
    after = asked.place(paging.cursor) or ""
    values = catalogue.current().facets[facet]
    keys = [key for key in values if facet == "author" or values[key].members]
    page = nsmallest(paging.limit + 1, (key for key in keys if key > after))
    page, has_more = page[: paging.limit], len(page) > paging.limit
    next_page = asked.next(page[-1]) if has_more else None
    terms = [term_of(facet, values[key]) for key in page]
    found = {"total": len(keys), "notices": written(asked.notices), "next": next_page, "terms": terms}
    return answer(found, next_page)


def term_of(facet: str, value: Value, summary: str | None = None) -> Written:
    relation, query = BY_FACET.get(facet), Criteria(values={facet: (value.key,)}).query_string()
    has_page = relation and relation.page
    page = reverse(relation.page, args=[value.key]) if has_page else reverse("resources") + query
    return {
        "key": value.key,
        "name": value.label,
        "number": value.number,
        "summary": summary,
        "count": len(value.members),
        "url": absolute(page),
        "records": absolute(f"{PREFIX}resources{query}"),
    }


def _summaries(model) -> dict[str, str]:
    return dict(model.objects.values_list("slug", "summary"))


@router.get("pillars", response=page_schemas.TermPage, operation_id="listPillars", summary="The six pillars")
def pillars(request: HttpRequest) -> HttpResponse:
    """Of the Final Report of the President's Task Force on 21st Century Policing, in its order."""
    return _few(request, "pillars", "pillar", _summaries(Pillar))


@router.get("focus-areas", response=page_schemas.TermPage, operation_id="listFocusAreas", summary="The focus areas")
def focus_areas(request: HttpRequest) -> HttpResponse:
    """What the institute set out to work in."""
    return _few(request, "focus-areas", "focus", _summaries(FocusArea))


@router.get("topics", response=page_schemas.TermPage, operation_id="listTopics", summary="The topics")
def topics(request: HttpRequest) -> HttpResponse:
    """The headings of the IACP's Community-Police Engagement page."""
    return _few(request, "topics", "topic", _summaries(Topic))


@router.get("tags", response=page_schemas.TermPage, operation_id="listTags", summary="Tags that public records have")
def tags(request: HttpRequest, paging: Query[Paging]) -> HttpResponse:
    """In the order of their keys."""
    return _many(request, "tags", "tag", paging)


@router.get("publishers", response=page_schemas.TermPage, operation_id="listPublishers", summary="Publishers")
def publishers(request: HttpRequest, paging: Query[Paging]) -> HttpResponse:
    """The bodies that issued public records, in the order of their keys."""
    return _many(request, "publishers", "publisher", paging)


@router.get("authors", response=page_schemas.TermPage, operation_id="listAuthors", summary="Authors")
def authors(request: HttpRequest, paging: Query[Paging]) -> HttpResponse:
    """Names on by-lines of public records, in the order of their keys. Spellings with one key are one author."""
    return _many(request, "authors", "author", paging)
