"""How far a replica is behind, in seconds, without a clock of either server and without writing anything.

Where the primary's log stood is remembered with the moment at which it was asked. What was done before that moment is
in a replica that has come so far; how long it has been lacking something, by the last such moment.
"""

import math
import threading
from collections import deque

MOST = 10_000  # places that are remembered: some hours


class Lag:
    """Moments are seconds of one steady clock; places are bytes of the log."""

    def __init__(self):
        self._lock = threading.Lock()
        self._stood: deque[tuple[float, int]] = deque(maxlen=MOST)
        self._reached = 0.0  # the latest moment of which the replica is known to have everything; 0: of none

    def stood(self, moment: float, place: int) -> None:
        """Note where the primary's log stands, asked at a moment."""
        with self._lock:
            if self._stood and place < self._stood[-1][1]:  # another server, which went on from an earlier place
                self._stood.clear()
            self._stood.append((moment, place))

    def behind(self, replayed: int, moment: float) -> float:
        """How long the replica, which has come to a place by a moment, has been lacking something. 0 when it lacks
        nothing that is known of, infinite when it has not yet been known to have everything of any moment."""
        with self._lock:
            while self._stood and self._stood[0][1] <= replayed:
                self._reached = self._stood.popleft()[0]
            if not self._stood:
                return 0.0
            return moment - self._reached if self._reached else math.inf
