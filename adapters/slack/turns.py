"""What is being answered now, and when Slack is told that it arrived.

Slack waits three seconds, and delivers again what was not acknowledged: so nothing is acknowledged before the bot
has kept it, which it shows by what it does first, and nothing is worked on twice at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_bolt.response import BoltResponse

from adapters.inbound import Inbound, MessageRef
from adapters.platform import Listener, Receipt
from adapters.slack.words import Json

log = logging.getLogger(__name__)

PATIENCE = 2.8
"""Seconds after which a payload that nobody took care of is left to be delivered again."""
REMEMBERED = 5_000
"""Turns that are remembered after they ended, for what is still said in them."""


@dataclass(slots=True)
class Turn:
    """One thing that somebody did. ``acknowledged`` gets the body of the acknowledgement, or None for none.

    ``standing`` is the post that says that an answer is coming, ``doubtful`` that an answer may have taken its place,
    ``told`` that the asker alone was told that one is coming, ``replied`` that one was given, or at least tried.
    ``deferred`` says that this process deferred it, ``streams`` where an answer was begun as a stream, by its marker;
    None where that is not known.
    """

    acknowledged: asyncio.Future[Json | None]
    task: asyncio.Task[None] | None = None
    standing: asyncio.Task[Receipt | None] | None = None
    doubtful: bool = False
    told: bool = False
    replied: bool = False
    deferred: bool = False
    streams: dict[str, MessageRef | None] = field(default_factory=dict)
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    @property
    def running(self) -> bool:
        """Whether the listener is at it."""
        return self.task is not None and not self.task.done()

    def acknowledge(self, body: Json | None = None) -> bool:
        """Tell Slack; False where it was told before."""
        if self.acknowledged.done():
            return False
        self.acknowledged.set_result(body or {})
        for timer in self.timers:
            timer.cancel()
        return True

    def acknowledge_after(self, seconds: float, body: Json, shown: Callable[[], None]) -> None:
        """Tell Slack then, unless something better is said before."""

        def tell() -> None:
            if self.acknowledge(body):
                shown()

        self.timers.append(asyncio.get_running_loop().call_later(seconds, tell))


class Turns:
    """All turns of this process."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    def find(self, inbound: Inbound) -> Turn | None:
        """Give a turn of this process; None for what an earlier one was asked."""
        return self._turns.get(inbound.id)

    def begin(self, inbound: Inbound) -> Turn:
        """Make a turn, where an earlier process may have left one open."""
        turn = self._turns[inbound.id] = Turn(asyncio.get_running_loop().create_future())
        self._turns.move_to_end(inbound.id)
        while len(self._turns) > REMEMBERED and not next(iter(self._turns.values())).running:
            self._turns.popitem(last=False)
        return turn

    async def take(self, inbound: Inbound, listener: Listener) -> BoltResponse:
        """Let the listener work, and give what Slack is to be told; a redelivery joins the turn that is under way."""
        turn = self.find(inbound)
        if turn is None or not turn.running:
            standing = turn.standing if turn else None
            turn = self.begin(inbound)
            turn.standing = standing
            turn.task = asyncio.create_task(_work(turn, inbound, listener))
        try:
            async with asyncio.timeout(PATIENCE):
                body = await asyncio.shield(turn.acknowledged)
        except TimeoutError:
            log.warning("%s could not be kept in time; Slack is left to deliver it again", inbound.id)
            return BoltResponse(status=503)
        return BoltResponse(status=503) if body is None else BoltResponse(status=200, body=body or "")

    async def finish(self, seconds: float) -> None:
        """Wait until nothing is under way."""
        tasks = {turn.task for turn in self._turns.values() if turn.task and not turn.task.done()}
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


async def _work(turn: Turn, inbound: Inbound, listener: Listener) -> None:
    try:
        await listener(inbound)
        turn.acknowledge()
    except Exception:
        log.exception("the listener failed over %s", inbound.id)
    finally:
        if not turn.acknowledged.done():  # it was not kept: Slack is to deliver it again
            turn.acknowledged.set_result(None)
