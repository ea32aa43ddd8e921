"""What waits for staff, for the start page of the admin, beside the queues of its quality desk."""

from dataclasses import dataclass

from django.urls import reverse

from pillars.models import ActionItem
from resources.contributions.models import OwnDraft
from resources.models import AddressReport, Resource, State

SHOWN_SCHEDULED = 5


@dataclass(frozen=True)
class Task:
    """A pile of records: what it is, how many, and the filtered list that shows them."""

    label: str
    count: int
    url: str


def tasks(user) -> list[Task]:
    """All piles, in the order of work; of a contributor the own ones, and none of who may not see records."""
    if not user.has_perm("resources.view_resource"):
        return _own(user) if user.has_perm("contributions.view_owndraft") else []
    records = Resource.objects
    all_records = reverse("admin:resources_resource_changelist")
    piles = [
        ("Drafts", records.in_state(State.DRAFT), f"{all_records}?state={State.DRAFT}"),
        ("In review", records.in_state(State.IN_REVIEW), f"{all_records}?state={State.IN_REVIEW}"),
        ("Scheduled", records.in_state(State.SCHEDULED), f"{all_records}?state={State.SCHEDULED}"),
    ]
    if user.has_perm("resources.change_resource"):
        queue = reverse("admin:resources_addressreport_changelist")
        piles.append(("Addresses readers told us", AddressReport.objects.open(), queue))
    if user.has_perm("pillars.change_actionitem"):
        to_check = reverse("admin:pillars_actionitem_to_check")
        piles.append(("Blueprint items to check", ActionItem.objects.to_check(), to_check))
    return [Task(label, found.count(), url) for label, found, url in piles]


def _own(user) -> list[Task]:
    own, page = OwnDraft.objects.of(user), reverse("admin:contributions_owndraft_changelist")
    states = (("Your drafts", State.DRAFT), ("Yours in review", State.IN_REVIEW))
    return [Task(label, own.in_state(state).count(), f"{page}?state={state}") for label, state in states]


def scheduled_next(user) -> list[Resource]:
    """The next few records the clock will publish, soonest first."""
    if not user.has_perm("resources.view_resource"):
        return []
    return list(Resource.objects.scheduled().order_by("publish_at", "pk")[:SHOWN_SCHEDULED])
