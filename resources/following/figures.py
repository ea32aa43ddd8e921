"""What staff may know of followers and of mail: how many, of what, never who, and never a number below five.

Every number, totals too, is rounded down by itself (`icpr.lib.few`): no difference of two tells of one person. What
fewer than five follow is not named, for the words of a search may be somebody's own; it is counted with the others.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from icpr.lib.few import TOGETHER, in_words
from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.following.models import Follower, Level, Rhythm, Subscription

MOST = 100  # things followed that are named
RECENT = timedelta(days=30)
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")


@dataclass(frozen=True)
class Followed:
    """One thing that at least five follow; numbers in words. title: as it was called when somebody asked for it."""

    title: str
    address: str
    numbers: list[str]


@dataclass(frozen=True)
class Figures:
    """All of it, numbers in words. followers: what they are and how many. table: for each rhythm its level's numbers.
    named: what is followed, the most followed first, with a
    number for each of the columns; rest: subscriptions to all else."""

    followers: list[tuple[str, str]]
    table: list[tuple[str, list[str]]]
    columns: list[str]
    named: list[Followed]
    rest: str


def of_followers(now: datetime) -> Figures:
    """Three queries."""
    rows = {
        (each["rhythm"], each["level"]): each["number"]
        for each in _active().values("rhythm", "level").annotate(number=Count("pk"))
    }
    table = [
        (
            str(rhythm.label),
            [*(in_words(rows.get((rhythm, level), 0)) for level in Level), in_words(_sum(rows, rhythm))],
        )
        for rhythm in Rhythm
    ]
    named = list(_named())
    rest = sum(rows.values()) - sum(each["number"] for each in named)
    shown = [Followed(each["title"], each["address"], [in_words(each[name]) for name in COLUMNS]) for each in named]
    return Figures(_followers(now), table, HEADS, shown, in_words(rest))


COLUMNS = {
    "number": Q(),
    **{rhythm.value: Q(rhythm=rhythm) for rhythm in Rhythm},
    **{f"{level.value}_changes": Q(level=level) for level in Level},
}

HEADS = ["All", *Rhythm.labels, *Level.labels]


def _active():
    return Subscription.objects.active().order_by()


def _sum(rows: dict, rhythm: str) -> int:
    return sum(number for (each, _), number in rows.items() if each == rhythm)


def _named():
    counted = {name: Count("pk", filter=which) if which else Count("pk") for name, which in COLUMNS.items()}
    found = _active().values("address").annotate(**counted, title=Max("title")).filter(number__gte=TOGETHER)
    return found.order_by("-number", "address")[:MOST]


def _followers(now: datetime) -> list[tuple[str, str]]:
    refused, known = Q(stopped_at__isnull=False), Q(confirmed_at__isnull=False)
    which = {
        "Followers": known & ~refused & Q(is_paused=False),
        "Paused by themselves": known & ~refused & Q(is_paused=True),
        "Stopped because their mail server refused": refused,
        "Not confirmed yet": ~known & ~refused,
    }
    counts = Follower.objects.aggregate(
        **{f"n{place}": Count("pk", filter=each) for place, each in enumerate(which.values())}
    )
    return list(zip(which, map(in_words, counts.values()), strict=True))


@dataclass(frozen=True)
class Reason:
    """Why letters were not sent, and how many."""

    state: str
    reason: str
    number: str
    last: datetime


def of_outbox() -> list[tuple[str, str, str, datetime]]:
    """Letters by purpose and state, each with how many and since when the oldest; one query."""
    states = dict(Message.State.choices)
    return [
        (each.purpose or "other", states[each.state], in_words(each.number), each.oldest) for each in queue.counts()
    ]


def of_failures(now: datetime) -> list[Reason]:
    """Why letters of the last thirty days were not sent, the latest first; without addresses. One query."""
    failed = [Message.State.REFUSED, Message.State.UNKNOWN, Message.State.DROPPED]
    found = Message.objects.filter(state__in=failed, finished_at__gte=now - RECENT).order_by()
    rows = (
        found.values("state", "reason").annotate(number=Count("pk"), last=Max("finished_at")).order_by("-last")[:MOST]
    )
    states, reasons = dict(Message.State.choices), {}
    for row in rows:  # an address in a mail server's words makes rows of one reason
        key = states[row["state"]], ADDRESS.sub("(address)", row["reason"])
        number, last = reasons.get(key, (0, row["last"]))
        reasons[key] = number + row["number"], max(last, row["last"])
    return [Reason(*key, in_words(number), last) for key, (number, last) in reasons.items()]
