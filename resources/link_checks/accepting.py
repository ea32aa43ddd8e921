"""Has everything that leads to an address which moved lead to its new one: an operation a table, each to be undone."""

from collections.abc import Callable
from functools import partial

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from icpr.lib.database import row_locks
from icpr.operations.models import Operation
from icpr.operations.run import Done, NothingToChange, Outcome, run
from resources.curation import history
from resources.curation.apply import locked
from resources.link_checks import collecting, places
from resources.link_checks.models import CheckedAddress, State
from resources.models import Resource
from resources.models.workflow import PublishingRefused
from resources.search import indexing

ANSWERED = "This address was checked again or answered meanwhile. Look at what is known of it now."
NOWHERE = "Nothing leads to this address any more."
Log = Callable[[Model, str], None]


@indexing.deferred()
@transaction.atomic
def accept(url: str, new_url: str, *, user, log: Log, refuse: Callable[[Model], str] = lambda row: "") -> list[Outcome]:
    """Change an address to the one it moved to, on all that leads there: records and their papers, publishers and rows
    of the Blueprint. Returns an outcome for each table.

    new_url: the new address as staff saw it. log: is called with each row and what was done. refuse: gives for a row
    the reason why this user may not change it, or "". Raises ValidationError, and changes nothing, when what staff saw
    is no longer so, or nothing leads there.
    """
    row = CheckedAddress.objects.select_for_update().filter(url=url, state=State.MOVED, new_url=new_url).first()
    if row is None:
        raise ValidationError(ANSWERED)
    message = f"Address changed to the one it moved to: {new_url}"

    def change(row: Model, replace: Callable[[Model], bool], keep: Callable[[Model], None]) -> Done:
        if reason := refuse(row):
            raise ValidationError(reason)
        if not replace(row):
            raise NothingToChange
        keep(row)
        log(row, message)
        return Done(row, message)

    def changed(rows: QuerySet, replace: Callable[[Model], bool], keep: Callable[[Model], None]) -> Outcome:
        operation = Operation.of(rows.model, f"Link moved to {new_url}")
        each = partial(change, replace=replace, keep=keep)
        return run(list(rows), each, user, stored=rows.all(), operation=operation)

    stands, outcomes = places.of([url]).get(url, ()), []
    records = locked({place.record for place in stands if place.record})  # before all else, whether there are any
    if records:
        outcomes.append(changed(records, lambda record: _replace(record, url, new_url), history.add_version))
    for others, field in places.others_at(url):
        row_locks.lock(others)
        outcomes.append(changed(others, partial(_replace_in, field, url, new_url), reversion.add_to_revision))
    if not outcomes:
        raise ValidationError(NOWHERE)
    collecting.collect(timezone.now())
    return outcomes


def _replace_in(field: str, url: str, new_url: str, row: Model) -> bool:
    """Save the new address in a field of a row, if the old one stands there."""
    if getattr(row, field) != url:
        return False
    setattr(row, field, new_url)
    row.clean_fields(exclude={each.name for each in row._meta.fields} - {field})
    row.save()
    return True


def _replace(record: Resource, url: str, new_url: str) -> bool:
    """Save the new address where the old one stands. Whether it stood anywhere."""
    papers = [paper for paper in record.documents.all() if paper.url == url]
    for paper in papers:
        paper.url = new_url
        paper.clean_fields(exclude={each.name for each in paper._meta.fields} - {"url"})
        paper.save()
    is_own = record.official_url == url
    if is_own:
        record.official_url = new_url
        record.clean_fields(exclude={each.name for each in record._meta.fields} - {"official_url"})
    if papers or is_own:
        record.save()
    if record.must_stay_publishable() and (reasons := record.publish_errors()):
        raise PublishingRefused(reasons)
    return bool(papers or is_own)
