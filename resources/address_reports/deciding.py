"""What staff do with what readers told: each decision once, and never over a change that was made meanwhile."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from icpr.operations.run import Done, run
from resources.curation import history
from resources.curation.apply import locked
from resources.curation.rights import FOR_PUBLISHERS, may_change
from resources.models import AddressEvidence, AddressReport, Document, Resource
from resources.models.workflow import PublishingRefused
from resources.search import indexing

State = AddressReport.State

ANSWERED = "That was answered already."
CHANGED = "Its address was changed meanwhile. Look at what stands there now, and answer again."
PAPER_GONE = "The paper it is about is not there any more. Decline it, or put the record right by hand."
NO_ADDRESS = "No address was proposed: take the present one off, put the record right by hand, or decline."
LEADS_THERE = "The record leads there now."
TAKEN_OFF = "The address was taken off the record. We look for another."
BY_HAND = "Staff have put the record right."

Log = Callable[[Resource, str], None]


def accept(pk: int, evidence: str, seen: str, *, user, log: Log) -> list[AddressReport]:
    """Make the proposed address that of the record, or of its paper, by a change that its history shows.

    evidence: what it leads to, a value of `AddressEvidence`. seen: the present address that staff looked at. log: is
    called with the record and what was done. Returns the reports that were so answered: also others that wait with the
    same address for the same place. Raises ValidationError with the reasons, and changes nothing.
    """
    label = AddressEvidence(evidence).label
    return _write(pk, seen, evidence, f"Accepted from a reader’s report: {label}.", LEADS_THERE, user, log)


def take_off(pk: int, seen: str, *, user, log: Log) -> list[AddressReport]:
    """Take an address that does not work off the record, or its paper; as `accept`."""
    return _write(pk, seen, None, "Address taken off after a reader’s report.", TAKEN_OFF, user, log)


def close(pk: int, state: AddressReport.State, answer: str, *, user) -> AddressReport:
    """Answer without a change of the record. Raises ValidationError when it was answered already."""
    with transaction.atomic():
        report = _open(pk)
        _decide([report], state, answer, user)
    return report


@indexing.deferred()
def _write(pk: int, seen: str, evidence: str | None, message: str, answer: str, user, log: Log) -> list[AddressReport]:
    answered: list[AddressReport] = []

    def change(record: Resource) -> Done:
        if not may_change(user, record):
            raise PublishingRefused(FOR_PUBLISHERS)
        report = _open(pk)
        address = report.proposed if evidence else ""
        if evidence and not address:
            raise ValidationError(NO_ADDRESS)
        _set_address(record, report, seen, address, evidence or "")
        history.add_version(record)
        log(record, message)
        answered.extend(_equal(report) if evidence else [report])
        _decide(answered, State.ACCEPTED, answer, user)
        return Done(record, message)

    report = AddressReport.objects.filter(pk=pk).first()
    if report is None:
        raise ValidationError(ANSWERED)
    records = locked([report.resource_id])
    outcome = run(list(records), change, user, stored=records.all())
    if outcome.refused:
        raise ValidationError(outcome.refused[0][1])
    return answered


def _set_address(record: Resource, report: AddressReport, seen: str, address: str, evidence: str) -> None:
    """Save the address where it belongs, if it still stands there as it was seen and the record may stay public."""
    target: Resource | Document | None = record if report.target == record else report.target
    if target is None:
        raise ValidationError(PAPER_GONE)
    field = "url" if isinstance(target, Document) else "official_url"
    if getattr(target, field) != seen:
        raise ValidationError(CHANGED)
    setattr(target, field, address)
    target.address_evidence = evidence
    target.clean_fields(exclude={each.name for each in target._meta.fields} - {field, "address_evidence"})
    target.validate_constraints()
    target.save()
    if target is not record:
        record.save()
    if record.must_stay_publishable() and (reasons := record.publish_errors()):
        raise PublishingRefused(reasons)


def _open(pk: int) -> AddressReport:
    """A report that waits, which nobody else answers until the transaction ends."""
    report = AddressReport.objects.open().select_for_update().filter(pk=pk).first()
    if report is None:
        raise ValidationError(ANSWERED)
    return report


def _equal(report: AddressReport) -> list[AddressReport]:
    """A report and those that wait with the same address for the same place."""
    same = {"resource": report.resource_id, "document": report.document_id, "proposed": report.proposed}
    return list(AddressReport.objects.open().select_for_update().filter(**same).order_by("pk"))


def _decide(reports: list[AddressReport], state: AddressReport.State, answer: str, user) -> None:
    for report in reports:
        report.state, report.answer = state, answer
        report.decided_by, report.decided_at = user, timezone.now()
        report.save(update_fields=["state", "answer", "decided_by", "decided_at"])
