"""What waits for staff, for the start page of the admin."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from pillars.models import ActionItem
from resources.models import AddressReport, ModelPolicy, Resource, State

SHOWN_SCHEDULED = 5


@dataclass(frozen=True)
class Task:
    """A pile of records: what it is, how many, and the filtered list that shows them."""

    label: str
    count: int
    url: str


def tasks(user) -> list[Task]:
    """All piles, in the order of work; empty for a user who may not see records."""
    if not user.has_perm("resources.view_resource"):
        return []
    records, policies = Resource.objects, ModelPolicy.objects
    all_records = reverse("admin:resources_resource_changelist")
    all_policies = reverse("admin:resources_modelpolicy_changelist")
    piles = [
        ("Drafts", records.in_state(State.DRAFT), f"{all_records}?state={State.DRAFT}"),
        ("In review", records.in_state(State.IN_REVIEW), f"{all_records}?state={State.IN_REVIEW}"),
        ("Scheduled", records.in_state(State.SCHEDULED), f"{all_records}?state={State.SCHEDULED}"),
        ("Review overdue", records.review_overdue(timezone.localdate()), f"{all_records}?care=review"),
        ("Without a link", records.without_address(), f"{all_records}?care=link"),
        ("Without a date", records.without_date(), f"{all_records}?care=date"),
        ("Policies with papers not held", policies.with_papers_not_held(), f"{all_policies}?care=papers"),
        ("Papers without text for search", records.with_papers_not_read(), f"{all_records}?care=text"),
    ]
    if user.has_perm("resources.change_resource"):
        queue = reverse("admin:resources_addressreport_changelist")
        piles.append(("Addresses readers told us", AddressReport.objects.open(), queue))
    if user.has_perm("pillars.change_actionitem"):
        to_check = reverse("admin:pillars_actionitem_to_check")
        piles.append(("Blueprint items to check", ActionItem.objects.to_check(), to_check))
    return [Task(label, found.count(), url) for label, found, url in piles]


def scheduled_next(user) -> list[Resource]:
    """The next few records the clock will publish, soonest first."""
    if not user.has_perm("resources.view_resource"):
        return []
    return list(Resource.objects.scheduled().order_by("publish_at", "pk")[:SHOWN_SCHEDULED])
