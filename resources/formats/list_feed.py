"""The feed of a list: its records, those readers were told of last before the others, whatever the order of the list.

The document that people follow holds the latest fifty. Those before are in archive documents (RFC 5005, 4). An archive
document must always hold the same, so its address names what it and all older ones hold, by a digest: a record that is
told of again moves to the front, and from where it stood all archive documents get other addresses. A program that
goes from one to the next until it meets an address it has seen therefore misses nothing, and reads old ones again only
when something old has changed. What an address no longer fits is answered as it is now.
"""

import re
from datetime import UTC, datetime

from django.http import Http404, QueryDict

from icpr.lib.formats import Part
from icpr.lib.formats.links import address_of
from icpr.lib.http.site import absolute
from resources.catalogue.told_order import ToldPages
from resources.formats import entries
from resources.formats.feed import TAGGED_ON, Feed, Gone, tag_uri
from resources.formats.gone import gone_of

ARCHIVE = re.compile(r"([1-9][0-9]{0,6})(?:-[0-9a-f]*)?", re.ASCII)
NEVER = datetime(int(TAGGED_ON), 1, 1, tzinfo=UTC)  # of a list that has told nothing yet


def document(part: Part) -> Feed:
    """The document of a list's feed that is asked for. Raises Http404 for an archive document that is not there."""
    number, pages = _archive_number(part.asked), ToldPages(part.source)
    if number is None:
        return _current(part, pages)
    if number > pages.done:
        raise Http404
    return _archive(part, pages, number)


def _archive_number(asked: QueryDict) -> int | None:
    """Which archive document a query asks for; None for the current one. Raises Http404 for what names none."""
    if "archive" not in asked:
        return None
    found = ARCHIVE.fullmatch(asked["archive"])
    if not found:
        raise Http404
    return int(found[1])


def _current(part: Part, pages: ToldPages) -> Feed:
    gone = gone_of(part.source)
    return Feed(
        **_of_list(part, pages, gone),
        here=_address(part),
        entries=entries.read(pages.newest()),
        older=_archive_address(part, pages, pages.done),
        gone=gone,
    )


def _archive(part: Part, pages: ToldPages, number: int) -> Feed:
    return Feed(
        **_of_list(part, pages, gone_of(part.source)),
        here=_archive_address(part, pages, number),
        entries=entries.read(pages.page(number)),
        older=_archive_address(part, pages, number - 1),
        newer=_archive_address(part, pages, number + 1),
        is_archive=True,
    )


def _of_list(part: Part, pages: ToldPages, gone: list[Gone]) -> dict:
    """What all documents of a feed say alike."""
    listing, moments = part.source, [pages.latest, *(each.at for each in gone)]
    return {
        "id": tag_uri(listing.address.removeprefix("/")),
        "title": listing.subject,
        "page": absolute(listing.address),
        "current": _address(part),
        "updated": max(filter(None, moments), default=NEVER),
        "note": " ".join(notice.message for notice in part.notices),
    }


def _address(part: Part) -> str:
    return absolute(address_of(part.form, part.source.address))


def _archive_address(part: Part, pages: ToldPages, number: int) -> str:
    """The address of an archive document; "" for one that is not there."""
    if not 1 <= number <= pages.done:
        return ""
    address = _address(part)
    return f"{address}{'&' if '?' in address else '?'}archive={number}-{pages.digest(number)}"
