"""What becomes of a channel's posts when the bot comes to it, is taken out of it, or loses it; who is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from typing import TypeVar

from adapters.inbound import Change, Channel, Inbound, Person, PlaceChanged
from adapters.message import Message
from adapters.platform import Platform, Rejected
from adapters.split import split
from bot.commands.forms import HERE, NEW_SCHEDULE, NEW_SOURCE
from bot.ledger.deliveries import Claim, Post
from bot.ledger.ledger import Ledger
from bot.ledger.places import Stay
from bot.outbox import Verdict
from bot.present import counted, present_welcome
from bot.present_places import present_loss, present_return
from bot.present_setup import new_schedule_button, new_source_button
from bot.present_subscriptions import present_refusal
from bot.subscriptions.subscription import Standing
from bot.typed import Typed
from briefings.engine import Briefings
from briefings.models import Scope
from briefings.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

LOST = {
    Change.LEFT: (Stay.LEFT, "I was taken out of the channel"),
    Change.CLOSED: (Stay.CLOSED, "the channel was archived or deleted"),
}
ENDED = {Change.UNINSTALLED: "the app was uninstalled", Change.REVOKED: "its token was revoked"}


class Caretaker:
    """Looks after the bot's places on all platforms.

    Args:
        ledger: where places and posts are kept.
        briefings: the engine, for the first words in a channel.
        platforms: by name.
        scope_of: what a channel may see.
        clock: the time.
        workers: where the ledger blocks.
        wake: says that something was queued.
    """

    def __init__(
        self,
        ledger: Ledger,
        briefings: Briefings,
        platforms: Mapping[str, Platform],
        scope_of: Callable[[Channel], Scope],
        *,
        clock: Clock,
        workers: Executor,
        wake: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._briefings = briefings
        self._platforms = platforms
        self._scope_of = scope_of
        self._clock = clock
        self._workers = workers
        self._wake = wake

    async def changed(self, inbound: Inbound) -> None:
        """Do what follows from a change of a place."""
        change, channel = inbound.what, inbound.where
        assert isinstance(change, PlaceChanged)
        host = inbound.who if inbound.who.id else None
        if change.change in ENDED:
            await self._end(channel, ENDED[change.change])
        elif change.change is Change.JOINED:
            await self._enter(channel, change.name, host)
        elif change.change is Change.RENAMED:
            await self._apart(lambda: self._ledger.places.rename(channel, change.name))
        else:
            stay, why = LOST[change.change]
            if channel.id == channel.workspace:  # a whole server
                await self._end(channel, "I was taken out of it")
            else:
                await self._lose(channel, change.name, stay, why)

    async def refused(self, claim: Claim, verdict: Verdict) -> None:
        """Tell whoever set a channel up that it refuses, and what mends it; once for each channel and day."""
        assert verdict.refused
        channel = claim.delivery.channel
        name, people = await self._apart(lambda: self._known(channel))
        await self._tell("refused", channel, people, present_refusal(name, verdict.refused, verdict.detail))

    async def _enter(self, channel: Channel, name: str, host: Person | None) -> None:
        """Say the first words, once for ever; where it was before, say what rests.

        A platform that says when the bot joins a whole server posts what is for that server where all can read it.
        """
        is_new = await self._apart(lambda: self._ledger.places.enter(channel, name, host, self._clock()))
        whole, ledger = channel.id == channel.workspace, self._ledger
        standing = await self._apart(
            lambda: (
                ledger.workspace_subscriptions(channel.platform, channel.workspace)
                if whole
                else ledger.subscriptions(channel)
            )
        )
        stopped = [each for each in standing if each.standing is not Standing.ACTIVE]
        if stopped:
            cause, words = f"back/{channel}/{self._clock():%Y-%m-%dT%H:%M}", present_return(stopped, whole=whole)
        elif is_new:
            cause = f"welcome/{channel}"
            words = await self._apart(lambda: self._welcome(channel))
        else:
            return
        await self._post(cause, channel, words)

    def _welcome(self, channel: Channel) -> Message:
        limits = self._platforms[channel.platform].limits
        buttons = (new_schedule_button(NEW_SCHEDULE, HERE), new_source_button(NEW_SOURCE)) if limits.fields else ()
        facts = self._briefings.facts(self._scope_of(channel))
        return present_welcome(facts, Typed(bare=limits.bare_commands), buttons)

    async def _lose(self, channel: Channel, said: str, stay: Stay, why: str) -> None:
        name, people = await self._apart(lambda: self._known(channel, said))
        had = await self._apart(lambda: self._ledger.subscriptions(channel))
        await self._apart(lambda: self._ledger.places.leave(channel, stay, why, self._clock()))
        if had:
            log.warning("%s: %s; %s stopped", channel, why, counted(len(had), "schedule"))
            await self._tell(f"lost-{stay.value}", channel, people, present_loss(name, why, stay))

    async def _end(self, workspace: Channel, why: str) -> None:
        before = await self._apart(lambda: self._ledger.places.place(workspace))
        stopped = await self._apart(lambda: self._ledger.places.leave_workspace(workspace, why, self._clock()))
        if before and before.stay is Stay.GONE:  # a platform says it in more than one way
            return
        # Nobody there can be told any more, so whoever runs the bot is.
        log.error("%s/%s: %s; %s stopped", workspace.platform, workspace.workspace, why, counted(stopped, "schedule"))

    def _known(self, channel: Channel, said: str = "") -> tuple[str, list[Person]]:
        """What a channel is called, and who could mend what is wrong with it: its schedules' owners, else its host."""
        place = self._ledger.places.place(channel)
        owners = {each.owner.id: each.owner for each in self._ledger.subscriptions(channel)}
        if not owners and place and place.host:
            owners = {place.host.id: place.host}
        name = (said or (place.name if place else "")).removeprefix("#")
        return f"#{name}" if name else "a channel of yours", [owners[key] for key in sorted(owners)]

    async def _tell(self, cause: str, channel: Channel, people: Iterable[Person], words: Message) -> None:
        for person in people:
            place = await self._platforms[channel.platform].direct(person)
            if isinstance(place, Rejected) or place == channel:
                log.error("%s: %s; nobody there can be told", channel, words.summary)
                continue
            await self._post(f"{cause}/{channel}/{self._clock():%Y-%m-%d}", place, words)

    async def _post(self, cause: str, channel: Channel, words: Message) -> None:
        parts = split(words, self._platforms[channel.platform].limits)
        await self._apart(lambda: self._ledger.post([Post(cause, channel, parts)], self._clock()))
        self._wake()

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)
