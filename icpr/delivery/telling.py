"""When the content delivery network is told to forget public pages, and that it is told no more often.

One key is on every page: whatever changes, changes lists, counts and feeds as well, and every validator changes too.
It is told twice, once at once and once when all answers have ended that were being made, or read from a replica
behind, when the library changed: the network may have kept one of those after the first time.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.conf import settings

from icpr import build
from icpr.delivery.models import Purge
from icpr.lib.http.purging import purge
from icpr.middleware.public_addresses import EVERY_PAGE
from icpr.middleware.validators import facts
from resources import edition

ANSWERS_END = timedelta(seconds=10)  # a page under way, and what a replica that hangs may add

CHANGED = "The content delivery network was told to forget all public pages: the library changed."
AGAIN = "The content delivery network was told to forget all public pages once more, for answers that were under way."


def content(now: edition.Edition) -> str:
    """What is the same for as long as no public page changes, by staff, the clock, or another release."""
    return blake2b(f"{build.identity()}\n{facts(now)}".encode(), digest_size=20).hexdigest()


def tell(moment: datetime) -> str:
    """Tell the network if the library changed since it was told last, or if it is to be told again. Returns what was
    done, in words for staff. Raises Outage, and keeps nothing, when the network did not take it."""
    present, last = content(edition.at(moment)), Purge.objects.first()
    is_known = last is not None and last.content == present
    if is_known and (last.again_at is None or last.again_at > moment):
        return ""
    purge(settings.CDN, settings.CDN_PURGE_URL, settings.CDN_PURGE_TOKEN, EVERY_PAGE)
    again_at = None if is_known else moment + ANSWERS_END + timedelta(seconds=settings.READ_DATABASE_LAG_SECONDS)
    Purge.objects.update_or_create(pk=1, defaults={"content": present, "told_at": moment, "again_at": again_at})
    return AGAIN if is_known else CHANGED
