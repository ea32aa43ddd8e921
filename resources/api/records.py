"""Records: the list, and one by its number or address."""

import re
from datetime import UTC
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from icpr.lib.http.problems import Problem
from icpr.lib.http.site import absolute
from resources.api import cursors, page_schemas, schemas
from resources.api.answers import answer, moved
from resources.api.parameters import SLUG, Asked, Paging, RecordQuery, several, words_of, written
from resources.catalogue import tombstone
from resources.catalogue.listing import Listing
from resources.catalogue.tombstone import Tombstone
from resources.citations import STYLES
from resources.formats import sources
from resources.formats.data import facets
from resources.formats.reading import of_ids
from resources.models import FormerSlug, Resource
from resources.models.serialization import Written, choice, link

router = Router(tags=["Records"])
FIELDS = (*schemas.Record.model_fields,)
LEFT_OUT = ("body", "documents", "entries", "notes")  # of lists, if they are not asked for
INCLUDED = ("facets", "citations", *LEFT_OUT)
NAMES = (*RecordQuery.model_fields,)
NUMBER = re.compile(r"ICPR-([0-9]{6,9})")


class Shape(Paging):
    fields: several(FIELDS, "Only these fields of each record, and its number.") = []
    include: several(INCLUDED, "What is left out by default: facets with counts, fields of records.") = []


@router.get("resources", response=page_schemas.RecordPage, operation_id="listResources", summary="Records of a query")
def resources(request: HttpRequest, query: Query[RecordQuery], shape: Query[Shape]) -> HttpResponse:
    """The records that the list at `/resources/` shows for the same query, in the same order and number. What of the
    query is not understood is said in `notices` and left out."""
    asked = Asked(request, "resources", NAMES)
    fields, include = words_of(request, "fields", FIELDS), words_of(request, "include", INCLUDED)
    listing = sources.of_query(request)
    place = asked.place(shape.cursor)
    start = 0 if place is None else cursors.place_behind(listing.selection, place)
    return page_of(listing, asked, start, shape.limit, fields_shown(fields, include), with_facets="facets" in include)


def fields_shown(fields: list[str], include: list[str]) -> list[str]:
    """The names of what is written of each record in a list."""
    shown = ["number", *fields] if fields else [name for name in FIELDS if name not in LEFT_OUT]
    return list(dict.fromkeys([*shown, *(name for name in include if name != "facets")]))


def page_of(
    listing: Listing, asked: Asked, start: int, limit: int, fields: list[str], *, with_facets: bool
) -> HttpResponse:
    read = list(of_ids(listing.ids(start, start + limit + 1)))
    given, following = read[:limit], read[limit:]
    has_more = bool(given) and start + limit < listing.total
    place = cursors.behind(listing.selection, start + limit, given, *following or [None]) if has_more else None
    next_page = asked.next(place) if has_more else None
    found = {
        "total": listing.total,
        "heading": listing.heading,
        "address": absolute(listing.address),
        "notices": written([*listing.notices, *asked.notices]),
        "next": next_page,
        "records": [part_of(record, fields) for record in given],
        "facets": facets(listing) if with_facets else None,
    }
    return answer(found, next_page)


def part_of(record: Resource, fields: list[str]) -> Written:
    whole = record.as_dict()
    if "citations" in fields:
        whole["citations"] = citations(record)
    return {name: whole[name] for name in fields}


def citations(record: Resource) -> list[Written]:
    return [{"style": name, "label": style.label, "text": style.write(record)} for name, style in STYLES.items()]


Name = Annotated[str, Field(description="A permanent number, `ICPR-000128`, or the last part of an address.")]


@router.get(
    "resources/{name}",
    response={200: schemas.WholeRecord, 301: None, 410: schemas.Gone},
    operation_id="readResource",
    summary="One record",
)
def resource(request: HttpRequest, name: Name) -> HttpResponse:
    """All that is public of a record, with its papers, how it is cited, and what editors told of it. A former address
    leads on to the present one. What was public and was taken back, expired or deleted answers 410 with what was last
    public of it."""
    number = NUMBER.fullmatch(name)
    if not number and not SLUG.fullmatch(name):
        raise no_record()
    wanted = {"number": int(number[1])} if number else {"slug": name}
    if found := Resource.objects.published().for_export().filter(**wanted).first():
        return answer(whole(found))
    former = None if number else FormerSlug.objects.select_related("resource").filter(slug=name).first()
    if former and former.resource.is_published():
        return moved(f"resources/{former.resource.slug}")
    gone = tombstone.of_number(former.resource.number) if former else tombstone.last_seen(**wanted)
    raise gone_for(gone) if gone else no_record()


def whole(record: Resource) -> Written:
    return record.as_dict() | {"citations": citations(record)}


def no_record() -> Problem:
    return Problem(404, "No public record has this number or address. Drafts are not public.")


def gone_for(gone: Tombstone) -> Problem:
    """What was last public of a record that no longer is."""
    later, reason = gone.successor, gone.clock.reason
    return Problem(
        410,
        f"“{gone.title}” is no longer in the library.{f' {reason}' if reason else ''}",
        number=gone.number,
        record_title=gone.title,
        kind=choice(gone.clock, "kind"),
        url=absolute(gone.url),
        gone_at=gone.since.astimezone(UTC).isoformat(),
        reason=reason,
        superseded_by=link(later, later.permanent_number) if later else None,
    )
