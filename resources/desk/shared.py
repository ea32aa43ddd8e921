"""The queues of what is of no record and of no owner: messages of readers, and searches that found nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from resources.desk.queues import Rule
from resources.desk.reading import Standing, days_since
from resources.feedback.models import Feedback, Kind
from resources.models import SearchCount
from resources.models.search_log import FOUND_NOTHING

SEARCH_DAYS = 30
Found = dict[str, tuple[int, date | datetime | None]]  # name of a queue → how many wait, and since when the oldest


@dataclass(frozen=True)
class SharedQueue(Rule):
    """page and asked: the list that shows exactly what waits, and what it is asked. stays: why nothing can be put off
    from it; "" where it can."""

    page: str
    asked: dict[str, str]
    stays: str = ""

    @property
    def url(self) -> str:
        return f"{reverse(self.page)}?{urlencode(self.asked)}"


def _of_messages(kind: Kind, label: str, why: str, how: str) -> SharedQueue:
    return SharedQueue(kind.value, label, why, how, "admin:feedback_feedback_changelist", {"kind": kind.value})


SHARED = (
    _of_messages(
        Kind.SUGGESTION,
        "Suggestions of readers",
        "Whoever left an address waits for an answer, and the work may be one that others look for.",
        "Make a draft of it with one click, say that we have it, or decline it with a reason.",
    ),
    _of_messages(
        Kind.PROBLEM,
        "Problems readers reported",
        "What one reader wrote of, others met and said nothing.",
        "Put it right and accept it, or say why not.",
    ),
    _of_messages(
        Kind.CONTACT,
        "Letters of readers",
        "Somebody asked, and nobody has answered.",
        "Answer, or mark as seen what asks for no answer.",
    ),
    _of_messages(
        Kind.USEFUL,
        "What readers found useful or not",
        "Their words say what a record lacks.",
        "Read them, mend the record if they are right, and mark them as seen.",
    ),
    SharedQueue(
        "searches",
        f"Searches with no result, last {SEARCH_DAYS} days",
        "People looked for it here and went away.",
        "Give records a tag, a synonym or a best bet; what the library lacks, look for.",
        "admin:resources_searchcount_changelist",
        {"report": "none", "days": str(SEARCH_DAYS)},
        stays="A search is counted anew each day, so it cannot be put off: it leaves when it finds something, or when "
        "nobody makes it for that long.",
    ),
)


def _messages(today: date) -> Found:
    waiting = Feedback.objects.waiting(today).order_by().values_list("kind")
    waits = {kind: (count, since) for kind, count, since in waiting.annotate(Count("pk"), Min("received_at"))}
    return {kind: waits.get(kind, (0, None)) for kind in Kind.values}


def _searches(today: date) -> Found:
    searches = SearchCount.objects.searches(today - timedelta(days=SEARCH_DAYS - 1)).filter(FOUND_NOTHING)
    found = searches.order_by().aggregate(count=Count("pk"), since=Min("vain_since"))
    return {"searches": (found["count"], found["since"])}


# Who may see what, and what it holds; one query each.
SOURCES: dict[str, Callable[[date], Found]] = {
    "resources.change_resource": _messages,
    "resources.view_searchcount": _searches,
}


def read(user) -> list[Standing]:
    """The queues that somebody may see, with what they hold now."""
    today, found = timezone.localdate(), {}
    for permission, source in SOURCES.items():
        if user.has_perm(permission):
            found |= source(today)
    shown = [(queue, *found[queue.name]) for queue in SHARED if queue.name in found]
    return [Standing(queue, count, days_since(since, today), queue.url) for queue, count, since in shown]
