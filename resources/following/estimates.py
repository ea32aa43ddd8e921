"""How much whoever follows a list or a record is to expect, from the last year of what is in it now."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone
from pyroaring import BitMap

from icpr.lib.moments import to_number
from resources.catalogue import facet_index
from resources.catalogue.listing import Listing
from resources.catalogue.told_order import order
from resources.edition import LISTS, Edition, per_edition
from resources.following.models import Level
from resources.following.targets import Target
from resources.models import Catalogue, ChangeNote, RecordClock

YEAR, MONTH = timedelta(days=365), timedelta(days=365) / 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """a_month: news a month. since: from when on they were counted. words: the same for readers."""

    a_month: float
    since: datetime
    words: str


def estimate(target: Target, level: str) -> Estimate:
    """What a year of news of a target was, told major changes or all. Four queries at most, whatever the list.

    Of minor changes the library keeps the last of each record, so that they are at least as many as it says. What went
    from a list is not known, and not counted.
    """
    now = timezone.now()
    since = now - YEAR
    opened = RecordClock.objects.at(now).order_by().aggregate(first=Min("publish_at"))["first"] or now
    listing = target.listing
    edition = replace(listing.edition, page_version=Catalogue.versions()[3])
    number = _told(listing, edition, since)
    if level == Level.ALL:
        number += len(_changed(edition) & listing.positions)
    start = max(opened, since)
    a_month = number / max((now - start) / MONTH, 1)
    return Estimate(a_month, start, _words(number, a_month, now - opened, at_least=level == Level.ALL))


def _told(listing: Listing, edition: Edition, since: datetime) -> int:
    """How often readers were told of the records of a list since a moment: that they appeared, and of each note."""
    notes = ChangeNote.objects.public(edition.read_at).filter(told_at__gt=since).order_by()
    noted: Counter[int] = Counter()
    for pk, appeared in notes.values_list("resource_id", "resource__publish_at"):
        position = listing.index.positions.get(pk, -1)
        if position in listing.positions:
            noted[position] += 1 + (position not in noted and appeared > since)
    told = order(edition)
    recent = BitMap(range(bisect_right(told.moments, to_number(since)), len(told.keys)))
    others = BitMap(told.places[position] for position in listing.positions - BitMap(noted))
    return noted.total() + recent.intersection_cardinality(others)


@per_edition("page_version", *LISTS)
def _changed(edition: Edition) -> BitMap:
    """The positions of the records that were last changed within a year, other than by what readers were told of."""
    index, since = facet_index.of(edition), edition.read_at - YEAR
    clocks = RecordClock.objects.at(edition.read_at).filter(is_gone=False, stamp__gt=since).order_by()
    rows = clocks.values_list("record", "stamp", "publish_at", "told_at")
    return index.members(
        pk
        for pk, stamp, *told in rows.iterator(chunk_size=10_000)
        if pk in index.positions and not any(at and abs(stamp - at) <= timedelta(minutes=1) for at in told)
    )


def _words(number: int, a_month: float, age: timedelta, *, at_least: bool) -> str:
    """For instance "about 3 a month, from the last year"."""
    about = "at least" if at_least and number else "about"
    if age < YEAR:
        months = max(1, round(age / MONTH))
        unit = "month" if months == 1 else "months"
        so_far = f"{'at least ' if at_least and number else ''}{number:,}" if number else "none"
        return f"{so_far} so far; the library is {months} {unit} old"
    if not number:
        return "none in the last year"
    if round(a_month) >= 1:
        return f"{about} {round(a_month):,} a month, from the last year"
    return f"{about} {number} a year, from the last year"
