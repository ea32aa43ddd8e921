"""The six verbs. Each takes the arguments and the moment of the answer, and gives the content and up to which moment it
tells of every change."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import reverse

from icpr.lib.http.site import absolute
from icpr.lib.text.page_titles import SITE
from resources import changes
from resources.models import RecordClock
from resources.oai import arguments, metadata_formats, records, resumption, sets, xml
from resources.oai.arguments import TOKEN, Arguments
from resources.oai.errors import ProtocolError
from resources.oai.resumption import Place, Request

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
IDENTIFIER_SCHEME = "http://www.openarchives.org/OAI/2.0/oai-identifier"
DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")  # of a repository, by that scheme


@dataclass(frozen=True)
class Answer:
    """as_of: it tells of the changes up to then."""

    content: Element
    as_of: datetime

    @property
    def date(self) -> datetime:
        """A harvester that asks the next time for what changed from then on misses nothing, but may get some again."""
        return changes.known_until(self.as_of)


def answer(asked: Arguments, now: datetime) -> Answer:
    """Raises ProtocolError."""
    return VERBS[asked.verb](asked, now)


def base_url() -> str:
    return absolute(reverse("oai"))


def identify(asked: Arguments, now: datetime) -> Answer:
    settled = changes.settled(now)
    # No stamp is earlier than when its row was written first, and the protocol asks for a limit.
    earliest = RecordClock.objects.order_by("written_at").values_list("written_at", flat=True).first()
    content = Element("Identify")
    xml.add(content, "repositoryName", SITE)
    xml.add(content, "baseURL", base_url())
    xml.add(content, "protocolVersion", "2.0")
    # The protocol demands an address; that of the postmaster is there wherever mail is taken (RFC 5321, 4.5.1).
    xml.add(content, "adminEmail", settings.CONTACT_EMAIL or f"postmaster@{records.host()}")
    xml.add(content, "earliestDatestamp", xml.utc(earliest or settled))
    xml.add(content, "deletedRecord", "persistent")
    xml.add(content, "granularity", GRANULARITY)
    if DOMAIN.fullmatch(records.host()):
        _describe_identifiers(xml.add(content, "description"))
    return Answer(content, settled)


def _describe_identifiers(parent: Element) -> None:
    told = xml.root("oai-identifier", {"": IDENTIFIER_SCHEME}, f"{IDENTIFIER_SCHEME}.xsd")
    xml.add(told, "scheme", "oai")
    xml.add(told, "repositoryIdentifier", records.host())
    xml.add(told, "delimiter", ":")
    xml.add(told, "sampleIdentifier", records.identifier(123))
    parent.append(told)


def list_metadata_formats(asked: Arguments, now: datetime) -> Answer:
    if "identifier" in asked.given:
        _row(asked.given["identifier"], now)
    content = Element("ListMetadataFormats")
    for form in metadata_formats.FORMATS.values():
        told = xml.add(content, "metadataFormat")
        xml.add(told, "metadataPrefix", form.prefix)
        xml.add(told, "schema", form.schema)
        xml.add(told, "metadataNamespace", form.namespace)
    return Answer(content, changes.settled(now))


def list_sets(asked: Arguments, now: datetime) -> Answer:
    if TOKEN in asked.given:
        raise ProtocolError("badResumptionToken", "The list of sets comes whole and has no tokens.")
    content = Element("ListSets")
    for spec, name in sets.every():
        told = xml.add(content, "set")
        xml.add(told, "setSpec", spec)
        xml.add(told, "setName", name)
    return Answer(content, changes.settled(now))


def get_record(asked: Arguments, now: datetime) -> Answer:
    form = metadata_formats.by_prefix(asked.given["metadataPrefix"])
    content = Element("GetRecord")
    content.extend(records.records([_row(asked.given["identifier"], now)], now, form))
    return Answer(content, changes.settled(now))


def _row(identifier: str, now: datetime) -> RecordClock:
    number = records.number_of(identifier)
    row = None if number is None else RecordClock.objects.at(now).filter(number=number).first()
    if row is None:
        raise ProtocolError("idDoesNotExist", "There is no record of this identifier.")
    return row


def list_of_records(asked: Arguments, now: datetime) -> Answer:
    """ListRecords and ListIdentifiers, from their beginning or from where a token says."""
    sent = asked.given.get(TOKEN)
    place = None if sent is None else resumption.place(sent, asked.verb)
    request = place.request if place else _request(asked, now)
    form = metadata_formats.by_prefix(request.prefix)
    page = records.page(request, now, place)
    if not page.rows:
        raise ProtocolError("noRecordsMatch", "Nothing here is as asked for.")
    content = Element(asked.verb)
    if asked.verb == "ListRecords":
        content.extend(records.records(page.rows, now, form))
    else:
        content.extend(records.headers(page.rows, now))
    _add_token(content, request, page, place, now)
    return Answer(content, request.taken_at)


def _request(asked: Arguments, now: datetime) -> Request:
    given, span = asked.given, arguments.span(asked.given)
    return Request(
        asked.verb, given["metadataPrefix"], given.get("set", ""), span.since, span.before, changes.settled(now)
    )


def _add_token(content: Element, request: Request, page: records.Page, place: Place | None, now: datetime) -> None:
    """How the list goes on; after its last page that it does not; nothing when it has one page."""
    if place is None and page.following is None:
        return
    delivered = place.delivered if place else 0
    size = place.size if place else records.size(request, now)
    told = {"cursor": str(delivered), "completeListSize": str(size)}
    if page.following is None:
        xml.add(content, TOKEN, **told)
        return
    last = page.rows[-1]
    left = Place(request, last.number, page.following, delivered + len(page.rows), size)
    xml.add(content, TOKEN, resumption.token(left), expirationDate=xml.utc(now + resumption.LIFETIME), **told)


VERBS: dict[str, Callable[[Arguments, datetime], Answer]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "ListIdentifiers": list_of_records,
    "ListRecords": list_of_records,
    "GetRecord": get_record,
}
