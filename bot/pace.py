"""How fast a platform may be asked in all, whatever the channels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pace:
    """Lets posts through one after the other, so that no second has more than its rate.

    A stall makes nobody catch up: what the platform counts is when posts arrive.

    Args:
        per_second: the rate; infinite where there is none.
        elapsed: seconds that no change of the clock touches.
    """

    def __init__(self, per_second: float, elapsed: Callable[[], float]) -> None:
        self._interval = 1.0 / per_second
        self._elapsed = elapsed
        self._next = elapsed()
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more post may go."""
        if not self._interval:
            return
        async with self._queue:
            while (wait := self._next - self._elapsed()) > 0:
                await asyncio.sleep(wait)
            self._next = self._elapsed() + self._interval
