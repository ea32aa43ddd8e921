"""Tells followers what is new: letters into the outbox and the moment up to which is told, in one transaction.

Followers are taken in pieces. Whatever is killed, and wherever: a piece that was written is not due any more, and one
that was not is due as before. Whoever changes what is followed meanwhile is left to the next run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import groupby, islice
from operator import attrgetter

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.lib.moments import to_number
from icpr.outbox import queue
from icpr.outbox.queue import Letter
from resources.catalogue.criteria import ADDED
from resources.following import periods
from resources.following.letters import Writer, lost
from resources.following.matching import Matcher, matcher_for
from resources.following.models import LONGEST_TITLE, Follower, Level, Rhythm, Subscription
from resources.following.sections import Due
from resources.following.targets import Target

PIECE = 200  # followers that are written in one transaction


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written of one follower. due: all that is due, whether it is told anything or not. letters: those to be
    sent."""

    follower: Follower
    due: list[Due]
    letters: list[Letter]


def tell(lease: Lease, now: datetime | None = None, *, piece: int = PIECE) -> int:
    """Put the letters of all that is due into the outbox. Returns how many. Nothing while staff have stopped all mail:
    what happens meanwhile is told in one letter afterwards. piece: how many followers are written at once."""
    until = periods.known(now)
    if queue.is_paused() or (matcher := _matcher(until)) is None:
        return 0
    number, writer = 0, Writer(matcher.news.at)
    followers = groupby(_due(until).select_related("follower").order_by("follower", "pk"), attrgetter("follower"))
    asked = ((follower, list(subscriptions)) for follower, subscriptions in followers)
    while some := list(islice(asked, piece)):
        number += _write(lease, list(_pieces(some, matcher, writer, until, lease.beat)))
        lease.beat()
    return number


def preview(follower: Follower, subscriptions: Iterable[Subscription], until: datetime | None = None) -> Letter | None:
    """The letter that would be put now, whether a period has ended or not; None when there is nothing to tell. Neither
    the follower nor what is followed need be kept."""
    asked, until = list(subscriptions), until or periods.known()
    matcher = matcher_for(asked, until)
    due = [_due_at(each, until, matcher) for each in asked]
    return Writer(matcher.news.at).digest(follower, [each for each in due if each.matches], "preview")


def _due(until: datetime) -> QuerySet[Subscription]:
    """The subscriptions of which a period has ended."""
    ended = Q()
    for rhythm in Rhythm.values:
        ended |= Q(rhythm=rhythm, told_until__lt=periods.end_of_period(rhythm, until))
    return Subscription.objects.active().filter(ended)


def _matcher(until: datetime) -> Matcher | None:
    """What finds the matches of all that is due; None when nothing is, and when nothing happened that is told at
    once."""
    due = _due(until)
    after = due.aggregate(first=Min("told_until"))["first"]
    if after is None:
        return None
    matcher = Matcher(after, until, minor=due.filter(level=Level.ALL).exists())
    has_ended = due.exclude(rhythm=Rhythm.AT_ONCE).exists()
    return matcher if has_ended or matcher.latest else None


def _pieces(
    asked: list[tuple[Follower, list[Subscription]]],
    matcher: Matcher,
    writer: Writer,
    until: datetime,
    beat: Callable[[], None],
) -> Iterator[Piece]:
    due = []
    for follower, some in asked:
        beat()  # a search may take a while
        due.append((follower, _ripe([_of(each, until, matcher) for each in some], until)))
    writer.learn(each for _, of_follower in due for each in of_follower)
    for follower, of_follower in due:
        if of_follower:
            yield Piece(follower, of_follower, list(_letters(follower, of_follower, matcher, writer)))


def _of(subscription: Subscription, until: datetime, matcher: Matcher) -> Due:
    end = periods.end_of_period(subscription.rhythm, until)
    if subscription.rhythm == Rhythm.AT_ONCE:
        # No later than what happened last: should the clock be set back, what comes then is not passed over.
        end = max(matcher.latest or subscription.told_until, subscription.told_until)
    return _due_at(subscription, end, matcher)


