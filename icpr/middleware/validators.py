"""What makes an answer the same as another, and how long it may be kept: ETag and Cache-Control (RFC 9110, 9111).

A validator is made of the edition of the catalogue, the build and the address, without the answer itself, so that a
reader's copy is found good by one small query. It is weak: the codings of one page share it.
"""

from dataclasses import fields
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter

from django.conf import settings
from django.utils import timezone
from django.utils.http import parse_etags

from icpr.lib.moments import midnight
from resources.edition import Edition

# What tells editions apart, with what pages show and nothing in memory is made of.
facts = attrgetter(*(field.name for field in fields(Edition) if field.compare or field.name == "page_version"))


def is_same(edition: Edition, other: Edition) -> bool:
    """Whether both are one content, on every page."""
    return facts(edition) == facts(other)


def validator(build: str, edition: Edition, address: str) -> str:
    """24 letters and digits, to stand in an ETag."""
    told = f"{build}\n{facts(edition)}\n{address}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=12).hexdigest()


def etag(validator: str) -> str:
    return f'W/"{validator}"'


def matches(header: str, validator: str) -> bool:
    """Whether `If-None-Match` names it, by the weak comparison. "*" does not: it asks whether there is any answer."""
    if header == etag(validator):
        return True
    return validator in header and any(tag.removeprefix("W/") == f'"{validator}"' for tag in parse_etags(header))


def keeping_headers(edition: Edition, validator: str) -> list[tuple[str, str]]:
    """What an answer that may be kept says of that, sent now.

    nginx keeps nothing of age 0, unless it is told before, by a line it takes off, that what it keeps has ended long
    ago: then it asks the library each time.
    """
    told = [("Cache-Control", cache_control(edition)), ("ETag", etag(validator))]
    return [("X-Accel-Expires", "@1"), *told] if settings.BEHIND_PROXY and not settings.PUBLIC_MAX_AGE else told


def cache_control(edition: Edition) -> str:
    """How long anybody may keep an answer that is sent now, by the settings, and never beyond the next moment at which
    the clock changes what is shown. Where a network is told of changes, it alone: nobody can tell a browser."""
    if not (settings.PUBLIC_MAX_AGE or settings.PUBLIC_STALE_WHILE_REVALIDATE or settings.PUBLIC_STALE_IF_ERROR):
        return "public, max-age=0, must-revalidate"
    left = seconds_left(edition, timezone.now())
    most = min(settings.PUBLIC_MAX_AGE, left)
    stale = {
        "stale-while-revalidate": min(settings.PUBLIC_STALE_WHILE_REVALIDATE, left - most),
        "stale-if-error": min(settings.PUBLIC_STALE_IF_ERROR, left - most),
    }
    told = [f"{name}={seconds}" for name, seconds in stale.items() if seconds] or ["must-revalidate"]
    ages = f"max-age=0, s-maxage={most}" if settings.CDN else f"max-age={most}"
    return ", ".join(["public", ages, *told])


def seconds_left(edition: Edition, moment: datetime) -> int:
    """Whole seconds until the clock changes what is shown, the next local midnight at the latest."""
    day_ends = midnight(edition.day + timedelta(days=1))
    return max(0, int((min(filter(None, (day_ends, edition.valid_until))) - moment).total_seconds()))
