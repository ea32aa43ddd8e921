"""Has everything that leads to an address which moved lead to its new one: one operation, which can be undone."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

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
NOWHERE = "No record leads to this address. Change the rows it stands on by hand."
Log = Callable[[Resource, str], None]


@indexing.deferred()
@transaction.atomic
def accept(url: str, new_url: str, *, user, log: Log, refuse: Callable[[Resource], str] = lambda record: "") -> Outcome:
    """Change an address to the one it moved to, on all records and papers that have it.

    new_url: the new address as staff saw it. log: is called with each record and what was done. refuse: gives for a
    record the reason why this user may not change it, or "". Raises ValidationError, and changes nothing, when what
    staff saw is no longer so, or no record leads there.
    """
    row = CheckedAddress.objects.select_for_update().filter(url=url, state=State.MOVED, new_url=new_url).first()
    if row is None:
        raise ValidationError(ANSWERED)
    records = locked({place.record for place in places.of([url]).get(url, ()) if place.record})
    if not records:
        raise ValidationError(NOWHERE)

    def change(record: Resource) -> Done:
        if reason := refuse(record):
            raise ValidationError(reason)
        if not _replace(record, url, new_url):
            raise NothingToChange
        message = f"Address changed to the one it moved to: {new_url}"
        history.add_version(record)
        log(record, message)
        return Done(record, message)

    operation = Operation.of(Resource, f"Link moved to {new_url}")
    outcome = run(list(records), change, user, stored=records.all(), operation=operation)
    collecting.collect(timezone.now())
    return outcome


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
