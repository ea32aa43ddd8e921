"""The desk as it stands: how many records each queue has and how long the oldest waits, by one look at the table; of a
large library, by what `resources.desk.counting` keeps of the last look."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Case, Count, Expression, F, Min, Q, When
from django.urls import reverse
from django.utils import timezone

from icpr.admin.large_lists import has_many
from resources.desk import counting
from resources.desk.models import Snooze
from resources.desk.queues import QUEUES, Queue, Rule, kept
from resources.models import Resource
from resources.review.models import Review

MOST = 10**9  # records; a limit has the database work out each condition once a record, for count and age together


@dataclass(frozen=True)
class Standing:
    """A queue with its count, the days the oldest has waited (None where nothing says), and the list that shows it."""

    queue: Rule
    count: int
    days: int | None
    url: str


def of_owner(owner: int | None) -> Q:
    """The condition of the records of somebody: whom they are assigned to, or else who handed them in."""
    if owner is None:
        return Q()
    found = Review.objects.filter(Q(assignee=owner) | Q(assignee=None, submitted_by=owner))
    return Q(pk__in=found.order_by().values("resource"))


def owners() -> list[User]:
    """The staff who have records, by name."""
    found = Review.objects.order_by()
    keys = found.values_list("assignee").union(found.values_list("submitted_by"))
    wanted = [key for (key,) in keys if key]
    return list(User.objects.filter(pk__in=wanted).order_by("username")) if wanted else []


def read(owner: int | None = None) -> list[Standing]:
    """All queues in the order of work, with what they hold now, or of a large library held when it was last counted; of
    an owner, now. Two queries, and one that asks for what is kept."""
    today, known = timezone.localdate(), {} if owner else counting.counted()
    if len(known) < len(QUEUES):
        found = look(today, owner)
    else:
        found = {name: (row.count, row.since) for name, row in known.items()}
    return [_standing(queue, *found[queue.name], today, owner) for queue in QUEUES.values()]


def count(at: datetime) -> int:
    """Count the queues of a large library, and keep it. Returns how many records wait, counted in each queue."""
    if has_many(Resource):
        return counting.write(look(timezone.localdate(at), None), at)
    counting.forget()
    return 0


def look(today: date, owner: int | None) -> dict[str, tuple[int, date | datetime | None]]:
    """By the names of the queues, how many records each holds and since when the first has waited; two queries."""
    put_off = set(Snooze.objects.current(today).order_by().values_list("queue", flat=True).distinct())
    names, asked = {queue: f"in_{name.replace('-', '_')}" for name, queue in QUEUES.items()}, {}
    for queue, name in names.items():
        condition = queue.waiting(today) if queue.name in put_off else queue.condition(today)
        asked[name] = Case(When(condition, then=_waited_since(queue)))
    found = kept(today).filter(of_owner(owner)).order_by().annotate(**asked)[:MOST]
    counts = {f"count_{name}": Count(name) for name in asked}
    found = found.aggregate(**counts, **{f"since_{name}": Min(name) for name in asked})
    return {q.name: (found[f"count_{name}"], found[f"since_{name}"] if q.since else None) for q, name in names.items()}


def _waited_since(queue: Queue) -> Expression | F:
    return F(queue.since or "pk") if isinstance(queue.since, str) else queue.since


def _standing(queue: Queue, count: int, since, today: date, owner: int | None) -> Standing:
    address = f"{reverse('admin:resources_resource_changelist')}?desk={queue.name}"
    address = f"{address}&owner={owner}" if owner else address
    return Standing(queue, count, days_since(since, today), address)


def days_since(since: date | datetime | None, today: date) -> int | None:
    """How many days ago that was by the site's own clock; None where nothing says."""
    day = timezone.localdate(since) if isinstance(since, datetime) else since
    return (today - day).days if day else None
