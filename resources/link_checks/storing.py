"""Writes what a check found into the row of its address, and when it is checked again."""

import hashlib
from datetime import datetime, timedelta

from django.utils import timezone

from resources.link_checks.answers import Answer
from resources.link_checks.models import ANSWERED, FAILED_DAYS, CheckedAddress, State
from resources.link_checks.verdicts import Verdict, verdict

# Days until the next check, by what was found. What may be gone is asked on the next day, until it is sure.
AGAIN = {State.OK: 7, State.MOVED: 7, State.MEMBERS: 7, State.PARKED: 3, State.UNSURE: 3, State.GONE: 14}
WRITTEN = (
    *("state", "state_since", "reason", "code", "new_url", "checked_at", "worked_at", "due_at", "failed_days"),
    *("failed_on", "etag", "last_modified"),
)


def store(row: CheckedAddress, answer: Answer, now: datetime) -> CheckedAddress:
    """Write the result of a check. Only its own columns, and only if the row is still there."""
    found = verdict(row.url, answer)
    before = row.state
    _take(row, found, timezone.localdate(now))
    if row.state != before or row.state_since is None:
        row.state_since = now
    row.reason, row.new_url, row.code = found.reason[:300], found.new_url, answer.status
    if found.is_failure:
        row.reason = f"{found.reason} Seen on {row.failed_days} of {FAILED_DAYS} days."[:300]
    row.checked_at = now
    if row.state in ANSWERED:
        row.worked_at, row.failed_days, row.failed_on = now, 0, None
    if answer.status != 304:
        row.etag, row.last_modified = answer.known.etag, answer.known.last_modified
    if row.state != State.OK:
        row.etag = row.last_modified = ""  # asked in full until all is well
    row.due_at = now + _pause(row, found, answer)
    CheckedAddress.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in WRITTEN})
    return row


def _take(row: CheckedAddress, found: Verdict, today) -> None:
    """A failure is "gone" only after days enough; until then it is not sure. What is gone stays so until it answers:
    a day on which the site is not to be reached makes it no better."""
    if found.is_failure:
        row.state = State.GONE if row.fail(today) else State.UNSURE
    elif found.state == State.UNSURE and row.state == State.GONE:
        row.state = State.GONE
    else:
        row.state = found.state


def _pause(row: CheckedAddress, found: Verdict, answer: Answer) -> timedelta:
    days = 1 if found.is_failure and row.state != State.GONE else AGAIN[State(row.state)]
    spread = int.from_bytes(hashlib.sha256(row.url.encode()).digest()[:2], "big") / 2**16  # the same for an address
    pause = timedelta(days=days, hours=(spread - 0.5) * 3)
    return max(pause, timedelta(seconds=answer.retry_after or 0))
