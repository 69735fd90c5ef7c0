"""Gives an answer once: keeps it, posts it, and makes sure of one of which nobody knows whether it arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from adapters.message import Message
from adapters.platform import (
    Absent,
    Ambiguous,
    Channel,
    Command,
    HomeOpened,
    Inbound,
    MessageRef,
    Platform,
    Question,
    Reason,
    Receipt,
    Rejected,
    Sent,
    Unreadable,
)
from adapters.split import split
from bot.commands.again import fit_privately
from bot.commands.manners import asks, said_by
from bot.ledger.ledger import Ledger
from bot.outbox import marker
from bot.present import present_interrupted
from bot.trouble import Trouble
from briefings.errors import NewsbriefError
from briefings.ports import Clock

log = logging.getLogger(__name__)

LOOKED_THROUGH = timedelta(days=2)
"""How far back an answer is looked for."""
PATIENCE = 600.0
"""Seconds for which an answer waits for its turn where the platform takes no more now."""
PRIVATE_TRIES = 2
"""A private answer cannot be looked for; where it may be lost it is given once more."""
LOOKS = 5
"""How often an answer is looked for, each time after what is on its way has settled; then after the restart."""
POINTS = ("kept", "answered", "replied", "noted")
"""Where a kill must do no harm: after what was asked is kept, after its answer is, after the wire, at the end."""
T = TypeVar("T")


class Apart(Protocol):
    """Runs what blocks in another thread."""

    def __call__(self, work: Callable[[], T], /) -> Coroutine[None, None, T]:
        """Give what it gives."""


class Replies:
    """Answers what people did on one platform; for the ``Reception`` that it belongs to."""

    def __init__(
        self,
        platform: Platform,
        ledger: Ledger,
        clock: Clock,
        apart: Apart,
        trouble: Trouble,
        reached: Callable[[str], None],
    ) -> None:
        self._platform = platform
        self._ledger = ledger
        self._clock = clock
        self._apart = apart
        self._trouble = trouble
        self._reached = reached
        self._queues: WeakValueDictionary[Channel, asyncio.Lock] = WeakValueDictionary()
        self._doubtful: set[asyncio.Task[None]] = set()  # answers of which nobody knows whether they arrived

    @property
    def doubts(self) -> int:
        """How many answers there are of which nobody knows yet whether they arrived."""
        return len(self._doubtful)

    def stop(self) -> None:
        """Make sure of no more answers: what is left is looked for after the restart."""
        for task in self._doubtful:
            task.cancel()

    async def give(self, inbound: Inbound, message: Message | None, *, private: bool = False) -> None:
        """Keep the answer, give it, and note that it was given; a crash in between goes on where it was."""
        if message is None:
            await self.finish(inbound)
        elif private:
            pages, limits = self._ledger.conversations, self._platform.limits
            whole = message
            first = await self._apart(lambda: fit_privately(whole, limits, pages, self._clock()))
            await self._give(inbound, (first,), private=True)
        else:
            await self._give(inbound, split(message, self._platform.limits), private=False)

    async def give_again(self, inbound: Inbound, parts: Sequence[Message], *, private: bool) -> None:
        """Give an answer that an earlier process kept: it may have been posted, whole or in part."""
        if private or isinstance(inbound.what, HomeOpened):
            await self._give(inbound, parts, private=private)
        elif await self._missing(inbound, parts) == []:
            self._reached("replied")
            await self.finish(inbound)
        else:  # what is not there may still be on its way
            self._make_sure_later(inbound, parts)

    async def finish(self, inbound: Inbound) -> None:
        """Note that nothing more is to be done about something."""
        try:
            await self._apart(lambda: self._ledger.answered(inbound.id, self._clock()))
        except NewsbriefError:
            log.exception("could not note that %s is answered", inbound.id)
        self._reached("noted")

    async def tell(self, inbound: Inbound, message: Message) -> None:
        """Say something to the asker alone; where it may be lost it is said once more."""
        for _ in range(PRIVATE_TRIES):
            receipt = await self._patiently(inbound, lambda: self._platform.reply_privately(inbound, message))
            if isinstance(receipt, Rejected):
                log.warning("%s did not take an answer: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
            if not isinstance(receipt, Ambiguous):
                return
            log.warning("%s may not have taken an answer: %s", inbound.where, receipt.detail)

    async def _give(self, inbound: Inbound, parts: Sequence[Message], *, private: bool) -> None:
        await self._keep(inbound, parts)
        self._reached("answered")
        if private:
            await self.tell(inbound, parts[0])
        elif not await self._reply(inbound, parts, range(len(parts))):
            self._make_sure_later(inbound, parts)
            return
        self._reached("replied")
        await self.finish(inbound)

    async def _reply(self, inbound: Inbound, parts: Sequence[Message], numbers: Iterable[int]) -> bool:
        """Post these parts of an answer, in order; False where nobody knows whether one of them arrived."""
        for number in numbers:
            part, mark = parts[number], reply_marker(inbound, number + 1)
            receipt = await self._patiently(inbound, partial(self._platform.reply, inbound, part, marker=mark))
            if isinstance(receipt, Rejected):
                log.warning("%s did not take an answer: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
                return True
            if isinstance(receipt, Ambiguous):
                log.warning("%s may not have taken an answer: %s", inbound.where, receipt.detail)
                return False
            await self._join(inbound, receipt)
        return True

    async def _patiently(self, inbound: Inbound, say: Callable[[], Awaitable[Receipt]]) -> Receipt:
        """Say something, and again when the platform says how soon: what it refused it has surely not got."""
        receipt = await say()
        if not _asks_for_patience(receipt):
            return receipt
        async with self._queues.setdefault(inbound.where, asyncio.Lock()):
            waited = 0.0
            while isinstance(receipt, Rejected) and _asks_for_patience(receipt) and waited < PATIENCE:
                pause = min(max(receipt.retry_after or 1.0, 1.0), 60.0)
                waited += pause
                await asyncio.sleep(pause)
                receipt = await say()
            return receipt

    async def _join(self, inbound: Inbound, receipt: Sent) -> None:
        """Remember the thread of an answer: what is said there may go on with it."""
        thread = receipt.ref.thread or receipt.ref.id
        if inbound.direct or thread == inbound.thread:  # which was remembered when it was asked
            return
        ledger, channel = self._ledger, receipt.ref.channel
        try:
            await self._apart(lambda: ledger.conversations.join(channel, thread, self._clock()))
            if inbound.thread is None and isinstance(inbound.what, Command | Question):
                await self._apart(lambda: ledger.answers.move(channel, inbound.who, thread))
        except NewsbriefError as error:
            self._trouble.failed(error)

    def _make_sure_later(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        task = asyncio.create_task(unharmed(inbound, self._make_sure(inbound, parts)))
        self._doubtful.add(task)
        task.add_done_callback(self._doubtful.discard)

    async def _make_sure(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        for _ in range(LOOKS):
            await asyncio.sleep(self._platform.limits.settle_time)
            if await self._complete(inbound, parts):
                return

    async def _complete(self, inbound: Inbound, parts: Sequence[Message]) -> bool:
        """Look for an answer where it belongs, and post the parts of it that are not there; False for not sure yet."""
        missing = await self._missing(inbound, parts)
        if isinstance(missing, Unreadable):
            log.warning("whether %s was answered cannot be seen: %s", inbound.id, missing.detail)
            if missing.for_now:
                return False
            if asks(inbound.what):
                await self._platform.reply(inbound, present_interrupted(said_by(inbound)))
        elif not await self._reply(inbound, parts, missing):
            return False
        self._reached("replied")
        await self.finish(inbound)
        return True

    async def _missing(self, inbound: Inbound, parts: Sequence[Message]) -> list[int] | Unreadable:
        """The parts of an answer that are not where they belong."""
        thread = MessageRef(inbound.where, inbound.thread) if inbound.thread else None
        since = self._clock() - LOOKED_THROUGH
        missing = []
        for number in range(len(parts)):
            found = await self._platform.find(
                inbound.where, reply_marker(inbound, number + 1), since=since, thread=thread
            )
            if isinstance(found, Unreadable):
                return found
            if isinstance(found, Absent):
                missing.append(number)
        return missing

    async def _keep(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        try:
            await self._apart(lambda: self._ledger.keep_reply(inbound.id, parts))
        except NewsbriefError as error:  # an answer is better than its record
            self._trouble.failed(error)


def _asks_for_patience(receipt: Receipt) -> bool:
    return isinstance(receipt, Rejected) and receipt.reason in (Reason.LIMITED, Reason.UNAVAILABLE)


async def unharmed(inbound: Inbound, work: Coroutine[None, None, None]) -> None:
    """Let one thing that goes wrong stop no other."""
    try:
        await work
    except Exception:
        log.exception("could not see %s in %s through", inbound.id, inbound.where)


def reply_marker(inbound: Inbound, part: int) -> str:
    """What an answer is found again by, the same after a crash."""
    return marker(inbound.id, part)
