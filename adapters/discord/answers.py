"""Answers to interactions: acknowledged within three seconds, then filled in; in the channel where the key is spent.

Discord's "original" answer can be edited any number of times, so it is what the first part of an answer goes into: to
say it again harms nothing. What follows is posted in the channel, where a nonce keeps a second one away. Private
answers have neither; they go beside the original where that is public.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.discord.connection import Connection
from adapters.discord.forms import render_choices, render_form
from adapters.discord.handles import InteractionHandle
from adapters.discord.inbound import SURE, Doubt
from adapters.discord.payloads import word
from adapters.discord.posts import patiently
from adapters.discord.refusals import ALREADY_ANSWERED
from adapters.discord.render import render, render_confirmation, render_plainly
from adapters.discord.turns import EPHEMERAL, Slot, Turn, Turns, recall
from adapters.discord.wire import Method, Outcome, Refused, Taken, is_too_much
from adapters.inbound import Inbound, MessageRef
from adapters.message import Form, Message, Option
from adapters.platform import Ambiguous, Reason, Receipt, Rejected, Sent

log = logging.getLogger(__name__)

SAY, THINK, THINK_SILENTLY, CHOICES, FORM = 4, 5, 6, 8, 9  # types of a first answer
FIRST = 1.0
"""Seconds that a first answer may wait for its turn: there are three in all."""

_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
_BESIDE = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = _BESIDE + "/messages/{message_id}"
_ORIGINAL = "@original"

Post = Callable[[Inbound, Message, str], Awaitable[Receipt]]
"""Posts in the channel, or to the person alone."""


class Answers:
    """Answers interactions; ``in_channel`` and ``in_private`` post without an interaction's key."""

    def __init__(
        self, connection: Connection, clock: Callable[[], datetime], in_channel: Post, in_private: Post
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._in_channel = in_channel
        self._in_private = in_private
        self._turns = Turns()

    def begin(self, inbound: Inbound, handle: InteractionHandle) -> bool:
        """Take up an interaction that has just come; False where it came before."""
        if self._turns.get(inbound.id):
            return False
        self._turns.keep(inbound.id, Turn(handle))
        return True

    async def defer(self, inbound: Inbound, handle: InteractionHandle, words: str, *, private: bool) -> Receipt:
        """Acknowledge: with a sign that work goes on where there are words for it, else silently where that can be."""
        turn = await self._turn(inbound, handle)
        if isinstance(turn, Ambiguous):
            return turn
        async with turn.lock:
            return await self._acknowledge(inbound, turn, private=private, silently=not words)

    async def reply(
        self, inbound: Inbound, handle: InteractionHandle, message: Message, marker: str, *, private: bool
    ) -> Receipt:
        """Answer in the place that was kept for it, else beside it, else without the interaction's key."""
        turn = await self._turn(inbound, handle)
        if isinstance(turn, Ambiguous):
            return turn
        in_place = private and message.replaces and handle.private and not handle.asking
        async with turn.lock:
            if not turn.acknowledged:
                await self._acknowledge(inbound, turn, private=private, silently=in_place)
            if handle.is_spent(self._clock()):
                turn.lost = True
            # Of a silently acknowledged press, the original is the message that was pressed on.
            if turn.fits(marker, private=private) or (in_place and turn.slot is Slot.NONE and not turn.lost):
                outcome = await self._ask(turn, "PATCH", _MESSAGE, render(message, marker=marker), _ORIGINAL)
                if is_too_much(outcome):
                    outcome = await self._say_plainly(turn, message, marker, private=private)
                if not isinstance(outcome, Refused) or outcome.reason is not Reason.GONE:
                    if not isinstance(outcome, Refused):
                        turn.fill(marker)
                        turn.private = private
                    return _receipt(outcome, inbound)
                turn.lost = True
            beside = self._privately_beside if private else self._publicly_beside
            return await beside(inbound, turn, message, marker)

    async def open_form(self, inbound: Inbound, handle: InteractionHandle, form: Form) -> Receipt:
        """Show a form, which can only be the first answer."""
        turn = await self._turn(inbound, handle)
        if isinstance(turn, Ambiguous):
            return turn
        async with turn.lock:
            if turn.acknowledged or turn.lost:
                return Rejected(Reason.GONE, "it is too late to show a form; try again")
            return _receipt(await self._call_back(turn, FORM, render_form(form)), inbound)

    async def settle(self, inbound: Inbound) -> None:
        """Acknowledge what nobody answered, and take away a sign of work that has ended."""
        turn = self._turns.get(inbound.id)
        if turn is None:
            return
        async with turn.lock:
            if not turn.acknowledged:
                await self._acknowledge(inbound, turn, private=True, silently=True)
            if turn.slot is Slot.WAITING:
                await self._clear(turn)

    async def acknowledge_late(self, inbound: Inbound) -> None:
        """Acknowledge in the listener's place, which took too long; for the asker's eyes, as nothing is known yet."""
        turn = self._turns.get(inbound.id)
        if turn is None or turn.acknowledged or turn.lock.locked():
            return
        log.info("%s was not answered in time, so it was acknowledged", inbound.id)
        async with turn.lock:
            await self._acknowledge(inbound, turn, private=True, silently=True)

    async def ask_whether_sure(self, doubt: Doubt) -> None:
        """Ask before a press is passed on, with the button that does it."""
        body = render_confirmation(replace(doubt.pressed, marker=SURE, asks=False), doubt.label)
        outcome = await self._call_back(Turn(doubt.handle), SAY, {**body, "flags": EPHEMERAL})
        if not isinstance(outcome, Taken):
            log.warning("could not ask whether %r is meant: %s", doubt.label, outcome.detail)

    async def offer(self, handle: InteractionHandle, options: Sequence[Option]) -> None:
        """Offer what could follow what somebody typed."""
        outcome = await self._call_back(Turn(handle), CHOICES, {"choices": render_choices(options)})
        if not isinstance(outcome, Taken):
            log.info("what was offered came too late: %s", outcome.detail)

    async def _turn(self, inbound: Inbound, handle: InteractionHandle) -> Turn | Ambiguous:
        turn = self._turns.get(inbound.id)
        if turn is not None:
            return turn
        if handle.is_spent(self._clock()):
            return Turn(handle, acknowledged=True, lost=True)
        outcome = await self._ask(Turn(handle), "GET", _MESSAGE, None, _ORIGINAL)
        if isinstance(outcome, Taken):
            return self._turns.keep(inbound.id, recall(handle, outcome.data))
        if isinstance(outcome, Refused) and outcome.reason in (Reason.GONE, Reason.FORBIDDEN, Reason.INVALID):
            return self._turns.keep(inbound.id, recall(handle, None))
        return Ambiguous(f"what was answered already cannot be seen: {outcome.detail}")

    async def _acknowledge(self, inbound: Inbound, turn: Turn, *, private: bool, silently: bool) -> Receipt:
        """Say to Discord that it was heard, once."""
        if turn.acknowledged:
            return Sent(MessageRef(inbound.where, turn.handle.id))
        handle = turn.handle
        if handle.asking or (silently and handle.message):
            kind, data = THINK_SILENTLY, None
            if handle.asking:
                turn.wait(private=True)
        else:
            kind, data = THINK, {"flags": EPHEMERAL if private else 0}
            turn.wait(private=private)
        outcome = await self._call_back(turn, kind, data)
        if isinstance(outcome, Refused):
            turn.slot = Slot.NONE
            turn.lost = True
        return _receipt(outcome, inbound)

    async def _call_back(self, turn: Turn, kind: int, data: Mapping[str, object] | None) -> Outcome:
        """Give the first answer; where it may be lost once more, as Discord takes only one."""
        payload = {"type": kind} if data is None else {"type": kind, "data": data}
        ids = {"webhook_id": turn.handle.id, "webhook_token": turn.handle.token}
        turn.acknowledged = True

        async def call() -> Outcome:
            return await self._connection.ask("POST", _CALLBACK, ids, payload, keyed=True)

        outcome = await patiently(call, longest=FIRST)
        if isinstance(outcome, Ambiguous):
            outcome = await patiently(call, longest=FIRST)
            if isinstance(outcome, Refused) and outcome.code == ALREADY_ANSWERED:
                return Taken({})
        return outcome

    async def _publicly_beside(self, inbound: Inbound, turn: Turn, message: Message, marker: str) -> Receipt:
        receipt: Receipt = Rejected(Reason.GONE, "the bot is not in this place, and the time to answer has passed")
        if not turn.handle.absent:
            receipt = await self._in_channel(inbound, message, marker)
        no_way = isinstance(receipt, Rejected) and receipt.reason in (Reason.FORBIDDEN, Reason.GONE)
        if turn.slot is Slot.WAITING and not turn.lost:
            await self._clear(turn)
        if no_way and not turn.lost:
            outcome = await self._ask(turn, "POST", _BESIDE, render(message, marker=marker))
            if not (isinstance(outcome, Refused) and outcome.reason is Reason.GONE):
                return _receipt(outcome, inbound)
            turn.lost = True
        return receipt

    async def _privately_beside(self, inbound: Inbound, turn: Turn, message: Message, marker: str) -> Receipt:
        if turn.lost:
            return await self._in_private(inbound, message, marker)
        body = render(message, marker=marker)
        if turn.aside:
            outcome = await self._ask(turn, "PATCH", _MESSAGE, body, turn.aside)
            if not (isinstance(outcome, Refused) and outcome.reason is Reason.GONE):
                return _receipt(outcome, inbound)
        if turn.slot is Slot.WAITING:  # else Discord would put the answer there, for all to see
            await self._clear(turn)
        outcome = await self._ask(turn, "POST", _BESIDE, {**body, "flags": EPHEMERAL})
        if isinstance(outcome, Taken):
            turn.aside = word(outcome.data, "id")
        elif isinstance(outcome, Refused) and outcome.reason is Reason.GONE:
            turn.lost = True
            return await self._in_private(inbound, message, marker)
        return _receipt(outcome, inbound)

    async def _say_plainly(self, turn: Turn, message: Message, marker: str, *, private: bool) -> Outcome:
        """Say an answer without cards, where a server stumbled over them; what is too long for that goes beside it."""
        first, *more = render_plainly(message, marker=marker)
        outcome = await self._ask(turn, "PATCH", _MESSAGE, first, _ORIGINAL)
        for body in more if isinstance(outcome, Taken) else ():
            await self._ask(turn, "POST", _BESIDE, body | {"flags": EPHEMERAL if private else 0})
        return outcome

    async def _clear(self, turn: Turn) -> None:
        turn.slot = Slot.NONE
        outcome = await self._ask(turn, "DELETE", _MESSAGE, None, _ORIGINAL)
        if not isinstance(outcome, Taken):
            log.info("a sign of work could not be taken away: %s", outcome.detail)

    async def _ask(
        self, turn: Turn, method: Method, path: str, payload: Mapping[str, object] | None = None, message: str = ""
    ) -> Outcome:
        """Make a request by the interaction's key."""
        ids = {"webhook_id": turn.handle.application, "webhook_token": turn.handle.token, "message_id": message}

        def ask() -> Coroutine[None, None, Outcome]:
            return self._connection.ask(method, path, ids, payload, keyed=True)

        return await patiently(ask)


def _receipt(outcome: Outcome, inbound: Inbound) -> Receipt:
    if isinstance(outcome, Refused):
        return outcome.plainly()
    if isinstance(outcome, Ambiguous):
        return outcome
    return Sent(MessageRef(inbound.where, word(outcome.data, "id") or inbound.id))
