"""What was opened lately. Opening a plan or a list only adds to a small dictionary of this process, and the thread of
the jobs writes what has come together, so that who reads one never waits for somebody who writes."""

from datetime import date

from django.db import DatabaseError
from django.utils import timezone

from icpr.kept.models import Kept
from icpr.lib.waiting import Waiting

MOST_WAITING = 10_000
AT_ONCE = 500  # rows of one statement

_waiting: Waiting[tuple[type[Kept], int], date] = Waiting()


def note(kept: Kept) -> bool:
    """Have it marked as used today, if it is not, and let it stand so in memory.

    Returns whether it was about to be deleted until now: then it had better be written at once.
    """
    today = timezone.localdate()
    if kept.used_on == today and kept.warned_on is None:
        return False
    is_known = _waiting.put((type(kept), kept.pk), today, most=MOST_WAITING)
    was_warned = kept.warned_on is not None and not is_known
    kept.used_on, kept.warned_on = today, None
    return was_warned


def flush() -> int:
    """Write what waits. Returns how many rows. What the database refuses waits on, and its DatabaseError is raised."""
    taken = _waiting.take()
    try:
        for model, day in {(model, day) for (model, _), day in taken.items()}:
            keys = [pk for (each, pk), opened_on in taken.items() if (each, opened_on) == (model, day)]
            for start in range(0, len(keys), AT_ONCE):
                opened = model._default_manager.filter(pk__in=keys[start : start + AT_ONCE], used_on__lte=day)
                opened.exclude(used_on=day, warned_on=None).update(used_on=day, warned_on=None)
    except DatabaseError:
        _waiting.put_back(taken)
        raise
    return len(taken)


def forget() -> None:
    """Begin anew, as a restarted process does."""
    _waiting.clear()
