"""The queues of records: each a rule that says which are in it, why that matters and how to mend it. What is of no
record, and so of no owner, is in `shared`.

All are of records that readers see or will see: what is not published yet is the business of its review, and what ended
is left alone. A queue is one condition, so that one look at the table counts all of them and the list of records shows
exactly what was counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from resources.desk.models import Snooze
from resources.link_checks.models import State
from resources.link_checks.places import found_since, records_with
from resources.models import Document, DocumentText, Resource

SOON = timedelta(days=30)
LONG_ANNOTATION = 200  # characters; an annotation is one sentence


@dataclass(frozen=True)
class Rule:
    """What every queue says of itself. name: in addresses. why: what it costs a reader. how: what to do."""

    name: str
    label: str
    why: str
    how: str


@dataclass(frozen=True)
class Queue(Rule):
    """A queue of records. condition: which are in it on a day, from today on. since: the field, or an expression that
    is never NULL, which says since when a record has waited; "" where nothing does. compares: whether each record is
    held against all others."""

    condition: Callable[[date], Q]
    since: str | Expression = "created_at"
    compares: bool = False

    def waiting(self, today: date) -> Q:
        """The condition of the records in it, without those that were put off."""
        return self.condition(today) & self.not_put_off(today)

    def not_put_off(self, today: date) -> Q:
        return ~Q(pk__in=Snooze.objects.current(today).filter(queue=self.name).values("resource"))


def kept(today: date, records: QuerySet[Resource] | None = None) -> QuerySet[Resource]:
    """The records that the desk looks after, of all or of some."""
    records = Resource.objects.all() if records is None else records
    return records.not_ended().alias(annotation_length=Length("annotation"))


def _without(relation: str) -> Q:
    through = Resource._meta.get_field(relation).remote_field.through
    return ~Q(Exists(through.objects.filter(resource=OuterRef("pk"))))


def _without_successor(today: date) -> Q:
    return Q(superseded_by__isnull=False) & ~Exists(Resource.objects.published().filter(pk=OuterRef("superseded_by")))


def _now_and(days: timedelta) -> tuple:
    now = timezone.now()
    return now, now + days


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "review-overdue",
            "Review overdue",
            "Nobody has looked whether it is still true.",
            "Read it, put right what changed, and set the next day of review.",
            lambda today: Q(review_by__lt=today),
            since="review_by",
        ),
        Queue(
            "review-soon",
            "Review due in 30 days",
            "What is looked at in time is never wrong for long.",
            "Read it, and set the next day of review.",
            lambda today: Q(review_by__range=(today, today + SOON)),
            since="",
        ),
        Queue(
            "link-gone",
            "Link gone",
            "Readers come to a page that is not there.",
            "Look for the work at its publisher; give the new address, or take the old one off.",
            lambda today: records_with(State.GONE),
            since=found_since(State.GONE),
        ),
        Queue(
            "link-moved",
            "Link moved",
            "A redirect lasts as long as the site cares for it.",
            "Open the new address under “Links”, and accept it with one click.",
            lambda today: records_with(State.MOVED),
            since=found_since(State.MOVED),
        ),
        Queue(
            "link-parked",
            "Link may have another owner",
            "Readers are led to somebody who has nothing to do with the work.",
            "Open it. If the site is sold, take the address off.",
            lambda today: records_with(State.PARKED),
            since=found_since(State.PARKED),
        ),
        Queue(
            "no-link",
            "No link",
            "Readers learn of a work and cannot get to it.",
            "Look for its page at the publisher or in a library.",
            lambda today: Q(official_url="") & ~Q(pk__in=Document.objects.exclude(url="", file="").values("resource")),
        ),
        Queue(
            "no-date",
            "No date",
            "Readers cannot tell how old it is, and it comes last in lists by date.",
            "Take the date from the work itself; a year is enough.",
            lambda today: Q(issued_on__isnull=True),
        ),
        Queue(
            "no-annotation",
            "No annotation",
            "Lists show a title alone.",
            "Say in one sentence what it is and whom it helps.",
            lambda today: Q(annotation=""),
        ),
        Queue(
            "long-annotation",
            f"Annotation longer than {LONG_ANNOTATION} characters",
            "In lists it is read by nobody to its end.",
            "Keep one sentence; the rest belongs in “in brief”.",
            lambda today: Q(annotation_length__gt=LONG_ANNOTATION),
        ),
        Queue(
            "no-summary",
            "No summary",
            "Chiefs read “in brief” before they decide to open it.",
            "Write two to four sentences in our own words.",
            lambda today: Q(in_brief=""),
        ),
        Queue(
            "papers",
            "Paper known but not there",
            "A policy without its paper cannot be adopted.",
            "Upload the paper, or give the address where it is.",
            lambda today: Q(pk__in=Document.objects.filter(file="", url="").order_by().values("resource")),
        ),
        Queue(
            "unreadable",
            "Paper without text",
            "Search does not know what it says, and screen readers have nothing to read.",
            "Ask the publisher for a file with text, or have it read by a program for images first.",
            lambda today: Q(pk__in=DocumentText.objects.with_reason().values("document__resource")),
        ),
        Queue(
            "no-pillar",
            "No pillar or no focus area",
            "Who browses by pillar does not come by it.",
            "Choose at least one of each.",
            lambda today: _without("pillars") | _without("focus_areas"),
        ),
        Queue(
            "same-title",
            "Likely twice",
            "Two records of one work split its readers, and one of them grows old.",
            "Compare the two; withdraw the poorer and let the other supersede it.",
            lambda today: Q(pk__in=Resource.objects.likely_duplicates().values("pk")),
            compares=True,
        ),
        Queue(
            "no-successor",
            "Superseded by what readers cannot see",
            "The page names a newer edition and leads nowhere.",
            "Publish the newer one, or name another.",
            _without_successor,
        ),
        Queue(
            "scheduled",
            "Published in the next 30 days",
            "A last look before readers have it.",
            "Read it as a reader would, by its preview.",
            lambda today: Q(publish_at__range=_now_and(SOON)),
            since="",
        ),
        Queue(
            "expiring",
            "Ends in the next 30 days",
            "After its end readers find a notice in its place.",
            "Let it end, or give it a later day.",
            lambda today: Q(expire_at__range=_now_and(SOON)),
            since="",
        ),
    )
}
