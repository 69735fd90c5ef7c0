"""How fast a platform may be asked in all, whatever the channels."""

from __future__ import annotations

import math
from collections.abc import Callable

_BURST = 0.1  # of a second's posts may come at once
_STEADY = 0.85  # of the rate; what is left of a second is for what was late on its way


class Pace:
    """Lets so many posts through that no second has more than its rate, or than one.

    Args:
        per_second: the rate; infinite where there is none.
        elapsed: seconds that no change of the clock touches.
    """

    def __init__(self, per_second: float, elapsed: Callable[[], float]) -> None:
        self._endless = math.isinf(per_second)
        self._burst = max(per_second * _BURST, 1.0)
        self._rate = per_second * _STEADY if per_second >= 10 else per_second / 2
        self._elapsed = elapsed
        self._since = elapsed()
        self._left = self._burst

    def room(self) -> float:
        """How many posts may go now."""
        if self._endless:
            return math.inf
        now = self._elapsed()
        self._left = min(self._left + (now - self._since) * self._rate, self._burst)
        self._since = now
        return math.floor(self._left)

    def take(self, posts: int) -> None:
        """So many posts go now."""
        if not self._endless:
            self._left -= posts

    def pause(self) -> float:
        """Seconds until the next one may go."""
        return 0.0 if self.room() >= 1 else (1.0 - self._left) / self._rate
