"""What a step of a record is to those who work on it: who handed it in, who returned it and why, and who is told."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from icpr.lib import moments
from icpr.lib.http.site import absolute
from resources.curation.rights import PUBLISH
from resources.models import Resource
from resources.review.approval import makers
from resources.review.models import Comment, Review, name_of
from resources.review.telling import staff_with, tell

SUBMIT, RETURN = "submit", "return"
TOLD = {
    SUBMIT: ("handed in", "{} handed this in for review:"),
    RETURN: ("returned", "{} returned this to draft:"),
    "publish": ("published", "{} published this:"),
    "schedule": ("scheduled", "{} scheduled this:"),
}
MOST_NAMED = 50


def note(step: str, record: Resource, user: User, answers: dict) -> None:
    """Keep who handed a record in, who returned it and with which comment, or who published it."""
    if step == SUBMIT:
        facts = {"submitted_by": user, "submitted_at": timezone.now(), "returned_by": None, "returned_at": None}
    elif step == RETURN:
        facts = {"returned_by": user, "returned_at": timezone.now()}
        if text := answers.get("comment", ""):
            Comment.objects.create(number=record.number, text=text, by=user)
    elif step in TOLD:
        facts = {"approved_by": user, "approved_at": timezone.now()}
    else:
        return
    Review.objects.update_or_create(resource=record, defaults=facts)


def tell_of(step: str, records: list[Resource], user: User, comment: str = "") -> None:
    """Tell whom a step with some records concerns, each in one mail: publishers of what was handed in, else who made,
    handed in or works on a record; not who took the step."""
    if step not in TOLD or not records:
        return
    concerned = dict.fromkeys(staff_with(PUBLISH, but=user), records) if step == SUBMIT else _concerned(records, user)
    done, begins = TOLD[step]
    key = f"{step}:{records[0].number}:{moments.to_number(timezone.now())}"
    for person, theirs in concerned.items():
        named = [f"{each}\n{_address(each)}" for each in theirs[:MOST_NAMED]]
        more = [f"and {len(theirs) - MOST_NAMED} more"] if len(theirs) > MOST_NAMED else []
        text = "\n\n".join([begins.format(name_of(user)), *named, *more, *([comment] if comment else [])])
        tell([person], f"{_what(theirs)} {done}", f"{text}\n", key)


def _concerned(records: Iterable[Resource], user: User) -> dict[User, list[Resource]]:
    records = list(records)
    made = makers(each.pk for each in records)
    reviews = Review.objects.in_bulk([each.pk for each in records])
    found: dict[int, list[Resource]] = {}
    for each in records:
        review = reviews.get(each.pk)
        people = {review.submitted_by_id or made.get(each.pk), review.assignee_id} if review else {made.get(each.pk)}
        for person in people - {None, user.pk}:
            found.setdefault(person, []).append(each)
    people = get_user_model().objects.in_bulk(found)
    return {people[key]: theirs for key, theirs in sorted(found.items()) if key in people}


def _what(records: list[Resource]) -> str:
    return f"“{records[0]}”" if len(records) == 1 else f"{len(records)} records"


def _address(record: Resource) -> str:
    return absolute(reverse("admin:resources_resource_change", args=[record.pk]))
