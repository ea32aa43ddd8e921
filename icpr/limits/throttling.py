"""Rate limits with fixed windows: the first of a caller's deeds opens a window, and so many are allowed until it ends.

A deed is counted by one statement (INSERT … ON CONFLICT … RETURNING), so that two at once are two. Counted inside a
transaction it is taken back with it: with `most=1` a limit so makes a form idempotent: see `icpr.lib.idempotency`.
"""

import time
from dataclasses import dataclass
from math import ceil

from django.db import connection
from django.utils.crypto import salted_hmac

from icpr.limits.models import Count

COUNT = """
INSERT INTO limits_count (key, name, count, ends_at) VALUES (%(key)s, %(name)s, %(amount)s, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN limits_count.ends_at <= %(now)s THEN excluded.count ELSE limits_count.count + excluded.count END,
    ends_at = CASE WHEN limits_count.ends_at <= %(now)s THEN excluded.ends_at ELSE limits_count.ends_at END
RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """`most` deeds of one caller in `seconds`, or of what else is counted. The name is part of the key:
    one name is one limit."""

    name: str
    most: int
    seconds: int

    def take(self, *who: str, amount: int = 1) -> bool:
        """Count one deed of a caller, or an amount, allowed or not. Returns whether it is within the limit."""
        now = int(time.time())
        values = {"key": self._key(who), "name": self.name, "amount": amount, "ends_at": now + self.seconds, "now": now}
        with connection.cursor() as cursor:
            cursor.execute(COUNT, values)
            return cursor.fetchone()[0] <= self.most

    def is_over(self, *who: str) -> bool:
        """Whether the caller has used up all of it; counts nothing."""
        return self.seconds_left(*who) > 0

    def seconds_left(self, *who: str) -> int:
        """How long a caller who has used up all of it has to wait; 0 for all others."""
        now = time.time()
        used_up = Count.objects.filter(pk=self._key(who), count__gte=self.most, ends_at__gt=now)
        ends_at = used_up.values_list("ends_at", flat=True).first()
        return ceil(ends_at - now) if ends_at else 0

    def clear(self, *who: str) -> None:
        """Forget what a caller did."""
        Count.objects.filter(pk=self._key(who)).delete()

    def _key(self, who: tuple[str, ...]) -> str:
        told = "\x00".join((self.name, *who))
        return salted_hmac("icpr.limit", told, algorithm="sha256").hexdigest()


def take_all(*asked: tuple) -> bool:
    """Count one deed in each limit, given with whom it is counted for, if none is used up. What is refused uses up
    nothing of the others. Returns whether it is allowed."""
    if any(limit.is_over(*who) for limit, *who in asked):
        return False
    return all(limit.take(*who) for limit, *who in asked)


def forget_ended() -> int:
    """Delete the counts whose time has run out. Returns how many."""
    return Count.objects.filter(ends_at__lte=time.time()).delete()[0]
