"""Who made a record, and that nobody approves their own work where `APPROVAL_BY_ANOTHER` is on.

A record's authors are who made it and who handed it in last. To publish, to
schedule and to accept a proposed change is to approve; it is asked for many records at once as for one.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet

from resources.contributions.models import Contribution
from resources.models import Resource
from resources.review.models import Review

OWN = "You made it or handed it in, and nobody approves their own work here. Ask another publisher."


def is_on() -> bool:
    return settings.APPROVAL_BY_ANOTHER


def own_among(user: User, keys: Iterable[int]) -> set[int]:
    """The keys of those records that somebody may not approve, because they are their own; none with the setting off.
    At most two queries."""
    if not is_on():
        return set()
    keys = list(keys)
    made = Contribution.objects.filter(record__in=keys, user=user).values_list("record", flat=True)
    handed_in = Review.objects.filter(resource__in=keys, submitted_by=user).values_list("resource", flat=True)
    return {*made, *handed_in}


def of_author(records: QuerySet[Resource], user: User) -> QuerySet[Resource]:
    """Those of some records that somebody made or handed in."""
    made = Contribution.objects.filter(user=user).order_by().values("record")
    handed_in = Review.objects.filter(submitted_by=user).order_by().values("resource")
    return records.filter(pk__in=made.union(handed_in))


def makers(keys: Iterable[int]) -> dict[int, int]:
    """Who made some records: key → key of the user; without those nobody is known of."""
    made = Contribution.objects.filter(record__in=list(keys), user__isnull=False)
    return dict(made.values_list("record", "user"))
