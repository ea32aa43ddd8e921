"""What readers who found nothing tell staff they looked for: counted beside the searches, and nothing about who."""

from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from icpr.lib import idempotency
from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit
from resources.catalogue.selection import Selection
from resources.models import SearchCount
from resources.search_log.buffer import has_room
from resources.search_log.record import as_counted

KEY = "key"  # the field of a form with its idempotency key
HOUR, DAY = 3_600, 86_400
ONCE = Limit("search-asked-for-once", most=1, seconds=DAY)  # of a form, by its idempotency key
FROM_NETWORK = Limit("search-asked-for", most=60, seconds=HOUR)


class Outcome(Enum):
    """What became of what a reader told staff."""

    COUNTED = "counted"
    NOT_KEPT = "not kept"  # it may tell of a person, or is longer than is kept
    TOO_MANY = "too many"  # from one network in an hour, or of all in a day


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that tells staff of a search: its fields, and whether such a search may be kept at all."""

    fields: list[tuple[str, str]]
    is_kept: bool


def is_offered(selection: Selection) -> bool:
    """Whether staff may be told of a search: it found nothing, and searches are counted here."""
    return bool(settings.SEARCH_LOG_DAYS and selection.criteria.q and not selection.total)


def offer(selection: Selection) -> Offer | None:
    """The form for a search that found nothing, with a key of its own; None for any other."""
    if not is_offered(selection):
        return None
    fields = [*selection.criteria.parameters(), (KEY, idempotency.new_key())]
    return Offer(fields, bool(as_counted(selection.criteria)[0]))


def tell(request: HttpRequest, selection: Selection) -> Outcome:
    """Count that a reader looked for something that is not here, once for each form however often it is sent."""
    query, filters = as_counted(selection.criteria)
    if not query:
        return Outcome.NOT_KEPT
    key = idempotency.key_in(request.POST, KEY) or idempotency.new_key()
    with transaction.atomic():
        if not ONCE.take(key):
            return Outcome.COUNTED
        if not (FROM_NETWORK.take(network_of(request)) and has_room()):
            transaction.set_rollback(True)  # so that the same form counts when it is sent later
            return Outcome.TOO_MANY
        in_part = bool(selection.nearest)
        told = {"times": 0, "results": 0, "in_part": in_part, "asked_for": 1}
        SearchCount.objects.add([SearchCount(day=timezone.localdate(), query=query, filters=filters, **told)])
    return Outcome.COUNTED
