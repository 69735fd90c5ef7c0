"""Between a platform and the commands: keep, acknowledge, work in a thread, split, reply.

The event loop only waits; everything that computes runs in the workers, so a question never delays another's
acknowledgement. What somebody did is kept before it is acknowledged: a redelivery is known, and what a crash
interrupts is answered after the restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Executor
from datetime import timedelta, tzinfo
from time import monotonic
from typing import TypeVar

from adapters.message import Message, Option
from adapters.platform import (
    Absent,
    Ambiguous,
    Autocomplete,
    Channel,
    Command,
    Inbound,
    MessageRef,
    Platform,
    Press,
    Question,
    Rejected,
    Shortcut,
    Submission,
    Unreadable,
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
from bot.outbox import marker
from bot.present import present_error, present_failure, present_interrupted, present_unkept
from bot.present_sources import present_unmanaged
from bot.trouble import Trouble
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
LOOKED_THROUGH = timedelta(days=2)
"""How far back an answer is looked for."""
POINTS = ("kept", "answered", "replied", "noted")
"""Where a kill must do no harm: after what was asked is kept, after its answer is, after the wire, at the end."""
T = TypeVar("T")


class Reception:
    """Takes what people do on a platform and sees to it that each gets an answer.

    ``reached`` is called at each of ``POINTS``; for the tests of that.
    """

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
        reached: Callable[[str], None] = lambda _point: None,
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
        self._reached = reached
        self._trouble = Trouble(f"taking questions on {platform.name}", monotonic)
        self._doubtful: set[asyncio.Task[None]] = set()  # answers of which nobody knows whether they arrived

    async def receive(self, inbound: Inbound) -> None:
        """Answer one thing that somebody did; never raises, so one bad message stops no other."""
        try:
            known = not await self._apart(lambda: self._ledger.receive(inbound, self._clock()))
            self._trouble.over()
        except Exception as error:
            self._trouble.failed(error)
            await self._unharmed(inbound, self._refuse(inbound))
            return
        if known:
            log.info("%s was delivered again", inbound.id)
            return
        self._reached("kept")
        await self._unharmed(inbound, self._serve(inbound))

    async def interrupted(self) -> list[Kept]:
        """What an earlier process was asked and could not answer; to be looked up before anything new comes."""
        return await self._apart(lambda: self._ledger.unanswered(self._platform.name))

    async def answer_interrupted(self, interrupted: Sequence[Kept]) -> None:
        """Answer it now; what is old, or ended the process more than once, gets an excuse."""
        for kept in interrupted:
            await self._unharmed(kept.inbound, self._resume(kept))

    def stop(self) -> None:
        """Make sure of no more answers: what is left is looked for after the restart."""
        for task in self._doubtful:
            task.cancel()

    async def _unharmed(self, inbound: Inbound, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("could not see %s in %s through", inbound.id, inbound.where)

    async def _refuse(self, inbound: Inbound) -> None:
        if isinstance(inbound.what, (*ASKING, Press, Submission)):
            await self._platform.reply(inbound, present_unkept(said_by(inbound)))

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
        await self._see_through(inbound, split(message, self._platform.limits) if message else ())

    async def _may(self, inbound: Inbound) -> bool:
        """Whether somebody may change what concerns a channel: those who manage it, and everybody their own messages.

        What concerns the whole workspace is no matter of one's own.
        """
        if inbound.direct and isinstance(inbound.what, Command) and inbound.what.name != SOURCES:
            return True
        return (await self._platform.permissions(inbound.where, inbound.who)).manages

    async def _resume(self, kept: Kept) -> None:
        inbound = kept.inbound
        if kept.reply:  # it may have been posted, whole or in part
            await self._make_sure(inbound, kept.reply)
        elif kept.attempts <= ATTEMPTS and self._clock() - kept.received <= TOO_OLD:
            await self._serve(inbound)
        else:
            excuse = present_interrupted(said_by(inbound)) if isinstance(inbound.what, ASKING) else None
            await self._see_through(inbound, split(excuse, self._platform.limits) if excuse else ())

    async def _see_through(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        """Keep the answer, give it, and note that it was given; a crash in between goes on where it was."""
        if parts:
            await self._keep(inbound, parts)
            self._reached("answered")
            if not await self._reply(inbound, parts, range(len(parts))):
                task = asyncio.create_task(self._unharmed(inbound, self._make_sure_later(inbound, parts)))
                self._doubtful.add(task)
                task.add_done_callback(self._doubtful.discard)
                return
            self._reached("replied")
        await self._finish(inbound)

    async def _reply(self, inbound: Inbound, parts: Sequence[Message], numbers: Iterable[int]) -> bool:
        """Post these parts of an answer, in order; False where nobody knows whether one of them arrived."""
        for number in numbers:
            receipt = await self._platform.reply(inbound, parts[number], marker=reply_marker(inbound, number + 1))
            if isinstance(receipt, Rejected):
                log.warning("%s did not take an answer: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
                return True
            if isinstance(receipt, Ambiguous):
                log.warning("%s may not have taken an answer: %s", inbound.where, receipt.detail)
                return False
        return True

    async def _make_sure_later(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        await asyncio.sleep(self._platform.limits.settle_time)
        await self._make_sure(inbound, parts)

    async def _make_sure(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        """Look for an answer where it belongs, and post the parts of it that are not there."""
        thread = MessageRef(inbound.where, inbound.thread) if inbound.thread else None
        received = self._clock() - LOOKED_THROUGH
        missing = []
        for number in range(len(parts)):
            found = await self._platform.find(
                inbound.where, reply_marker(inbound, number + 1), since=received, thread=thread
            )
            if isinstance(found, Unreadable):
                log.warning("whether %s was answered cannot be seen: %s", inbound.id, found.detail)
                if isinstance(inbound.what, ASKING):
                    await self._platform.reply(inbound, present_interrupted(said_by(inbound)))
                break
            if isinstance(found, Absent):
                missing.append(number)
        else:
            if not await self._reply(inbound, parts, missing):
                return  # doubtful again: left for the restart
        self._reached("replied")
        await self._finish(inbound)

    async def _keep(self, inbound: Inbound, parts: Sequence[Message]) -> None:
        try:
            await self._apart(lambda: self._ledger.keep_reply(inbound.id, parts))
        except NewsbriefError as error:  # an answer is better than its record
            self._trouble.failed(error)

    async def _finish(self, inbound: Inbound) -> None:
        try:
            await self._apart(lambda: self._ledger.answered(inbound.id, self._clock()))
        except NewsbriefError:
            log.exception("could not note that %s is answered", inbound.id)
        self._reached("noted")

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
            scope = self._scope_of(asked.where)
            if asked.command == SOURCES:
                followed = self._errands.newsdesk.following(scope.workspace) if self._errands else []
                return complete(asked, (), [each.name for each in followed])
            return complete(asked, self._briefings.stories(scope, limit=STORIES))
        except Exception:
            log.exception("could not complete %r", asked.typed)
            return ()


def reply_marker(inbound: Inbound, part: int) -> str:
    """What an answer is found again by, the same after a crash."""
    return marker(inbound.id, part)


def said_by(inbound: Inbound) -> str:
    """What somebody typed, to remind them."""
    what = inbound.what
    if isinstance(what, Question | Shortcut):
        return what.text
    return f"/{what.name} {what.subcommand or ''} {what.text}" if isinstance(what, Command) else ""
