"""The running bot: hears what people ask, plans what is due, and delivers what is owed, on every platform at once."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from adapters.commands import CommandSpec
from adapters.inbound import Channel
from adapters.platform import Platform
from bot.allowance import UNLIMITED, Allowance
from bot.caretaker import Caretaker
from bot.courtesy import Courtesy
from bot.delivery import Courier
from bot.desk import Desk
from bot.errands import Errands
from bot.ledger.ledger import Ledger
from bot.listening import Reception
from bot.planning import Planner
from bot.trouble import Trouble
from bot.wakeups import Wakeups
from bot.watching.rounds import RHYTHM, Rounds
from bot.watching.watcher import Watcher
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Scope
from briefings.ports import Clock

log = logging.getLogger(__name__)

ANSWERING = 2
"""Threads that answer questions; planning has its own, so that a long plan delays no answer."""
PROMPT = 2
"""Threads that keep what people do and make forms: they never wait for an answer to be worked out."""
SWITCHING = 0.0005  # seconds that a thread may keep Python for itself: each look into the database waits so long
PLANNING_RHYTHM = 5.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds between two tries to hear a platform that broke off."""
KEPT = timedelta(days=2)
"""How long an answered question is remembered: no platform redelivers later."""
POSTS_KEPT, MOST_FORGOTTEN, AT_ONCE = timedelta(days=400), 10_000, 100
"""How long what was posted is known, how many posts are forgotten an hour, and how many in one transaction."""
BREATH = 0.05  # seconds between two such transactions, so that nobody waits for them
BUTTONS_KEPT, THREADS_KEPT = timedelta(days=7), timedelta(days=90)
"""How long further pages and unfinished forms are kept, and how long a thread of ours goes on."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is done at a rhythm while the bot runs."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Service:
    """One bot over one ledger.

    Args:
        briefings: the engine.
        ledger: what is owed and asked.
        platforms: where it serves.
        scope_of: what a channel may see.
        clock, elapsed, chance: time and chance, for delivery.
        zone: the zone of channels that named none.
        errands: the intake, for commands about sources.
        allowance: how much may be asked.
    """

    def __init__(
        self,
        briefings: Briefings,
        ledger: Ledger,
        platforms: Sequence[Platform],
        scope_of: Callable[[Channel], Scope],
        *,
        clock: Clock,
        elapsed: Callable[[], float],
        chance: Callable[[], float],
        zone: tzinfo,
        errands: Errands | None = None,
        allowance: Allowance = UNLIMITED,
    ) -> None:
        self._ledger = ledger
        self._platforms = {platform.name: platform for platform in platforms}
        self._clock = clock
        self._chores: list[Chore] = []
        self._answering = ThreadPoolExecutor(ANSWERING, thread_name_prefix="answer")
        self._prompt = ThreadPoolExecutor(PROMPT, thread_name_prefix="prompt")
        self._planning = ThreadPoolExecutor(1, thread_name_prefix="plan")
        self._settling = ThreadPoolExecutor(4, thread_name_prefix="ledger")
        self._wakeups = Wakeups()
        self._trouble = Trouble("planning", elapsed)
        self._elapsed = elapsed
        self._closing = asyncio.Event()
        self._failure: NewsbriefError | None = None
        courtesy = Courtesy(elapsed)
        self._planner = Planner(
            ledger, briefings, scope_of, lambda name: self._platforms[name].limits, give_way=courtesy.give_way
        )
        self._caretaker = Caretaker(
            ledger, briefings, self._platforms, scope_of, clock=clock, workers=self._settling, wake=self.wake
        )
        self._couriers = {
            platform.name: Courier(
                ledger,
                platform,
                clock=clock,
                elapsed=elapsed,
                chance=chance,
                workers=self._settling,
                refused=self._caretaker.refused,
            )
            for platform in platforms
        }
        self._rounds = Rounds(
            ledger,
            Watcher(ledger, briefings, scope_of, lambda name: self._platforms[name].limits, zone),
            self._platforms,
            clock=clock,
            chance=chance,
            planning=self._planning,
            settling=self._settling,
            wake=self.wake,
            give_way=courtesy.give_way,
        )
        desk = Desk(ledger, self._planner, self.wake)
        self.receptions = {
            platform.name: Reception(
                platform,
                briefings,
                scope_of,
                ledger=ledger,
                clock=clock,
                zone=zone,
                workers=self._answering,
                prompt=self._prompt,
                desk=desk,
                errands=errands,
                allowance=allowance,
                changed=self._caretaker.changed,
                serving=courtesy.serving,
            )
            for platform in platforms
        }

    def add(self, chore: Chore) -> None:
        """Take on a chore, before ``run``."""
        self._chores.append(chore)

    def wake(self) -> None:
        """Something was queued, from whatever thread."""
        for courier in self._couriers.values():
            courier.wake_soon()

    async def run(self) -> None:
        """Serve until every platform was closed; then finish what is on the wire and being answered.

        Raises:
            NewsbriefError: what ``fail`` was told.
        """
        sys.setswitchinterval(SWITCHING)
        couriers = [asyncio.create_task(courier.run()) for courier in self._couriers.values()]
        self._wakeups.every(PLANNING_RHYTHM, self.plan, "planning")
        self._wakeups.every(RHYTHM, self.watch, "watching the news")
        self._wakeups.every(3600.0, self._rounds.forget, "forgetting the questions of buttons")
        self._wakeups.every(3600.0, self.forget, "forgetting what nobody needs any more")
        for chore in self._chores:
            self._wakeups.every(chore.seconds, chore.work, chore.name)
        self._wakeups.start()
        planning = asyncio.create_task(self.plan())
        try:
            await asyncio.gather(*(self._hear(platform) for platform in self._platforms.values()))
        finally:
            self._wakeups.stop()
            for reception in self.receptions.values():
                reception.stop()
            for courier in self._couriers.values():
                courier.stop()
            await asyncio.gather(planning, *couriers, return_exceptions=True)
            for pool in (self._answering, self._prompt, self._planning, self._settling):
                pool.shutdown(wait=True, cancel_futures=True)
        if self._failure:
            raise self._failure

    async def introduce(self, commands: Sequence[CommandSpec]) -> None:
        """Hand every platform the command table, before ``run``; one that is slow or cannot take it stops no other."""

        async def publish(platform: Platform) -> None:
            platform.autocomplete(self.receptions[platform.name].complete)
            try:
                await platform.publish(commands)
            except Exception as error:
                log.error("%s does not take the commands: %s", platform.name, error)

        await asyncio.gather(*map(publish, self._platforms.values()))

    async def close(self) -> None:
        """Let ``run`` come to its end."""
        self._closing.set()
        closed = await asyncio.gather(*(each.close() for each in self._platforms.values()), return_exceptions=True)
        for error in closed:
            if isinstance(error, BaseException):
                log.error("a platform does not close: %s", error)

    async def fail(self, error: NewsbriefError) -> None:
        """Send nothing more, and end with an error that the operator has to read."""
        self._failure = error
        for courier in self._couriers.values():
            courier.stop()
        await self.close()

    async def plan(self) -> None:
        """Queue what is due; what cannot be written now is tried again at the next tick."""
        loop = asyncio.get_running_loop()
        try:
            made = await loop.run_in_executor(self._planning, self._planner.plan_due, self._clock())
        except Exception as error:
            self._trouble.failed(error)
            return
        self._trouble.over()
        if made:
            self.wake()

    async def watch(self) -> None:
        """Queue what is to be told between digests, and mend what was posted."""
        await self._rounds.go()

    async def forget(self) -> None:
        """Forget what nobody can ask for any more."""
        now, ledger, loop = self._clock(), self._ledger, asyncio.get_running_loop()

        def forget() -> None:
            ledger.forget_answered(now - KEPT)
            ledger.conversations.forget(now - BUTTONS_KEPT, now - THREADS_KEPT)
            ledger.answers.forget_votes(now - POSTS_KEPT)

        await loop.run_in_executor(self._settling, forget)
        for _ in range(MOST_FORGOTTEN // AT_ONCE):
            if not await loop.run_in_executor(self._settling, ledger.forget_deliveries, now - POSTS_KEPT, AT_ONCE):
                break
            await asyncio.sleep(BREATH)

    async def _hear(self, platform: Platform) -> None:
        """Listen until the platform is closed; one that breaks off is tried again, and stops no other."""
        reception = self.receptions[platform.name]
        answering = asyncio.create_task(reception.answer_interrupted(await reception.interrupted()))
        trouble = Trouble(f"listening to {platform.name}", self._elapsed)
        pause = FIRST_PAUSE
        try:
            while not self._closing.is_set():
                begun = self._elapsed()
                try:
                    await platform.listen(reception.receive)
                    return
                except Exception as error:
                    log.debug("%s broke off", platform.name, exc_info=True)
                    trouble.failed(NewsbriefError(f"{type(error).__name__}: {error}"))
                pause = FIRST_PAUSE if self._elapsed() - begun > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), pause)
        finally:
            await asyncio.gather(answering, return_exceptions=True)
