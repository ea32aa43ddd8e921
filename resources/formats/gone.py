"""Records that were in a list and are gone, where that can be known: feeds tell those who hold them (RFC 6721).

A list that is made by pillar, focus area, topic and kind alone, or of everything, has lost what was under those; what
words, authors or years would have found of a record that is gone is not known, and nothing is said.
"""

from django.utils import timezone

from resources.catalogue import history
from resources.catalogue.history import What
from resources.catalogue.listing import Listing
from resources.catalogue.tombstone import Tombstone
from resources.formats.feed import Gone, tag_uri
from resources.models import RecordClock
from resources.relations import BY_FACET
from resources.tombstones import SETS

MOST, LOOKED_AT = 50, 200


def gone_of(listing: Listing) -> list[Gone]:
    """The latest that went from a list, at most fifty, the last first. Six queries at most."""
    asked = listing.criteria.values
    if not listing.has_criteria or listing.criteria.count > sum(map(len, asked.values())) or listing.criteria.q:
        return []
    if not asked.keys() <= {"kind", *SETS}:
        return []
    at, related = timezone.now(), [f"record__{BY_FACET[facet].field}" for facet in SETS if facet in asked]
    latest = [row.number for row in history.rows(What.WITHDRAWN, None, at, most=LOOKED_AT if asked else MOST)]
    rows = RecordClock.objects.gone(at).select_related("record").prefetch_related(*related).in_bulk(latest)
    return [_gone(rows[number]) for number in latest if number in rows and _was_in(rows[number], asked)][:MOST]


def _was_in(row: RecordClock, asked: dict[str, tuple[str, ...]]) -> bool:
    return all(_keys(row, facet) & {*keys} for facet, keys in asked.items())


def _keys(row: RecordClock, facet: str) -> set[str]:
    if facet == "kind":
        return {row.kind}
    if row.record is None:
        return {name.removeprefix(f"{facet}:") for name in row.sets}
    return {term.slug for term in getattr(row.record, BY_FACET[facet].field).all()}


def _gone(row: RecordClock) -> Gone:
    return Gone(tag_uri(row.permanent_number), row.moment, Tombstone(row).said)