def _due_at(subscription: Subscription, end: datetime, matcher: Matcher) -> Due:
    matches, found = matcher.matches(subscription, end), matcher.followed(subscription.address).target
    if found is None:
        return Due(subscription, end, matches, subscription.title, subscription.address)
    return Due(subscription, end, matches, found.title, found.address, _newest(found))


def _newest(found: Target) -> str:
    """The address of a list with its latest records first, where its page can be asked for an order."""
    listing = found.listing
    if listing.path != reverse("resources"):
        return found.address
    return listing.path + replace(listing.asked, sort=ADDED).query_string()


def _ripe(due: list[Due], until: datetime) -> list[Due]:
    """Those that are told now: not what is told at once while more comes."""
    at_once = [each for each in due if each.subscription.rhythm == Rhythm.AT_ONCE]
    moments = [event.moment for each in at_once for match in each.matches for event in match.events]
    waits = bool(moments) and not periods.is_quiet(moments, until)
    return [
        each
        for each in due
        if each.until > each.subscription.told_until and not (waits and each.subscription.rhythm == Rhythm.AT_ONCE)
    ]


def _letters(follower: Follower, due: list[Due], matcher: Matcher, writer: Writer) -> Iterator[Letter]:
    if follower.mailbox() is None:  # it was sealed under another secret
        return
    told = [each for each in due if each.matches]
    if told and (letter := writer.digest(follower, told, key_of(follower, told))):
        yield letter
    for each in due:
        if matcher.followed(each.subscription.address).is_lost:
            yield lost(follower, each.subscription)


def key_of(follower: Follower, due: list[Due]) -> str:
    """The name of a letter: of its subscriptions, and the period of each, which begins where the last one ended. The
    same period of the same subscription is therefore told once."""
    spans = [
        (each.subscription.pk, to_number(each.subscription.told_until), to_number(each.until))
        for each in sorted(due, key=lambda each: each.subscription.pk)
    ]
    return f"digest:{follower.pk}:{max(spans)[2]}:{blake2b(repr(spans).encode(), digest_size=10).hexdigest()}"


def _write(lease: Lease, pieces: list[Piece]) -> int:
    """Write some followers in one transaction, those whose subscriptions stand as they were read. Returns the number of
    letters that are new."""
    if not pieces:
        return 0
    every = [each.subscription for piece in pieces for each in piece.due]
    with lease.fenced():
        rows = Subscription.objects.active().filter(pk__in=[each.pk for each in every])
        held = {row.pk: row for row in rows.select_for_update(of=("self",))}
        kept = [piece for piece in pieces if all(_is_as_read(each.subscription, held) for each in piece.due)]
        _move_on([each for piece in kept for each in piece.due])
        return queue.put(letter for piece in kept for letter in piece.letters)


FACTS = attrgetter("address", "rhythm", "level", "told_until")


def _is_as_read(read: Subscription, held: dict[int, Subscription]) -> bool:
    return read.pk in held and FACTS(held[read.pk]) == FACTS(read)


def _move_on(due: list[Due]) -> None:
    spans = defaultdict(list)
    for each in due:
        spans[each.until, bool(each.matches)].append(each.subscription.pk)
        if each.address != each.subscription.address:
            _rename(each)
    for (until, is_told), keys in spans.items():
        mailed = {"mailed_at": timezone.now()} if is_told else {}
        Subscription.objects.filter(pk__in=keys).update(told_until=until, **mailed)


def _rename(due: Due) -> None:
    """Follow what was renamed at its present address, once. What only waits there to be confirmed, and anybody may have
    asked for, gives way."""
    own = Subscription.objects.filter(pk=due.subscription.pk)
    there = Subscription.objects.filter(follower=due.subscription.follower_id, address=due.address)
    if there.filter(confirmed_at__isnull=False).exists():
        own.delete()
    else:
        there.delete()
        own.update(address=due.address, title=due.title[:LONGEST_TITLE])
