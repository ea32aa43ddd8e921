"""What concerns somebody among staff, for the start page of the admin: assigned, returned, proposed, decided."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from resources.curation.rights import may_change_public
from resources.models import Resource
from resources.review.models import Proposal

MOST = 20  # of each sort
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Notice:
    """One thing: a title that leads to it, what it is about in a few words, and whether it can be put away."""

    title: str
    address: str
    text: str
    is_late: bool = False
    read_address: str = ""


def notices(user: User) -> list[Notice]:
    """What concerns somebody, in the order of work, at most `MOST` of each sort; in a fixed number of queries."""
    found = [*_assigned(user), *_returned(user)]
    if may_change_public(user):
        found += _to_decide(user)
    return found + _own(user) + _published(user)


def _assigned(user: User) -> list[Notice]:
    records = Resource.objects.unpublished().filter(review__assignee=user).select_related("review")
    return [
        Notice(str(each), _address(each), _due(each), each.review.is_overdue)
        for each in records.order_by("review__due_on", "pk")[:MOST]
    ]


def _due(record: Resource) -> str:
    day = record.review.due_on
    due = f", {'overdue since' if record.review.is_overdue else 'due'} {date_format(day, 'N j, Y')}" if day else ""
    return f"Assigned to you{due}"


def _returned(user: User) -> list[Notice]:
    records = Resource.objects.drafts().filter(review__submitted_by=user, review__returned_at__isnull=False)
    records = records.select_related("review__returned_by").order_by("-review__returned_at")
    return [
        Notice(
            str(each),
            _address(each),
            f"Returned by {each.review.returned_name} on {_day(each.review.returned_at)}",
        )
        for each in records[:MOST]
    ]


def _published(user: User) -> list[Notice]:
    """What somebody handed in and another published or scheduled in the last days."""
    since = timezone.now() - RECENT
    records = Resource.objects.filter(review__submitted_by=user, review__approved_at__gte=since)
    records = records.exclude(review__approved_by=user).select_related("review__approved_by")
    return [
        Notice(
            str(each), _address(each), f"{_how(each)} by {each.review.approved_name} on {_day(each.review.approved_at)}"
        )
        for each in records.order_by("-review__approved_at")[:MOST]
        for review in [each.review]
    ]


def _how(record: Resource) -> str:
    return "Published" if record.has_been_public() else "Scheduled"


def _to_decide(user: User) -> list[Notice]:
    waiting = Proposal.objects.waiting().exclude(by=user).select_related("by")
    return [
        Notice(each.title, _page(each), f"Change proposed by {each.by_name} on {_day(each.made_at)}")
        for each in waiting[:MOST]
    ]


def _own(user: User) -> list[Notice]:
    """Own proposals: those that wait, and the decisions that were not put away yet."""
    mine = Proposal.objects.filter(by=user).exclude(state=Proposal.State.TAKEN_BACK).filter(is_read=False)
    found = mine.select_related("decided_by").order_by("-made_at")[:MOST]
    return [
        Notice(each.title, _page(each), "Your proposed change waits for a publisher")
        if each.is_waiting
        else Notice(each.title, _page(each), _decision(each), read_address=_page(each))
        for each in found
        if each.is_waiting or each.decided_by_id != user.pk
    ]


def _decision(proposal: Proposal) -> str:
    reason = f" {proposal.reason}" if proposal.reason else ""
    said = f"Your proposed change: {proposal.get_state_display().lower()} by {proposal.decided_name}"
    return f"{said} on {_day(proposal.decided_at)}.{reason}"


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "N j")


def _address(record: Resource) -> str:
    return reverse("admin:resources_resource_change", args=[record.pk])


def _page(proposal: Proposal) -> str:
    return reverse("admin:resources_resource_proposal", args=[proposal.pk])
