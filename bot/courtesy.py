"""Lets work that nobody waits for give way to those who wait for an answer.

Python runs one thread at a time: beside a thread that makes digests, every look of an answer into the database waits
for its turn, and an answer has hundreds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST = 1.0
"""Seconds that are waited at a stretch: longer than an answer takes."""


class Courtesy:
    """Knows whether somebody waits; the one thread that works in the background asks it between two pieces of work.

    Args:
        elapsed: seconds that no change of the clock touches (``time.monotonic``).
    """

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._waiting = 0
        self._nobody = threading.Event()
        self._nobody.set()
        self._since = elapsed()
        self._credit = 0.0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Somebody waits for as long as this lasts."""
        with self._lock:
            self._waiting += 1
            self._nobody.clear()
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
                if not self._waiting:
                    self._nobody.set()

    def give_way(self) -> None:
        """Wait while somebody waits, but never longer in all than was worked: what is owed has its time, too."""
        begun = self._elapsed()
        self._credit = min(self._credit + begun - self._since, MOST)
        self._nobody.wait(self._credit)
        self._since = self._elapsed()
        self._credit -= self._since - begun
