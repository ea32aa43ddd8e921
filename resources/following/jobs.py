from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import job
from resources.following import announcing, answering, asking, digests, forgetting


@job("tell-followers", every=60)
def tell_followers(lease: Lease) -> str:
    """Writes the mails that tell followers what is new, for the outbox to send."""
    number = digests.tell(lease)
    return f"Letters to followers written: {number}" if number else ""


@job("send-announcements", every=120)
def send_announcements(lease: Lease) -> str:
    """Puts letters to all weekly followers into the outbox, ten minutes after two publishers have confirmed them."""
    number = announcing.send_due(timezone.now(), lease.beat)
    return f"Announcements put into the outbox: {number}" if number else ""


@job(asking.JOB, every=60)
def answer_followers(lease: Lease) -> str:
    """Writes the mails by which readers confirm what they asked to follow."""
    number = answering.answer_all(lease.beat)
    return f"Askings answered: {number}" if number else ""


@job("forget-followers", every=3_600)
def forget_followers(lease: Lease) -> str:
    """Erases mail addresses that confirmed nothing in 7 days, follow nothing any more, or were refused 30 days ago."""
    number = forgetting.forget(timezone.now())
    return f"Addresses of followers erased: {number}" if number else ""
