"""Checks what is due, in pieces: some addresses at once, each stored as it comes, so that a piece may end anywhere."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from importlib.util import find_spec

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from icpr.jobs.runner import wake
from icpr.lib.http.site import absolute
from resources.link_checks.answers import Answer, Fault, Known
from resources.link_checks.deadline import Stopped
from resources.link_checks.models import CheckedAddress
from resources.link_checks.storing import store

JOB = "check-links"
AT_ONCE = 8
OF_A_HOST, OF_A_PIECE = 5, 80
PIECE_SECONDS = 15.0
FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # before all that is due by its time
OFF = "Links are not checked: LINK_CHECKS is off."
NOT_INSTALLED = "Links are not checked: install the extra “curation”, which has requests-hardened."
NO_NETWORK = "No site of {number} could be reached, so the network here seems to be away. Nothing was written."
# Faults that our own network may have as well as a site, and how many sites in a row make that likely.
OWN_FAULTS = (Fault.NO_NAME, Fault.NO_RESOLVER, Fault.CONNECTION, Fault.TIMEOUT)
MANY_SITES = 5


class NoNetwork(Exception):
    """Nothing at all could be reached; the message says so."""


def why_not() -> str:
    """Why links are not checked here, in a sentence; "" when they are."""
    if not settings.LINK_CHECKS:
        return OFF
    return "" if find_spec("requests_hardened") else NOT_INSTALLED


def user_agent() -> str:
    """Who asks, where to read of us, and whom to write to."""
    contact = f"; {settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return f"ICPR-Library-link-check/1.0 (+{absolute('/about/')}{contact})"


def due_piece() -> list[CheckedAddress]:
    """The next addresses that are due, of no host more than a few."""
    return list(CheckedAddress.objects.due_by_turns(timezone.now(), OF_A_HOST)[:OF_A_PIECE])


def ask_next(rows: QuerySet[CheckedAddress]) -> int:
    """Have some addresses asked before all others, by the job, which is woken. Returns how many.

    One address may take as long as the `seconds` of `guarded.Rules`, which is too long for a request; and the job alone
    knows which hosts are asked at the moment.
    """
    with transaction.atomic():
        number = rows.update(due_at=FIRST)
        wake(JOB)
    return number


def check(
    rows: Iterable[CheckedAddress],
    beat: Callable[[], None] = lambda: None,
    *,
    seconds: float | None = PIECE_SECONDS,
    rules=None,
) -> Iterator[CheckedAddress]:
    """Ask some addresses and yield each row as it is stored. Those of a host are asked one after the other.

    beat: called every second; what it raises ends all requests, and what was not stored stays due. seconds: after
    which no further address is begun; None for all. rules: of `guarded`, for tests.

    Raises NoNetwork, with nothing written, when none of the first sites can be reached.
    """
    from resources.link_checks.asking import Asker  # only now: it costs memory in every process
    from resources.link_checks.guarded import Rules

    stop, until = threading.Event(), None if seconds is None else time.monotonic() + seconds
    asker = Asker(rules or Rules(user_agent()), stop)
    unproven: list[tuple[CheckedAddress, Answer]] = []
    is_proven = False
    try:
        for row, answer in _answers(asker, _by_host(rows), beat, until, stop):
            is_proven = is_proven or answer.fault not in OWN_FAULTS
            unproven.append((row, answer))
            if is_proven:
                yield from (store(*each, timezone.now()) for each in unproven)
                unproven = []
        if len(hosts := {row.host for row, _ in unproven}) >= MANY_SITES:
            raise NoNetwork(NO_NETWORK.format(number=len(hosts)))
        yield from (store(*each, timezone.now()) for each in unproven)
    finally:
        stop.set()


def _by_host(rows: Iterable[CheckedAddress]) -> list[list[CheckedAddress]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.host].append(row)
    return sorted(groups.values(), key=len, reverse=True)  # the longest are begun first, for the time they take


def _answers(asker, groups, beat, until, stop) -> Iterator[tuple[CheckedAddress, Answer]]:
    """The answers as they come, from threads that ask the network and nothing else."""
    ready: list[tuple[CheckedAddress, Answer]] = []  # appended by the threads, taken from here

    def ask_all(rows: list[CheckedAddress]) -> None:
        for row in rows:
            if stop.is_set() or (until is not None and time.monotonic() > until):
                return
            try:
                ready.append((row, asker.ask(row.url, Known(row.etag, row.last_modified))))
            except Stopped:
                return

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="link-check") as pool:
        try:
            waiting: set[Future] = {pool.submit(ask_all, rows) for rows in groups}
            while waiting:
                done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                beat()
                while ready:
                    yield ready.pop(0)
                for each in done:
                    each.result()
            yield from ready
        finally:
            stop.set()
