"""What is done between digests, over and over: learn where watchers read, tell what moved, mend what was posted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import datetime, timedelta

from adapters.inbound import Person
from adapters.platform import Platform, Rejected
from bot.ledger.ledger import Ledger
from bot.offers import KEPT
from bot.watching.editing import Editor
from bot.watching.watcher import Watcher
from briefings.ports import Clock

log = logging.getLogger(__name__)

RHYTHM = 20.0  # seconds
OFFERS_KEPT = timedelta(days=60)
"""How long the *Watch* button under an answer works."""
_REFUSED_FOR = timedelta(hours=1)


class Rounds:
    """The rounds of one bot.

    Args:
        ledger: who watches, and what does not read as it should.
        watcher: finds what moved.
        platforms: by name.
        clock, chance: time and chance.
        planning: the thread in which digests are planned.
        settling: where the ledger blocks.
        wake: says that something was queued.
        give_way: called between two steps; may wait.
    """

    def __init__(
        self,
        ledger: Ledger,
        watcher: Watcher,
        platforms: Mapping[str, Platform],
        *,
        clock: Clock,
        chance: Callable[[], float],
        planning: Executor,
        settling: Executor,
        wake: Callable[[], None],
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._watcher = watcher
        self._platforms = platforms
        self._clock = clock
        self._planning = planning
        self._settling = settling
        self._wake = wake
        self._give_way = give_way
        self._editors = [
            Editor(ledger, each, clock=clock, chance=chance, workers=settling) for each in platforms.values()
        ]
        self._refused: dict[Person, datetime] = {}

    async def go(self) -> None:
        """Make one round."""
        loop = asyncio.get_running_loop()
        await self._address()
        steps = self._watcher.steps(self._clock())

        def step() -> int | None:
            self._give_way()
            return next(steps, None)

        while (made := await loop.run_in_executor(self._planning, step)) is not None:
            if made:
                self._wake()
        await asyncio.gather(*(editor.edit_due() for editor in self._editors))

    async def forget(self) -> None:
        """Forget what buttons stand for that nobody will press any more."""
        loop, now = asyncio.get_running_loop(), self._clock()
        await loop.run_in_executor(self._settling, self._ledger.watching.forget_offers, now - OFFERS_KEPT)
        await loop.run_in_executor(self._settling, self._ledger.answers.forget_offers, now - KEPT)

    async def _address(self) -> None:
        """Find out where those read direct messages who watch something by themselves."""
        loop, book = asyncio.get_running_loop(), self._ledger.watching
        for person in await loop.run_in_executor(self._settling, book.unaddressed):
            platform = self._platforms.get(person.platform)
            if platform is None or self._refused.get(person, self._clock()) > self._clock():
                continue
            place = await platform.direct(person)
            if isinstance(place, Rejected):
                log.warning("nothing can be told to %s in a direct message: %s", person.id, place.detail)
                self._refused[person] = self._clock() + _REFUSED_FOR
                continue
            await loop.run_in_executor(self._settling, book.address, person, place)
