"""Records as harvesters get them: a page of the record clock with what is public of each, in a fixed number of queries.

What is gone is a header that says so, for as long as there is this library. Nothing here trusts a date of a row: what
is public is asked of `published()` at the moment of the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.db.models import QuerySet

from icpr.lib.moments import MICROSECOND
from resources.models import RecordClock, Resource
from resources.models.catalogue import permanent_number
from resources.oai import sets, xml
from resources.oai.metadata_format import MetadataFormat
from resources.oai.resumption import Place, Request
from resources.tombstones import sets_of

PAGE = 100  # records


@dataclass(frozen=True)
class Page:
    """rows: of the clock. following: the number of the record after them, None when there is none."""

    rows: list[RecordClock]
    following: int | None


def identifier(number: int) -> str:
    """The identifier of a record, by the scheme oai-identifier: "oai:library.example.org:ICPR-000123"."""
    return f"oai:{host()}:{permanent_number(number)}"


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def number_of(given: str) -> int | None:
    """The number of a record by its identifier; None for what is none of ours."""
    digits = given.rpartition("-")[2]
    if not digits.isdecimal() or len(digits) > len("123456789"):
        return None
    return int(digits) if identifier(int(digits)) == given else None


def matching(asked: Request, now: datetime) -> QuerySet[RecordClock]:
    """The rows of a list as they stand now, without those that changed after it was begun."""
    rows = RecordClock.objects.at(now).filter(stamp__lt=_end(asked))
    if asked.since:
        rows = rows.filter(stamp__gte=asked.since).changed_by(asked.since)
    return sets.members(rows, asked.set) if asked.set else rows


def size(asked: Request, now: datetime) -> int:
    """How many rows a list has. Of all there are, the few that changed too late are counted instead of all others."""
    if asked.since or asked.set:
        return matching(asked, now).count()
    every, end = RecordClock.objects.at(now), _end(asked)
    return every.count() - every.filter(stamp__gte=end).changed_by(end).count()


def _end(asked: Request) -> datetime:
    """The first moment of which a list does not tell."""
    end = asked.taken_at + MICROSECOND
    return min(end, asked.before or end)


def page(asked: Request, now: datetime, place: Place | None = None) -> Page:
    """The first rows of a list, or those after a place in it: by number, so that a page costs what it holds."""
    rows = matching(asked, now)
    if place is not None:
        rows = rows.filter(number__gt=place.number)
    found = list(rows.order_by("number")[: PAGE + 1])
    if place is not None and not found:
        # All that was left has changed meanwhile. A page has to hold something: the one that was next, as it is now.
        found = list(RecordClock.objects.at(now).filter(number=place.following))
    return Page(found[:PAGE], found[PAGE].number if len(found) > PAGE else None)


def headers(rows: list[RecordClock], now: datetime) -> list[Element]:
    records = Resource.objects.published(now).prefetch_related(*sets.FIELDS).without_texts()
    return [_header(row, record, gone) for row, record, gone in _with_records(rows, records)]


def records(rows: list[RecordClock], now: datetime, form: MetadataFormat) -> list[Element]:
    """The rows as elements `record`, with metadata unless they are gone."""
    found = []
    for row, record, gone in _with_records(rows, Resource.objects.published(now).for_export()):
        element = Element("record")
        element.append(_header(row, record, gone))
        if record is not None:
            xml.add(element, "metadata").append(form.write(record.as_dict()))
        found.append(element)
    return found


def _with_records(
    rows: list[RecordClock], public: QuerySet[Resource]
) -> list[tuple[RecordClock, Resource | None, Resource | None]]:
    """Each row with its record if that is public, else with what is left of it. What was public when the rows were read
    and no longer is, is gone."""
    keys = {row.record_id for row in rows if row.record_id}
    standing = public.in_bulk(keys)
    left = Resource.objects.prefetch_related(*sets.FIELDS).without_texts().in_bulk(keys - standing.keys())
    return [(row, standing.get(row.record_id), left.get(row.record_id)) for row in rows]


def _header(row: RecordClock, record: Resource | None, gone: Resource | None) -> Element:
    header = Element("header", {} if record else {"status": "deleted"})
    xml.add(header, "identifier", identifier(row.number))
    xml.add(header, "datestamp", xml.utc(row.stamp))
    known = record or gone
    xml.add_each(header, "setSpec", sets_of(known) if known else row.sets)
    return header
