"""Who works on a record and until when: assigned, claimed, released; and what colleagues say of it."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from icpr.lib import moments
from icpr.lib.http.site import absolute
from resources.models import Resource
from resources.review.models import Comment, Review, name_of
from resources.review.telling import tell

NOT_OPEN = "Only a draft or a record in review is assigned."


@transaction.atomic
def assign(record: Resource, assignee: User | None, due_on: date | None, *, user: User) -> str:
    """Give a record to somebody, or to nobody, and tell them of it. Returns a sentence that says so, "" when it was so.

    Raises ValidationError for a record that is neither a draft nor in review.
    """
    if not record.is_draft:
        raise ValidationError(NOT_OPEN)
    review = _held(record)
    before, same_day = review.assignee, review.due_on == due_on
    if before == assignee and same_day:
        return ""
    review.assignee, review.due_on = assignee, due_on
    review.save()
    due = f", due {date_format(due_on, 'N j, Y')}" if due_on else ""
    said = f"Assigned to {name_of(assignee)}{due}." if assignee else f"Assigned to nobody{due}."
    if assignee and assignee != user and assignee != before:
        where = absolute(reverse("admin:resources_resource_change", args=[record.pk]))
        key = f"assigned:{record.number}:{moments.to_number(timezone.now())}"
        text = f"{name_of(user)} assigned “{record}” to you{due}.\n\n{where}\n"
        tell([assignee], f"Assigned to you: {record}", text, key)
    return said


@transaction.atomic
def claim(record: Resource, *, user: User) -> str:
    """Take a record that nobody has. Raises ValidationError when somebody has."""
    holder = _held(record).assignee
    if holder and holder != user:
        raise ValidationError(f"{name_of(holder)} has taken it. Ask them, or assign it to yourself.")
    return assign(record, user, _held(record).due_on, user=user)


@transaction.atomic
def release(record: Resource, *, user: User) -> str:
    """Give back what one has taken; the day it is due stays."""
    review = _held(record)
    return assign(record, None, review.due_on, user=user) if review.assignee == user else ""


def _held(record: Resource) -> Review:
    """The review of a record, which nobody else changes until the transaction ends."""
    Review.objects.get_or_create(resource=record)
    return Review.objects.select_for_update().get(resource=record)


def resolve(record: Resource, key: int, *, user: User, is_resolved: bool) -> bool:
    """Mark a comment of a record as resolved or open again. False when it was so, or is none of the record."""
    found = Comment.objects.filter(number=record.number, pk=key, resolved_at__isnull=is_resolved)
    facts = (
        {"resolved_by": user, "resolved_at": timezone.now()}
        if is_resolved
        else dict.fromkeys(("resolved_by", "resolved_at"))
    )
    return bool(found.update(**facts))
