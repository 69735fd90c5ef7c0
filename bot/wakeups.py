"""Wakes the bot's work up at a rhythm; what is due, and whether it was done, only the ledger knows."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from briefings.errors import NewsbriefError

log = logging.getLogger(__name__)


class Wakeups:
    """Ticks in memory: a tick that is missed is missed, for the next one finds the same work."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], name: str) -> None:
        """Call work at a rhythm, never twice at once; its errors are logged and end nothing."""

        async def tick() -> None:
            try:
                await work()
            except NewsbriefError as error:
                log.error("%s failed; it is tried again in %g s: %s", name, seconds, error)
            except Exception:
                log.exception("%s failed; it is tried again in %g s", name, seconds)

        self._scheduler.add_job(
            tick, "interval", seconds=seconds, id=name, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what has begun goes on to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
