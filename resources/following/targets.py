"""What an address of the library means now, for whoever follows it: its list or record, by the `source` of its forms.

    target("/resources/?pillar=policy-oversight")       # a Target, at the present address of all that was renamed

Any page that has an Atom form can be followed. The query string means what it means on the page and in the feed.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve

from icpr.lib.formats import Gone, Moved
from icpr.lib.formats.links import address_of, forms_of, source_of
from icpr.lib.query.notices import Notice
from pillars.models import Item, Practice
from resources.catalogue import tombstone
from resources.catalogue.listing import Listing, OfRecord
from resources.following.models import LONGEST_ADDRESS
from resources.formats import sources
from resources.formats.atom import ATOM
from resources.formats.json_feed import JSON_FEED
from resources.models import Resource

MOST_MOVES = 5  # of one address to the next
PERMANENT = re.compile(r"/r/ICPR-([0-9]{6,9})/", re.ASCII)


class Kind(StrEnum):
    """What is followed, by the name of its page's URL; any other page is a list."""

    LIST, RECORD, COLLECTION = "list", "resource", "collection"
    PILLAR, FOCUS_AREA, TOPIC, TAG = "pillar", "focus-area", "topic", "tag"
    ITEM, PRACTICE = "item", "practice"


WORDS = {
    Kind.LIST: "list",
    Kind.RECORD: "record",
    Kind.COLLECTION: "collection",
    Kind.PILLAR: "pillar",
    Kind.FOCUS_AREA: "focus area",
    Kind.TOPIC: "topic",
    Kind.TAG: "tag",
    Kind.ITEM: "Blueprint item",
    Kind.PRACTICE: "practice",
}


@dataclass(frozen=True)
class Target:
    """What an address means now.

    address: path and query, in canonical order, without an order of records. title: in words. listing: its records, at
    present; of a record, itself. ignored: what of the query was not understood, or the search says of it. record, item,
    practice: what is followed, where it is one of them; a collection is a record, too.
    """

    address: str
    title: str
    kind: Kind
    listing: Listing
    ignored: list[Notice] = field(default_factory=list)
    record: Resource | None = None
    item: Item | None = None
    practice: Practice | None = None

    @property
    def what(self) -> str:
        """The kind in a word or two: "focus area"."""
        return WORDS[self.kind]

    @property
    def feed(self) -> str:
        """The path of its Atom feed."""
        return address_of(ATOM, self.listing.address if self.record else self.address)

    @property
    def json_feed(self) -> str:
        """The path of its JSON Feed."""
        return address_of(JSON_FEED, self.listing.address if self.record else self.address)


def target(address: str) -> Target:
    """What an address that was stored means now.

    Raises Gone for a record that was taken back and for a list of which a part is no more, since what is left would be
    a longer list than was asked for; Http404 for what never was, or cannot be followed.
    """
    found = asked(address)
    if _has_lost(found, address):
        raise Gone(f"A part of what was followed as {address} is no longer here.")
    return found


def asked(address: str) -> Target:
    """The same for an address that a reader brings: what of its query is not understood is left out and said. It may
    stand with the site's own address before it, and be that of a feed. Raises as `target`, but not for a part."""
    path, query = _parts(address)
    for _ in range(MOST_MOVES):
        try:
            return _short_enough(_at(path, query))
        except Moved as moved:
            path = moved.path
    raise Http404


def _short_enough(found: Target) -> Target:
    """What can be stored: words of other scripts take up to twelve times as many characters in an address as typed."""
    if len(found.address) > LONGEST_ADDRESS:
        raise Http404
    return found


def number_of(address: str) -> int | None:
    """The permanent number of the record that an address of a subscription is of, be it public or not; else None."""
    found = PERMANENT.fullmatch(address)
    return int(found[1]) if found else None


def _parts(address: str) -> tuple[str, str]:
    own = address.strip().removeprefix(settings.SITE_URL).partition("#")[0]
    path, _, query = own.partition("?")
    if len(own) > LONGEST_ADDRESS or not path.startswith("/") or "\x00" in own:
        raise Http404
    return path, query


def _at(path: str, query: str) -> Target:
    match = resolve(unquote(path))
    if match.url_name == "permanent":
        return _of_record(_of_number(match.kwargs["number"]))
    name = (match.url_name or "").removesuffix("-form")
    captured = dict(match.captured_kwargs)
    suffixes = {form.suffix for form in forms_of(name)}
    if not {ATOM.suffix, captured.pop("suffix", ATOM.suffix)} <= suffixes:
        raise Http404
    listing = source_of(name)(_request(path, query), **captured)
    if isinstance(listing, OfRecord):
        return _of_record(listing)
    kind = Kind(name) if name in set(Kind) else Kind.LIST
    subject = _subject(kind, listing)
    title = str(*subject.values()) or listing.subject
    return Target(_address(listing), title, kind, listing, listing.notices, **subject)


def _request(path: str, query: str) -> HttpRequest:
    request = HttpRequest()
    try:
        request.method, request.path, request.GET = "GET", path, QueryDict(query)
    except TooManyFieldsSent as error:
        raise Http404 from error
    return request


def _of_number(number: str) -> Listing:
    held = int(number.removeprefix("ICPR-"))
    found = Resource.objects.filter(number=held).first()
    if found:
        return sources.record(HttpRequest(), slug=found.slug)
    if gone := tombstone.of_number(held):
        raise Gone(f"“{gone.title}”: {gone.said}", number=gone.number)
    raise Http404


def _of_record(listing: Listing) -> Target:
    [record] = listing.records(public=Resource.objects.published()) or [None]
    if record is None:  # it went in this very moment
        raise Http404
    if record.kind == Kind.COLLECTION:
        raise Moved(record.get_absolute_url())
    return Target(record.permanent_url, record.title, Kind.RECORD, listing, record=record)


def _address(listing: Listing) -> str:
    """Of a list, without the order its reader chose: whoever is told of it is told of the same."""
    if not listing.asked.sort:
        return listing.address
    return listing.path + replace(listing.asked, sort="").query_string()


def _subject(kind: Kind, listing: Listing) -> dict:
    """The item, practice or collection of a page, by what it is called in a `Target`."""
    match kind:
        case Kind.COLLECTION:
            return {"record": Resource.objects.published().get(slug=_last(listing.path))}
        case Kind.ITEM:
            return {"item": Item.objects.published().get(number=_last(listing.path))}
        case Kind.PRACTICE:
            return {"practice": Practice.objects.get(slug=_last(listing.path))}
    return {}


def _last(path: str) -> str:
    return unquote(path).rstrip("/").rpartition("/")[2]


def _has_lost(found: Target, address: str) -> bool:
    """Whether a part of what was followed is not understood any more, other than words that find nothing."""
    query = QueryDict(address.partition("?")[2])
    said = any(notice.parameter != "q" and notice.parameter in query for notice in found.ignored)
    return said or bool(query.get("q") and not found.listing.criteria.q)
