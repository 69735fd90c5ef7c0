"""Between a platform and the commands: keep, acknowledge, work in a thread, answer.

The event loop only waits; everything that computes runs in the workers, so a question never delays another's
acknowledgement. What somebody did is kept before it is acknowledged: a redelivery is known, and what a crash
interrupts is answered after the restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta, tzinfo
from time import monotonic
from typing import TypeVar

from adapters.message import Button, Form, Message, Option
from adapters.platform import (
    Autocomplete,
    Channel,
    Command,
    Inbound,
    Permissions,
    Person,
    PlaceChanged,
    Platform,
    Question,
    Rejected,
    Submission,
)
from bot.allowance import UNLIMITED, Allowance
from bot.commands.again import MEND
from bot.commands.brief import STORIES
from bot.commands.completion import complete
from bot.commands.followups import is_question
from bot.commands.handling import Reply
from bot.commands.manners import (
    asks,
    concerns_everywhere,
    goes_to_the_web,
    is_counted,
    is_foreign,
    is_overheard,
    is_private,
    needs_manager,
    of_no_workspace,
    opens_form,
    said_by,
    wants_zone,
)
from bot.commands.request import Request
from bot.commands.routing import check, respond
from bot.commands.spoken import understand
from bot.commands.table import SOURCES
from bot.desk import Desk
from bot.errands import Errands
from bot.ledger.arrivals import Arrival
from bot.ledger.inbox import Kept
from bot.ledger.ledger import Ledger
from bot.ledger.settings import Answers
from bot.present import present_error, present_failure, present_interrupted, present_unkept
from bot.present_manners import (
    present_guest,
    present_late_form,
    present_mistakes,
    present_private_home,
    present_stranger,
)
from bot.present_places import present_excess
from bot.present_sources import present_unmanaged
from bot.replies import POINTS, Replies, reply_marker, unharmed
from bot.trouble import Trouble
from bot.zones import Zones
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Scope
from briefings.ports import Clock

__all__ = ["POINTS", "Reception", "reply_marker"]

log = logging.getLogger(__name__)

READING = "Reading ..."
ATTEMPTS = 2
"""How often a question may have ended the process before we take it for the cause."""
RIGHTS_TIME = 2.5  # seconds: what a form waits for has to be known before it can no longer be shown
TOO_OLD = timedelta(minutes=10)
T = TypeVar("T")


class Reception:
    """Takes what people do on a platform and sees to it that each gets an answer.

    ``workers`` make answers; ``prompt`` are the threads for what must not wait behind one: keeping what comes in,
    forms, completions. ``allowance`` is how much may be asked; ``changed`` sees to a change of the bot's places;
    ``serving`` lasts while somebody waits.
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
        prompt: Executor | None = None,
        desk: Desk | None = None,
        errands: Errands | None = None,
        allowance: Allowance = UNLIMITED,
        changed: Callable[[Inbound], Awaitable[None]] | None = None,
        serving: Callable[[], AbstractContextManager[None]] = nullcontext,
        reached: Callable[[str], None] = lambda _point: None,
    ) -> None:
        self._platform = platform
        self._briefings = briefings
        self._scope_of = scope_of
        self._ledger = ledger
        self._clock = clock
        self._zones = Zones(platform, zone, monotonic)
        self._zone = zone
        self._workers = workers
        self._prompt = prompt or workers
        self._desk = desk
        self._errands = errands
        self._allowance = allowance
        self._changed = changed
        self._serving = serving
        self._reached = reached
        self._trouble = Trouble(f"taking questions on {platform.name}", monotonic)
        self._replies = Replies(platform, ledger, clock, self._apart, self._trouble, reached)

    async def receive(self, inbound: Inbound) -> None:
        """Answer one thing that somebody did; never raises, so one bad message stops no other."""
        with self._serving():
            await self._receive(inbound)

    async def _receive(self, inbound: Inbound) -> None:
        try:
            meant = self._meant(inbound)
            arrival = await self._apart(lambda: self._take(inbound, meant))
            self._trouble.over()
        except Exception as error:
            self._trouble.failed(error)
            await unharmed(inbound, self._refuse(inbound))
            return
        if arrival is None:
            return
        self._reached("kept")
        await unharmed(inbound, self._serve(inbound, meant, arrival))

    async def interrupted(self) -> list[Kept]:
        """What an earlier process was asked and could not answer; to be looked up before anything new comes."""
        return await self._apart(lambda: self._ledger.unanswered(self._platform.name))

    async def answer_interrupted(self, interrupted: Sequence[Kept]) -> None:
        """Answer it now; what is old, or ended the process more than once, gets an excuse."""
        for kept in interrupted:
            await unharmed(kept.inbound, self._resume(kept))

    @property
    def doubts(self) -> int:
        """How many answers there are of which nobody knows yet whether they arrived."""
        return self._replies.doubts

    def stop(self) -> None:
        """Make sure of no more answers: what is left is looked for after the restart."""
        self._replies.stop()

    def _take(self, inbound: Inbound, meant: Inbound) -> Arrival | None:
        """Keep something that is for us; None where nothing is to be done about it."""
        if is_overheard(inbound.what) and not is_question(said_by(inbound)):
            return None  # people talking to one another
        allowance = self._allowance if is_counted(meant.what) else None
        arrival = self._ledger.arrivals.take(inbound, self._clock(), allowance)
        if arrival is None:
            log.info("%s is not for us, or was delivered again", inbound.id)
        return arrival

    async def _refuse(self, inbound: Inbound) -> None:
        """Say that nothing can be kept now."""
        words = present_unkept(said_by(inbound))
        if is_overheard(inbound.what):
            return
        if not inbound.direct and is_private(inbound.what, Answers.PRIVATE):
            await self._platform.reply_privately(inbound, words)
        elif asks(inbound.what):
            await self._platform.reply(inbound, words)

    async def _serve(self, inbound: Inbound, meant: Inbound, arrival: Arrival) -> None:
        what = meant.what
        if isinstance(what, PlaceChanged):
            await self._platform.defer(inbound)
            if self._changed:
                await self._changed(inbound)
            await self._replies.finish(inbound)
            return
        if refusal := self._turn_away(meant, arrival):
            await self._replies.give(inbound, refusal, private=not inbound.direct)
            return
        if isinstance(what, Submission) and await self._has_mistakes(inbound, arrival):
            await self._replies.finish(inbound)
            return
        private = self._is_private(inbound, meant, arrival)
        shows_form = opens_form(what)
        deferring = None
        if not shows_form:
            words = READING if asks(what) and not is_overheard(what) else ""
            deferring = asyncio.ensure_future(self._platform.defer(inbound, words, private=private))
        try:
            reply = await self._work_out(meant, arrival, private=private)
        finally:
            if deferring:
                await deferring
        if isinstance(reply, Form):
            await self._show(inbound, reply)
        else:
            # What is said in place of a form was not announced: it is for the asker alone.
            await self._replies.give(inbound, reply, private=private or (shows_form and not inbound.direct))

    def _meant(self, inbound: Inbound) -> Inbound:
        """The same with the command that its words are, if they are one."""
        return replace(inbound, what=understand(inbound.what, self._clock(), self._zone))

    def _is_private(self, inbound: Inbound, meant: Inbound, arrival: Arrival) -> bool:
        aloud = isinstance(inbound.what, Question)
        return not inbound.direct and is_private(meant.what, arrival.settings.answers, aloud=aloud)

    def _turn_away(self, inbound: Inbound, arrival: Arrival) -> Message | None:
        """A kind word instead of an answer: too much was asked, or it is nothing for somebody from elsewhere."""
        if arrival.excess:
            return present_excess(arrival.excess, self._zone, self._clock())
        if not arrival.workspace:
            return present_stranger()
        if is_foreign(inbound):
            if inbound.direct:
                return present_private_home()
            if needs_manager(inbound.what) or concerns_everywhere(inbound.what):
                return present_guest()
        return None

    async def _work_out(self, inbound: Inbound, arrival: Arrival, *, private: bool) -> Reply:
        what = inbound.what
        if needs_manager(what) and not await self._may(inbound, arrival):
            return present_unmanaged()
        zone = await self._zones.of(inbound.who) if wants_zone(what) else self._zone
        request = self._request(inbound, arrival, zone, private=private)
        # Whoever waits for the web must not keep those waiting who ask a question, nor those a form.
        aside = self._errands.threads if self._errands and goes_to_the_web(what) else self._workers
        threads = self._prompt if opens_form(what) else aside
        return await asyncio.get_running_loop().run_in_executor(threads, lambda: self._answer(inbound, request()))

    async def _has_mistakes(self, inbound: Inbound, arrival: Arrival) -> bool:
        """Give a form back in which something is wrong, or say so with a button that opens it again."""
        submission = inbound.what
        assert isinstance(submission, Submission)
        zone = await self._zones.of(inbound.who)
        request = self._request(inbound, arrival, zone, private=not inbound.direct)
        errors = await self._apart(lambda: check(submission, request()))
        if not errors:
            return False
        if not await self._platform.return_form(inbound, errors):
            drafts = self._ledger.conversations
            token = await self._apart(lambda: drafts.keep_draft(inbound.who, submission, self._clock()))
            await self._replies.tell(inbound, present_mistakes(errors, Button("Try again", MEND, token)))
        return True

    async def _show(self, inbound: Inbound, form: Form) -> None:
        receipt = await self._platform.open_form(inbound, form)
        if isinstance(receipt, Rejected):
            log.warning("%s did not take a form: %s (%s)", inbound.where, receipt.reason.value, receipt.detail)
            await self._replies.tell(inbound, present_late_form())
        await self._replies.finish(inbound)

    async def _may(self, inbound: Inbound, arrival: Arrival) -> bool:
        """Whether somebody may change what concerns a channel: those who manage it, and everybody their own messages.

        What concerns the whole workspace is no matter of one's own. Those whom an admin named may do both.
        """
        if inbound.direct and isinstance(inbound.what, Command) and inbound.what.name != SOURCES:
            return True
        home = Channel(inbound.where.platform, arrival.workspace, arrival.workspace)
        if await self._apart(lambda: self._is_named(home, inbound.who)):
            return True
        return (await self._platform.permissions(inbound.where, inbound.who)).manages

    def _is_named(self, channel: Channel, who: Person) -> bool:
        """Whether an admin named somebody who manages the workspace beside them."""
        return any(each.id == who.id for each in self._ledger.places.managers(channel))

    async def _resume(self, kept: Kept) -> None:
        inbound = kept.inbound
        meant = self._meant(inbound)
        arrival = await self._apart(lambda: self._ledger.arrivals.again(inbound))
        private = self._is_private(inbound, meant, arrival)
        if kept.reply:
            await self._replies.give_again(inbound, kept.reply, private=private)
        elif kept.attempts <= ATTEMPTS and self._clock() - kept.received <= TOO_OLD:
            await self._serve(inbound, meant, arrival)
        else:
            excuse = present_interrupted(said_by(inbound)) if asks(inbound.what) else None
            await self._replies.give(inbound, excuse, private=private)

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._prompt, work)

    async def complete(self, asked: Autocomplete) -> Sequence[Option]:
        """Offer what could follow what somebody is typing."""
        return await asyncio.get_running_loop().run_in_executor(self._prompt, self._options, asked)

    def _request(self, inbound: Inbound, arrival: Arrival, zone: tzinfo, *, private: bool) -> Callable[[], Request]:
        """What something is carried out with; to be made in a worker, as it asks the store for the scope."""
        loop = asyncio.get_running_loop()
        return lambda: Request(
            self._briefings,
            self._scope_of(inbound.where),
            self._clock(),
            zone,
            where=inbound.where,
            who=replace(inbound.who, workspace=arrival.workspace) if of_no_workspace(inbound) else inbound.who,
            desk=self._desk,
            errands=self._errands,
            thread=inbound.thread,
            direct=inbound.direct,
            private=private,
            settings=arrival.settings,
            fields=self._platform.limits.fields,
            hears_threads=self._platform.limits.hears_threads,
            bare_commands=self._platform.limits.bare_commands,
            reserved=self._platform.limits.reserved,
            rights=lambda channel: self._rights(loop, channel, inbound.who),
        )

    def _rights(self, loop: asyncio.AbstractEventLoop, channel: Channel, who: Person) -> Permissions:
        """What somebody may do in a channel, as an admin of it or named by one; asked from a worker."""
        asking = asyncio.run_coroutine_threadsafe(self._platform.permissions(channel, who), loop)
        try:
            rights = asking.result(RIGHTS_TIME)
        except Exception as error:  # who cannot be shown to manage a channel does not
            asking.cancel()
            log.warning("cannot tell who manages %s: %s", channel, error or type(error).__name__)
            rights = Permissions(manages=False)
        return replace(rights, manages=rights.manages or self._is_named(channel, who))

    def _answer(self, inbound: Inbound, request: Request) -> Reply:
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
