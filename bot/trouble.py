"""Says that work which is tried over and over fails: once, to whoever runs the bot, and once that it goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable

from briefings.errors import NewsbriefError

log = logging.getLogger(__name__)

REMINDER = 600.0  # seconds
NEXT_TRY = 2.0  # seconds


class Trouble:
    """One kind of work, and what keeps it from being done.

    Args:
        work: what is done, such as "delivering to slack".
        elapsed: seconds that no change of the clock touches.
    """

    def __init__(self, work: str, elapsed: Callable[[], float]) -> None:
        self._work = work
        self._elapsed = elapsed
        self._said = ""
        self._at = 0.0

    def failed(self, error: Exception) -> None:
        """It failed and will be tried again: say so, unless that was just said."""
        words = str(error) if isinstance(error, NewsbriefError) else f"{type(error).__name__}: {error}."
        if words == self._said and self._elapsed() - self._at < REMINDER:
            return
        self._said, self._at = words, self._elapsed()
        unexpected = None if isinstance(error, NewsbriefError) else error
        log.error("%s waits until this is mended: %s", self._work, words, exc_info=unexpected)

    def over(self) -> None:
        """It was done."""
        if self._said:
            log.warning("%s goes on", self._work)
            self._said = ""
