"""Delivers what the ledger owes to one platform: claim, send or look, settle; many channels side by side.

Nothing here decides what becomes of a post (``bot.outbox`` does) or remembers anything (the ledger does), so it may be
killed between any two lines. What the ledger does not take, because its disk is full or another process holds it, is
kept here and written down before anything else is claimed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.platform import Ambiguous, Finding, Platform, Receipt, Unreadable
from bot.ledger.deliveries import Claim
from bot.ledger.ledger import Ledger
from bot.outbox import Look, State, Verdict, after_looking, after_sending
from bot.pace import Pace
from bot.trouble import NEXT_TRY, Trouble
from briefings.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 32
"""Channels that are served side by side."""
IDLE = timedelta(seconds=30)
"""The longest sleep: another process may have queued something."""
GATHERING = 0.01  # seconds in which steps that end are gathered, so that one transaction claims what follows them
_SLACK = 1.0  # seconds that a clock may be put back without harm
LOOK_TIME = 60.0  # seconds for reading a channel's history
POINTS = ("claimed", "sent", "looked", "settled")
"""Where a kill must do no harm: after ``sending`` was committed, after the wire, and after the result was."""


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
        reached: called at each of ``POINTS``; for the tests of that.
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
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._left: dict[int, tuple[Claim, Verdict]] = {}  # what the ledger has not taken yet
        self._untold: list[tuple[Claim, Verdict]] = []
        self._latest: tuple[datetime, float] | None = None  # what both clocks showed
        self._pace = Pace(platform.limits.posts_per_second_in_all, elapsed)
        self._trouble = Trouble(f"delivering to {platform.name}", elapsed)

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
        """Deliver until told to stop; what the ledger refuses is tried again until it takes it."""
        self._loop = asyncio.get_running_loop()
        try:
            while not self._stopping:
                self._woken.clear()
                try:
                    begun = await self._begin_due()
                    self._trouble.over()
                    if not begun:
                        await self._rest()
                except Exception as error:
                    self._trouble.failed(error)
                    await asyncio.sleep(0 if self._stopping else NEXT_TRY)
        finally:
            await self._finish()

    async def deliver_due(self) -> int:
        """Take one step with everything that is due now, and end it; gives how many steps that were."""
        begun = await self._begin_due()
        await asyncio.gather(*self._under_way.values())
        return begun

    async def _begin_due(self) -> int:
        await self._write_down()
        now = self._clock()
        was_put_back = self._was_put_back(now)
        if was_put_back or self._latest is None:
            await self._apart(
                lambda: self._ledger.release_deliveries(self._platform.name, now, was_put_back=was_put_back)
            )
        self._latest = (now, self._elapsed())
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return 0
        begun = self._elapsed()
        claims = await self._apart(
            lambda: self._ledger.claim(self._platform.name, self._platform.limits, now, room, self._early)
        )
        if claims:
            self._reached("claimed")
        for claim in claims:
            self._under_way[claim.delivery.id] = asyncio.create_task(self._serve(claim, begun))
        return len(claims)

    async def _serve(self, claim: Claim, begun: float) -> None:
        try:
            await self._step(claim, begun)
        finally:
            # What is settled may be claimed again before we come here; then its place is the next step's.
            if self._under_way.get(claim.delivery.id) is asyncio.current_task():
                del self._under_way[claim.delivery.id]
            self._woken.set()

    async def _step(self, claim: Claim, begun: float) -> None:
        delivery = claim.delivery
        await self._pace.turn()
        if isinstance(claim.step, Look):
            finding = await self._look(claim, claim.step)
            self._reached("looked")
            verdict = after_looking(delivery, finding, self._clock())
        elif self._is_late(claim, begun):
            verdict = Verdict(State.QUEUED, self._clock(), detail="this process was asleep; nothing was sent")
        else:
            receipt = await self._send(claim)
            self._ended[delivery.id] = self._elapsed()
            self._reached("sent")
            verdict = after_sending(delivery, receipt, self._clock(), self._platform.limits, self._chance())
        if verdict.detail:
            log.warning("delivery %d (%s) to %s: %s", delivery.id, delivery.cause, delivery.channel, verdict.detail)
        try:
            await self._settle(claim, verdict)
        except Exception as error:
            self._left[delivery.id] = (claim, verdict)
            self._trouble.failed(error)

    async def _settle(self, claim: Claim, verdict: Verdict) -> None:
        settled = await self._apart(lambda: self._ledger.settle(claim, verdict, self._clock()))
        self._reached("settled")
        if verdict.state is not State.UNSURE:
            self._ended.pop(claim.delivery.id, None)
        if settled and verdict.refused and self._refused:
            self._untold.append((claim, verdict))
            await self._tell()

    async def _tell(self) -> None:
        while self._untold and self._refused:
            claim, verdict = self._untold.pop()
            try:
                await self._refused(claim, verdict)
            except Exception as error:
                self._untold.append((claim, verdict))
                self._trouble.failed(error)
                return

    async def _write_down(self) -> None:
        """Settle what the ledger did not take before: what was posted must not be taken for waiting."""
        for number, (claim, verdict) in list(self._left.items()):
            await self._settle(claim, verdict)
            del self._left[number]
        await self._tell()

    async def _finish(self) -> None:
        """Let what is on the wire come to its end; what cannot be written down is looked for after the restart."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        try:
            await self._write_down()
        except Exception as error:
            self._trouble.failed(error)

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
            return Unreadable("it took too long", for_now=True)
        except Exception as error:
            log.exception("delivery %d: the platform raised", delivery.id)
            return Unreadable(f"{type(error).__name__}: {error}", for_now=True)

    def _was_put_back(self, now: datetime) -> bool:
        """Whether less time passed by the clock than by the stopwatch since we looked last."""
        if self._latest is None:
            return False
        then, seconds = self._latest
        return (now - then).total_seconds() < self._elapsed() - seconds - _SLACK

    def _early(self, delivery_id: int) -> timedelta:
        """How long to wait before the channel tells the truth, whatever was done to the clock meanwhile."""
        settling = self._platform.limits.settle_time
        if delivery_id in self._under_way or delivery_id in self._left:
            return timedelta(seconds=settling)
        ended = self._ended.get(delivery_id, self._begun)
        return timedelta(seconds=max(ended + settling - self._elapsed(), 0.0))

    def _is_late(self, claim: Claim, begun: float) -> bool:
        """Whether so much time passed since ``sending`` was committed that another may have taken over soon.

        By either clock: the one stops while a computer sleeps, the other is put right.
        """
        tried, most = claim.delivery.tried, self._platform.limits.settle_time / 4
        passed = self._clock() - tried if tried else timedelta(0)
        return max(passed.total_seconds(), self._elapsed() - begun) > most

    async def _rest(self) -> None:
        """Sleep until something is due, something ends or something is queued."""
        if len(self._under_way) >= AT_ONCE:
            pause = IDLE
        else:
            due = await self._apart(lambda: self._ledger.next_delivery(self._platform.name))
            pause = IDLE if due is None else min(max(due - self._clock(), timedelta(0)), IDLE)
        try:
            async with asyncio.timeout(max(pause.total_seconds(), 0.02)):
                await self._woken.wait()
        except TimeoutError:
            pass
        if self._under_way:
            await asyncio.sleep(GATHERING)

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)
