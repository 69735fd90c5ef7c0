"""The time zones that people have set on a platform, asked of it when they matter and remembered for a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from adapters.inbound import Person
from adapters.platform import Platform

log = logging.getLogger(__name__)

REMEMBERED = 3600.0  # seconds
PATIENCE = 1.0  # seconds: a form has to open within three
MOST = 10_000


class Zones:
    """Gives people's own zones on a platform, ``usual`` where it does not say; ``elapsed`` is in seconds."""

    def __init__(self, platform: Platform, usual: tzinfo, elapsed: Callable[[], float]) -> None:
        self._platform = platform
        self._usual = usual
        self._elapsed = elapsed
        self._known: dict[tuple[str, str], tuple[tzinfo, float]] = {}

    async def of(self, person: Person) -> tzinfo:
        """The zone that somebody has set; never fails, and never takes longer than a second."""
        key = (person.workspace, person.id)
        zone, until = self._known.get(key, (self._usual, 0.0))
        if until > self._elapsed():
            return zone
        if len(self._known) >= MOST:
            self._known.clear()
        zone = await self._ask(person)
        self._known[key] = (zone, self._elapsed() + REMEMBERED)
        return zone

    async def _ask(self, person: Person) -> tzinfo:
        try:
            async with asyncio.timeout(PATIENCE):
                name = await self._platform.zone_of(person)
            return ZoneInfo(name) if name else self._usual
        except Exception as error:  # a zone that cannot be had keeps nobody waiting
            log.warning("the time zone of somebody on %s is not known: %s", self._platform.name, error)
            return self._usual
