from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from resources.feedback import letters, putting_off, telling


@job("tell-suggesters", every=600)
def tell_suggesters(lease: Lease) -> str:
    """Writes to readers whose suggestion has become a public record."""
    number = letters.tell_published(timezone.now())
    return f"Suggestions that became public records: {number}" if number else ""


@job("tell-staff-of-messages", every=3_600)
def tell_staff_of_messages(lease: Lease) -> str:
    """Writes to staff, once a day at most, that readers wrote."""
    number = telling.tell_staff(timezone.now())
    return f"Letters to staff written: {number}" if number else ""


@job("forget-feedback", every=3_600)
def forget_feedback(lease: Lease) -> str:
    """Deletes the mail addresses and words of readers who wrote to staff, 14 days after the decision, and what was put
    off until today."""
    putting_off.forget(timezone.localdate())
    number = letters.forget_senders(timezone.now())
    return f"Senders of messages forgotten: {number}" if number else ""
