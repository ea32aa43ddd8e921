"""Followers and announcements, for the tests of both."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from resources.following import announcing
from resources.following.announcements import GRACE, Announcement
from resources.following.models import Follower, Rhythm, Subscription
from tests.resources.staff import group_of


def make_followers(
    number: int, *, rhythm: str = Rhythm.WEEKLY, address: str = "/resources/", **fields
) -> list[Follower]:
    """So many, each with one subscription since yesterday; fields are those of the subscription."""
    now = timezone.now() - timedelta(days=1)
    return [
        _make_follower(rhythm=rhythm, address=address, **{"confirmed_at": now, "told_until": now} | fields)
        for _ in range(number)
    ]


def _make_follower(**fields) -> Follower:
    follower = Follower.objects.make(f"reader{Follower.objects.count()}@example.org")
    follower.confirmed_at = fields["confirmed_at"]
    follower.save()
    Subscription.objects.ask(follower, **{"title": "All resources"} | fields)
    return follower


def make_announcement(**fields) -> Announcement:
    defaults = {"subject": "Six new policies", "text": "Dear colleagues,\n\nread them at https://theicpr.org/ soon."}
    return Announcement.objects.create(**defaults | fields)


def publisher(name: str) -> User:
    user = User.objects.create_user(name, email=f"{name}@example.org", is_staff=True)
    user.groups.add(group_of("Publishers"))
    return user


def confirm(announcement: Announcement, *names: str) -> Announcement:
    """Confirmed by publishers of these names, and as if the time for second thoughts were over."""
    for name in names or ("ada", "ben"):
        announcing.confirm(announcement.pk, announcement.version, publisher(name))
    Announcement.objects.filter(pk=announcement.pk, confirmed_at__isnull=False).update(
        confirmed_at=timezone.now() - GRACE
    )
    announcement.refresh_from_db()
    return announcement
