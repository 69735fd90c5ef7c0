"""Between a platform and the commands: keep, acknowledge, work in a thread, split, reply.

The event loop only waits; everything that computes runs in the workers, so a question never delays another's
acknowledgement. What somebody did is kept before it is acknowledged: a redelivery is known, and what a crash
interrupts is answered after the restart.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from adapters.message import Message, Option
from adapters.platform import (
    Autocomplete,
    Channel,
    Command,
    Inbound,
    MessageRef,
    Platform,
    Question,
    Rejected,
    Sent,
    Shortcut,
)
from adapters.split import split
from bot.commands.brief import STORIES
from bot.commands.completion import complete
from bot.commands.request import Request
from bot.commands.routing import goes_to_the_web, needs_manager, respond
from bot.commands.table import SOURCES
from bot.desk import Desk
from bot.errands import Errands
from bot.ledger.inbox import Kept
from bot.ledger.ledger import Ledger
from bot.present import present_error, present_failure, present_interrupted
from bot.present_sources import present_unmanaged
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Scope
from briefings.ports import Clock

log = logging.getLogger(__name__)

READING = "Reading ..."
ASKING = (Command, Question, Shortcut)
"""What gets an answer in words; a button may have none."""
ATTEMPTS = 2
"""How often a question may have ended the process before we take it for the cause."""
TOO_OLD = timedelta(minutes=10)
T = TypeVar("T")


class Reception:
    """Takes what people do on a platform and sees to it that each gets an answer."""

    def __init__(
        self,
        platform: Platform,
        briefings: Briefings,
        scope_of: Callable[[Channel], Scope],
        *,
        ledger: Ledger,
        clock: Clock,
        zone: tzinfo,
        workers: Executor,
        desk: Desk | None = None,
        errands: Errands | None = None,
    ) -> None:
        self._platform = platform
        self._briefings = briefings
        self._scope_of = scope_of
        self._ledger = ledger
        self._clock = clock
        self._zone = zone
        self._workers = workers
        self._desk = desk
        self._errands = errands

    async def receive(self, inbound: Inbound) -> None:
        """Answer one thing that somebody did; never raises, so one bad message stops no other."""
        try:
            if not await self._apart(lambda: self._ledger.receive(inbound, self._clock())):
                log.info("%s was delivered again", inbound.id)
                return
        except NewsbriefError as error:
            await self._platform.reply(inbound, present_error(error))
            return
        await self._serve(inbound)

    async def interrupted(self) -> list[Kept]:
        """What an earlier process was asked and could not answer; to be looked up before anything new comes."""
        return await self._apart(lambda: self._ledger.unanswered(self._platform.name))

    async def answer_interrupted(self, interrupted: Sequence[Kept]) -> None:
        """Answer it now; what is old, or ended the process more than once, gets an excuse."""
        for kept in interrupted:
            inbound = kept.inbound
            if await self._was_answered(inbound, kept.received):
                await self._finish(inbound)
            elif kept.attempts > ATTEMPTS or self._clock() - kept.received > TOO_OLD:
                if isinstance(inbound.what, ASKING):
                    await self._reply(inbound, present_interrupted(said_by(inbound)))
                await self._finish(inbound)
            else:
                await self._serve(inbound)

    async def _serve(self, inbound: Inbound) -> None:
        if needs_manager(inbound.what) and not await self._may(inbound):
            await self._platform.reply_privately(inbound, present_unmanaged())
            await self._finish(inbound)
            return
        if isinstance(inbound.what, ASKING):
            await self._platform.defer(inbound, READING)
        # Whoever waits for the web must not keep those waiting who ask a question.
        aside = self._errands.threads if self._errands and goes_to_the_web(inbound.what) else self._workers
        message = await asyncio.get_running_loop().run_in_executor(aside, self._answer, inbound)
        if message:
            await self._reply(inbound, message)
        await self._finish(inbound)

    async def _may(self, inbound: Inbound) -> bool:
        """Whether somebody may change what concerns a channel: those who manage it, and everybody their own messages.

        What concerns the whole workspace is no matter of one's own.
        """
        if inbound.direct and isinstance(inbound.what, Command) and inbound.what.name != SOURCES:
            return True
        return (await self._platform.permissions(inbound.where, inbound.who)).manages

    async def _reply(self, inbound: Inbound, message: Message) -> None:
        for number, part in enumerate(split(message, self._platform.limits), start=1):
            receipt = await self._platform.reply(inbound, part, marker=reply_marker(inbound, number))
            if isinstance(receipt, Rejected):
                log.warning("%s did not take an answer: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
                return

    async def _was_answered(self, inbound: Inbound, received: datetime) -> bool:
        thread = MessageRef(inbound.where, inbound.thread) if inbound.thread else None
        found = await self._platform.find(
            inbound.where, reply_marker(inbound, 1), since=received - timedelta(minutes=5), thread=thread
        )
        return isinstance(found, Sent)

    async def _finish(self, inbound: Inbound) -> None:
        try:
            await self._apart(lambda: self._ledger.answered(inbound.id, self._clock()))
        except NewsbriefError:
            log.exception("could not note that %s is answered", inbound.id)

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    async def complete(self, asked: Autocomplete) -> Sequence[Option]:
        """Offer what could follow what somebody is typing."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._options, asked)

    def _answer(self, inbound: Inbound) -> Message | None:
        request = Request(
            self._briefings,
            self._scope_of(inbound.where),
            self._clock(),
            self._zone,
            where=inbound.where,
            who=inbound.who,
            desk=self._desk,
            errands=self._errands,
        )
        try:
            return respond(inbound.what, request)
        except NewsbriefError as error:
            return present_error(error)
        except Exception:
            log.exception("could not answer %s in %s", inbound.id, inbound.where)
            return present_failure(inbound.id)

    def _options(self, asked: Autocomplete) -> tuple[Option, ...]:
        try:
            return complete(asked, self._briefings.stories(self._scope_of(asked.where), limit=STORIES))
        except Exception:
            log.exception("could not complete %r", asked.typed)
            return ()


def reply_marker(inbound: Inbound, part: int) -> str:
    """What an answer is found again by, the same after a crash."""
    return hashlib.blake2b(f"{inbound.id}\n{part}".encode(), digest_size=12).hexdigest()


def said_by(inbound: Inbound) -> str:
    """What somebody typed, to remind them."""
    what = inbound.what
    if isinstance(what, Question | Shortcut):
        return what.text
    return f"/{what.name} {what.subcommand or ''} {what.text}" if isinstance(what, Command) else ""
