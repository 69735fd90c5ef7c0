"""Between a platform and the commands: acknowledge, work in a thread, split, reply.

The event loop only waits; everything that computes runs in the workers, so a question never delays another's
acknowledgement.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import tzinfo

from adapters.message import Message, Option
from adapters.platform import Autocomplete, Channel, Command, Inbound, Platform, Question, Rejected, Shortcut
from adapters.split import split
from bot.commands.brief import STORIES
from bot.commands.completion import complete
from bot.commands.request import Request
from bot.commands.routing import respond
from bot.present import present_error, present_failure
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Scope
from briefings.ports import Clock

log = logging.getLogger(__name__)

READING = "Reading ..."


class Reception:
    """Takes what people do on a platform and sees to it that each gets an answer."""

    def __init__(
        self,
        platform: Platform,
        briefings: Briefings,
        scope_of: Callable[[Channel], Scope],
        *,
        clock: Clock,
        zone: tzinfo,
        workers: Executor,
    ) -> None:
        self._platform = platform
        self._briefings = briefings
        self._scope_of = scope_of
        self._clock = clock
        self._zone = zone
        self._workers = workers

    async def receive(self, inbound: Inbound) -> None:
        """Answer one thing that somebody did; never raises, so one bad message stops no other."""
        if isinstance(inbound.what, Command | Question | Shortcut):
            await self._platform.defer(inbound, READING)
        message = await asyncio.get_running_loop().run_in_executor(self._workers, self._answer, inbound)
        for part in split(message, self._platform.limits) if message else ():
            receipt = await self._platform.reply(inbound, part)
            if isinstance(receipt, Rejected):
                log.warning("%s did not take an answer: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
                return

    async def complete(self, asked: Autocomplete) -> Sequence[Option]:
        """Offer what could follow what somebody is typing."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._options, asked)

    def _answer(self, inbound: Inbound) -> Message | None:
        request = Request(self._briefings, self._scope_of(inbound.where), self._clock(), self._zone)
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
