"""Keeps the table of addresses as the library has them: what is new is added, what is nowhere any more is forgotten."""

from datetime import datetime

from django.db.models import Q, QuerySet

from resources.link_checks import places
from resources.link_checks.models import CheckedAddress
from resources.models import Document
from resources.models.addresses import host_of

AT_ONCE = 1_000


def collect(now: datetime) -> int:
    """Add the addresses that have no row yet, due at once. Returns how many, of at most `AT_ONCE` a source."""
    known, found = CheckedAddress.objects.values("url"), set()
    for urls in places.addresses():
        column = urls.query.values_select[0]
        found.update(urls.exclude(**{f"{column}__in": known}).distinct()[:AT_ONCE])
    return _add(found, now)


def collect_of(records: QuerySet, now: datetime) -> int:
    """Add those of some records and their papers, as `collect` does."""
    found = {url for urls in _urls_of(records) for url in urls}
    return _add(found - set(CheckedAddress.objects.filter(url__in=found).values_list("url", flat=True)), now)


def _add(found: set[str], now: datetime) -> int:
    rows = [CheckedAddress(url=url, host=_host(url), due_at=now) for url in sorted(found)]
    CheckedAddress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def forget() -> int:
    """Delete the rows of addresses that stand nowhere any more. Returns how many."""
    return CheckedAddress.objects.filter(_nowhere()).delete()[0]


def of_records(records: QuerySet) -> QuerySet[CheckedAddress]:
    """The rows of what some records and their papers lead to."""
    own, of_papers = _urls_of(records)
    return CheckedAddress.objects.filter(Q(url__in=own) | Q(url__in=of_papers))


def _urls_of(records: QuerySet) -> tuple[QuerySet, QuerySet]:
    own = records.exclude(official_url="").order_by().values_list("official_url", flat=True)
    papers = Document.objects.filter(resource__in=records.order_by().values("pk")).exclude(url="").order_by()
    return own, papers.values_list("url", flat=True)


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
