"""Writes the audit, and forgets what is old."""

from collections import deque

from django.http import HttpRequest

from icpr.audit.models import AuditEntry, Event
from icpr.jobs.runner import wake
from icpr.lib.http.caller import address_of, network_of
from icpr.limits.throttling import Limit

# So that ten thousand tries do not become ten thousand rows. Sign-ins and changes are always written.
REFUSALS_OF_NETWORK = Limit("audit-refusals-network", most=100, seconds=86_400)
REFUSALS = Limit("audit-refusals", most=2_000, seconds=86_400)

_noted: deque[AuditEntry] = deque(maxlen=1_000)


def record(event: Event, request: HttpRequest | None, *, by=None, subject: str = "", detail: str = "") -> None:
    """Write that something was done by a user, else by who is signed in; without request, at the machine itself."""
    _entry(event, request, by, subject, detail).save()


def note(event: Event, request: HttpRequest, *, subject: str = "", detail: str = "") -> None:
    """As `record`, written by the thread of the jobs a moment later: for pages that only read, and must not wait for a
    writer."""
    _noted.append(_entry(event, request, None, subject, detail))
    wake("write-audit")


def record_refusal(request: HttpRequest, *, subject: str, detail: str) -> None:
    """Write that somebody was not let in; of one network and in all only so often a day."""
    if REFUSALS_OF_NETWORK.take(network_of(request)) and REFUSALS.take():
        record(Event.REFUSED, request, subject=subject, detail=detail)


def flush() -> None:
    """Write what was noted. What cannot be written now stays noted."""
    while _noted:
        _noted[0].save()
        _noted.popleft()


def forget_old() -> int:
    """Delete what was kept for 400 days. Returns how many rows."""
    return AuditEntry.objects.outdated().delete()[0]


def _entry(event: Event, request: HttpRequest | None, by, subject: str, detail: str) -> AuditEntry:
    by = by or getattr(request, "user", None)
    if by is not None and not by.is_authenticated:
        by = None
    return AuditEntry(
        event=event,
        user_id=by and by.pk,
        username=by.get_username() if by else "",
        subject=subject[:200],
        detail=detail[:500],
        address=address_of(request) if request else "",
    )
