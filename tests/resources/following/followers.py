"""Followers and what they follow, for tests, and the digests that are put for them."""

from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from icpr.jobs.leases import Lease, claim
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.outbox import queue
from icpr.outbox.letters import Letter
from resources.following import digests
from resources.following.models import Follower, Level, Rhythm, Subscription

_serial = count(1)
LONG_AGO = timedelta(days=30)


def make_follower(**fields) -> Follower:
    follower = Follower.objects.make(f"reader{next(_serial)}@example.org")
    Follower.objects.filter(pk=follower.pk).update(confirmed_at=timezone.now(), **fields)
    follower.refresh_from_db()
    return follower


def make_subscription(
    address: str,
    *,
    follower: Follower | None = None,
    told_until: datetime | None = None,
    rhythm: str = Rhythm.AT_ONCE,
    level: str = Level.MAJOR,
    title: str = "What is followed",
) -> Subscription:
    """One that was confirmed and told a month ago, unless told otherwise."""
    made = Subscription.objects.ask(
        follower or make_follower(), address=address, rhythm=rhythm, level=level, title=title
    )
    made.confirmed_at, made.told_until = timezone.now(), told_until or timezone.now() - LONG_AGO
    made.save()
    return made


def lease() -> Lease:
    """The right to do the job, taken whoever had it."""
    Job.objects.filter(pk="tell-followers").delete()
    Job.objects.create(name="tell-followers", due_at=timezone.now() - timedelta(minutes=1))
    return claim(JOBS["tell-followers"])


def tell(now: datetime | None = None) -> int:
    return digests.tell(lease(), now)


def letters(follower: Follower) -> list[Letter]:
    """What was put for a follower and is not sent."""
    return queue.waiting(follower.owner)
