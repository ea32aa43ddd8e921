"""Keeps the table of addresses as the library has them: what is new is added, what is nowhere any more is forgotten."""

from datetime import datetime

from django.db.models import Q, QuerySet

from resources.link_checks import places
from resources.link_checks.models import CheckedAddress
from resources.models.addresses import host_of

AT_ONCE = 1_000


def collect(now: datetime) -> int:
    """Add the addresses that have no row yet, due at once. Returns how many, of at most `AT_ONCE` a source."""
    known, found = CheckedAddress.objects.values("url"), set()
    for urls in places.addresses():
        column = urls.query.values_select[0]
        found.update(urls.exclude(**{f"{column}__in": known}).distinct()[:AT_ONCE])
    rows = [CheckedAddress(url=url, host=_host(url), due_at=now) for url in sorted(found)]
    CheckedAddress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def forget() -> int:
    """Delete the rows of addresses that stand nowhere any more. Returns how many."""
    return CheckedAddress.objects.filter(_nowhere()).delete()[0]


def of_records(records: QuerySet) -> QuerySet[CheckedAddress]:
    """The rows of what some records and their papers lead to."""
    own = records.exclude(official_url="").order_by().values("official_url")
    papers = records.exclude(documents__url="").order_by().values("documents__url")
    return CheckedAddress.objects.filter(Q(url__in=own) | Q(url__in=papers))


def _nowhere() -> Q:
    condition = Q()
    for urls in places.addresses():
        condition &= ~Q(url__in=urls)
    return condition


def _host(url: str) -> str:
    try:
        return host_of(url)[:255]
    except ValueError:  # no address of the web, which its check will say
        return ""
