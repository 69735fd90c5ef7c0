"""Delivers what the ledger owes to one platform: claim, send or look, settle; over and over.

Nothing here decides what becomes of a post (``bot.outbox`` does) or remembers anything (the ledger does), so it may be
killed between any two lines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import timedelta
from typing import TypeVar

from adapters.platform import Ambiguous, Finding, Platform, Receipt, Unreadable
from bot.ledger.deliveries import Claim
from bot.ledger.ledger import Ledger
from bot.outbox import Look, State, Verdict, after_looking, after_sending
from briefings.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 32
"""Channels that are served side by side."""
IDLE = timedelta(seconds=30)
"""The longest sleep: another process may have queued something."""
LOOK_TIME = 60.0  # seconds for reading a channel's history


class Courier:
    """Delivers to one platform.

    Args:
        ledger: what is owed.
        platform: where it goes.
        clock: the time.
        elapsed: seconds that no change of the clock touches (``time.monotonic``).
        chance: 0 to 1, spreads tries after a refusal.
        workers: where the ledger blocks.
        refused: told of a channel that refuses for good, so that somebody can mend it.
        reached: called at each point at which a kill must do no harm; for the tests of that.
    """

    def __init__(
        self,
        ledger: Ledger,
        platform: Platform,
        *,
        clock: Clock,
        elapsed: Callable[[], float],
        chance: Callable[[], float],
        workers: Executor,
        refused: Callable[[Claim, Verdict], Awaitable[None]] | None = None,
        reached: Callable[[str], None] = lambda _point: None,
    ) -> None:
        self._ledger = ledger
        self._platform = platform
        self._clock = clock
        self._elapsed = elapsed
        self._chance = chance
        self._workers = workers
        self._refused = refused
        self._reached = reached
        self._woken = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun = elapsed()
        self._ended: dict[int, float] = {}  # when the latest send of an open delivery ended

    def wake(self) -> None:
        """Something was queued."""
        self._woken.set()

    def wake_soon(self) -> None:
        """The same from another thread; nothing happens before ``run``."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._woken.set)

    def stop(self) -> None:
        """Take nothing new; ``run`` ends when what is on the wire is settled."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Deliver until told to stop."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping:
            self._woken.clear()
            if not await self.deliver_due():
                await self._rest()

    async def deliver_due(self) -> int:
        """Take one step with everything that is due now; gives how many steps that were."""
        now = self._clock()
        claims = await self._apart(
            lambda: self._ledger.claim(self._platform.name, self._platform.limits, now, AT_ONCE, self._early)
        )
        if claims:
            self._reached("claimed")
            await asyncio.gather(*(self._serve(claim) for claim in claims))
        return len(claims)

    async def _serve(self, claim: Claim) -> None:
        delivery = claim.delivery
        if isinstance(claim.step, Look):
            finding = await self._look(claim, claim.step)
            self._reached("looked")
            verdict = after_looking(delivery, finding, self._clock())
        elif self._is_late(claim):
            verdict = Verdict(State.QUEUED, self._clock(), detail="this process was asleep; nothing was sent")
        else:
            receipt = await self._send(claim)
            self._ended[delivery.id] = self._elapsed()
            self._reached("sent")
            verdict = after_sending(delivery, receipt, self._clock(), self._platform.limits, self._chance())
        if verdict.state is not State.UNSURE:
            self._ended.pop(delivery.id, None)
        if verdict.detail:
            log.warning("delivery %d (%s) to %s: %s", delivery.id, delivery.cause, delivery.channel, verdict.detail)
        settled = await self._apart(lambda: self._ledger.settle(claim, verdict, self._clock()))
        self._reached("settled")
        if settled and verdict.refused and self._refused:
            await self._refused(claim, verdict)

    async def _send(self, claim: Claim) -> Receipt:
        delivery = claim.delivery
        try:
            async with asyncio.timeout(self._platform.limits.settle_time / 2):
                return await self._platform.send(
                    delivery.channel, delivery.message, marker=delivery.marker, thread=delivery.root
                )
        except TimeoutError:
            return Ambiguous("no answer in time")
        except Exception as error:  # a platform should not raise; what it did before it did is not known
            log.exception("delivery %d: the platform raised", delivery.id)
            return Ambiguous(f"{type(error).__name__}: {error}")

    async def _look(self, claim: Claim, step: Look) -> Finding:
        delivery = claim.delivery
        try:
            async with asyncio.timeout(LOOK_TIME):
                return await self._platform.find(
                    delivery.channel, delivery.marker, since=step.since, thread=delivery.root
                )
        except TimeoutError:
            return Unreadable("it took too long")
        except Exception as error:
            log.exception("delivery %d: the platform raised", delivery.id)
            return Unreadable(f"{type(error).__name__}: {error}")

    def _early(self, delivery_id: int) -> timedelta:
        """How long to wait before the channel tells the truth, whatever was done to the clock meanwhile."""
        ended = self._ended.get(delivery_id, self._begun)
        return timedelta(seconds=max(ended + self._platform.limits.settle_time - self._elapsed(), 0.0))

    def _is_late(self, claim: Claim) -> bool:
        """Whether so much time passed since ``sending`` was committed that another may have taken over soon."""
        tried = claim.delivery.tried
        return tried is not None and self._clock() - tried > timedelta(seconds=self._platform.limits.settle_time / 4)

    async def _rest(self) -> None:
        due = await self._apart(self._ledger.next_delivery)
        pause = IDLE if due is None else min(max(due - self._clock(), timedelta(0)), IDLE)
        try:
            async with asyncio.timeout(max(pause.total_seconds(), 0.02)):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)
