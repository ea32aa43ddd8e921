"""Public pages from the replica of the database: whole, or from the primary.

Whatever an answer is made of, versions, rows and what is kept in memory, comes from one place. Where the replica fails
in the middle, the answer is made anew: who only reads may ask twice.
"""

from collections.abc import Callable, Iterable

from icpr.lib.database import replica
from icpr.lib.database.places import REPLICA, ReadLater

Answer = Callable[[Callable[..., object]], Iterable[bytes]]  # takes what a WSGI server calls to begin


def answered(answer: Answer, start_response: Callable[..., object]) -> Iterable[bytes]:
    """The answer from the replica while that can be used, else from the primary."""
    for _ in range(2):  # once, and where nobody else answers once more
        if not replica.is_usable():
            break
        begun: list[tuple] = []
        with replica.asked():
            body = answer(lambda *given, begun=begun: begun.append(given))
            is_fault = begun[-1][0].startswith("5")
            if is_fault and hasattr(body, "close"):
                body.close()
        if not is_fault:
            start_response(*begun[-1])
            return ReadLater(body, REPLICA) if getattr(body, "streaming", False) else body
        replica.suspect()
    return answer(start_response)
