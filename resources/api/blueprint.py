"""The Blueprint: items, practices and findings, with the ratings that its pages show."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from icpr.lib.http.problems import Problem
from icpr.lib.http.site import absolute
from pillars.blueprint import lists
from pillars.blueprint.written import finding_as_dict, item_as_dict, practice_as_dict
from pillars.models import Direction, Finding, FormerAddress, Item, Practice, Strength
from resources.api import blueprint_schemas as shapes
from resources.api import parameters
from resources.api.answers import answer, moved
from resources.api.parameters import Asked, BlueprintQuery, Paging, Words, several
from resources.catalogue import of_items
from resources.catalogue.in_blueprint import BlueprintSearch
from resources.models.serialization import Written, link

router = Router(tags=["Blueprint"])
MOST_RESOURCES = 24  # of an item or a practice, as on their pages
NO_PRACTICE = "No practice has this address."


@router.get(
    "items", by_alias=True, response=shapes.ItemPage, operation_id="listItems", summary="Items of the Blueprint"
)
def items(request: HttpRequest, query: Query[BlueprintQuery]) -> HttpResponse:
    """The items that the list at `/blueprint/` shows for the same query, all on one page. As there, without words they
    are those local agencies must act on; `who=anyone` gives all."""
    listing = lists.of_items(request, of_items.counts, BlueprintSearch())
    found = [item_as_dict(item) for item in listing.rows]
    return answer(_about(request, listing, "items", BlueprintQuery.model_fields) | {"items": found})


def _about(request: HttpRequest, listing, path: str, names) -> Written:
    """What is said of a list that stands on one page."""
    return {
        "total": listing.total,
        "heading": listing.heading,
        "address": absolute(listing.address),
        "notices": parameters.written([*listing.notices, *Asked(request, path, names).notices]),
        "next": None,
    }


@router.get("items/{number}", by_alias=True, response=shapes.WholeItem, operation_id="readItem", summary="One item")
def item(request: HttpRequest, number: Annotated[str, Field(examples=["1.5.1"])]) -> HttpResponse:
    """A recommendation or action item by its number in the report."""
    if not parameters.ITEM_NUMBER.fullmatch(number):
        raise Problem(404, "No public item has this number.")
    public = Item.objects.published().with_surroundings().with_action_items().select_related("parent")
    found = public.filter(number=number).first()
    if found is None:
        raise Problem(404, "No public item has this number.")
    found.resource_count = found.resources.published().count()
    more = {
        "parent": _link(found.parent) if found.parent and found.parent.is_public else None,
        "action_items": [_link(below) for below in found.action_items],
        "near_practices": [_term(practice) for practice in found.near_practices.all()],
        "examples": [_example(example) for example in found.examples.all()],
        "newest_resources": _newest(found.resources),
    }
    return answer(item_as_dict(found) | more)


def _link(item: Item) -> Written:
    return link(item, item.number)


def _term(practice: Practice) -> Written:
    return {"key": practice.slug, "name": practice.name, "url": absolute(practice.get_absolute_url())}


def _example(example) -> Written:
    names = ("agency", "summary", "source_title", "url", "year")
    return {name: getattr(example, name) for name in names}


def _newest(related) -> list[Written]:
    """The newest public records of a relation."""
    newest = related.published().newest().only("number", "kind", "title", "slug")[:MOST_RESOURCES]
    return [link(record, record.permanent_number) for record in newest]


class PracticeQuery(parameters.Schema):
    q: Words = ""


@router.get("practices", by_alias=True, response=shapes.PracticePage, operation_id="listPractices", summary="Practices")
def practices(request: HttpRequest, query: Query[PracticeQuery]) -> HttpResponse:
    """Every practice that was studied, the best rated first, or those that hold some words, best first."""
    listing = lists.PracticeList(request, BlueprintSearch())
    found = [practice_as_dict(practice) for practice in listing.rows]
    return answer(_about(request, listing, "practices", ("q",)) | {"practices": found})


@router.get(
    "practices/{slug}",
    by_alias=True,
    response={200: shapes.WholePractice, 301: None},
    operation_id="readPractice",
    summary="One practice",
)
def practice(request: HttpRequest, slug: Annotated[str, Field(examples=["foot-patrol"])]) -> HttpResponse:
    """A practice with the items and records it belongs to. A former address leads on to the present one."""
    if not parameters.SLUG.fullmatch(slug):
        raise Problem(404, NO_PRACTICE)
    found = Practice.objects.prefetch_related("findings").filter(slug=slug).first()
    if found is None:
        if former := FormerAddress.objects.holder(Practice, slug):
            return moved(f"practices/{former.slug}")
        raise Problem(404, NO_PRACTICE)
    more = {
        "items": [_link(item) for item in found.items.published()],
        "newest_resources": _newest(found.resources),
    }
    return answer(practice_as_dict(found) | more)


class FindingQuery(Paging):
    practice: Annotated[str, Field(description="Of one practice, by its key.")] = ""
    direction: several(Direction.values, "What was found: any of these.") = []
    strength: several(Strength.values, "The kind of research: any of these.") = []


@router.get("findings", response=shapes.FindingPage, operation_id="listFindings", summary="What research found")
def findings(request: HttpRequest, query: Query[FindingQuery]) -> HttpResponse:
    """One finding for each source and outcome, in the order they were added. Nothing is averaged."""
    asked = Asked(request, "findings", ("practice", "direction", "strength"))
    after = asked.place(query.cursor) or 0
    found = Finding.objects.select_related("practice").order_by("pk")
    if query.practice:
        is_key = parameters.SLUG.fullmatch(query.practice)
        found = found.filter(practice__slug=query.practice) if is_key else found.none()
    for name, words in (("direction", Direction.values), ("strength", Strength.values)):
        if chosen := parameters.words_of(request, name, words):
            found = found.filter(**{f"{name}__in": chosen})
    page = list(found.filter(pk__gt=after)[: query.limit + 1])
    given = page[: query.limit]
    next_page = asked.next(given[-1].pk) if len(page) > query.limit else None
    total, notices = found.count(), parameters.written(asked.notices)
    shown = [_of_practice(finding) for finding in given]
    return answer({"total": total, "notices": notices, "next": next_page, "findings": shown}, next_page)


def _of_practice(finding: Finding) -> Written:
    """A finding with what it is of, which stands above it elsewhere."""
    return {"practice": _term(finding.practice), "url": absolute(finding.get_absolute_url())} | finding_as_dict(finding)
