"""Discord as a platform, on discord.py and with no privileged intent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import discord

from adapters.commands import CommandSpec
from adapters.discord.answers import Answers
from adapters.discord.commands import describe_plainly, fingerprint, render_commands
from adapters.discord.connection import Connection, DiscordRefusedError
from adapters.discord.handles import InteractionHandle, MessageHandle, read_handle
from adapters.discord.inbound import Completion, Doubt, read_interaction
from adapters.discord.mentions import DIRECT, NAME, read_message
from adapters.discord.payloads import Payload, number, word
from adapters.discord.permissions import Permits
from adapters.discord.places import Places
from adapters.discord.posts import Posts, patiently
from adapters.discord.render import LIMITS
from adapters.discord.settings import DiscordSettings, Timing
from adapters.discord.wire import Outcome, Refused, Taken
from adapters.inbound import Channel, Inbound, MessageRef, Person
from adapters.message import Form, Message
from adapters.platform import (
    Completer,
    Finding,
    Listener,
    Permissions,
    Reason,
    Receipt,
    Rejected,
    Sent,
    Status,
)

__all__ = ["DiscordPlatform", "DiscordRefusedError"]

log = logging.getLogger(__name__)

NOWHERE = Rejected(Reason.FORBIDDEN, "there is no channel in which I may write")


class DiscordPlatform:
    """A bot on Discord; ``clock`` gives the time, aware. Nothing is opened before ``listen`` or the first call."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        clock: Callable[[], datetime],
        timing: Timing | None = None,
    ) -> None:
        self.name = NAME
        self.limits = LIMITS
        self._timing = timing or Timing()
        self._connection = Connection(settings, self._hear, clock, self._timing)
        self._permits = Permits(self._connection)
        self._posts = Posts(self._connection, self._permits, clock, self._spawn)
        self._answers = Answers(self._connection, clock, self._reply_in_channel, self._reply_in_private)
        self._places = Places(clock, self._name_of)
        self._commands: tuple[CommandSpec, ...] = ()
        self._published = True
        self._registering = asyncio.Lock()
        self._completer: Completer | None = None
        self._listener: Listener | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        """Post once, with the marker as nonce and in a custom id; announcements are then published.

        What is for a whole server goes to its channel for notices, or the first in which the bot may write.
        """
        where = self._permits.place_to_speak(channel)
        if where is None:
            return NOWHERE
        return await self._posts.send(where, message, marker, thread=thread)

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        """Look through the history for the marker in custom ids: Discord does not keep nonces."""
        return await self._posts.find(self._permits.place_to_speak(channel) or channel, marker, since, thread)

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Edit a post."""
        return await self._posts.update(ref, message)

    async def defer(self, inbound: Inbound, words: str = "", *, private: bool = False) -> Receipt:
        """Let Discord show that the bot thinks, or types; a post that says so could outlive a crash."""
        handle = read_handle(inbound.handle)
        if isinstance(handle, InteractionHandle):
            return await self._answers.defer(inbound, handle, words, private=private)
        if words:
            await self._type(inbound.where)
        return Sent(MessageRef(inbound.where, inbound.id))

    async def reply(self, inbound: Inbound, message: Message, *, marker: str = "") -> Receipt:
        """Answer for all to see: to an interaction, as a reply to a message, or in the channel."""
        handle = read_handle(inbound.handle)
        if isinstance(handle, InteractionHandle):
            return await self._answers.reply(inbound, handle, message, marker, private=False)
        return await self._reply_in_channel(inbound, message, marker)

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Answer for the asker's eyes; to words in a channel, which cannot be, by direct message."""
        handle = read_handle(inbound.handle)
        if isinstance(handle, InteractionHandle):
            return await self._answers.reply(inbound, handle, message, "", private=True)
        if inbound.direct:
            return await self._reply_in_channel(inbound, message, "")
        return await self._reply_in_private(inbound, message, "")

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Show a modal, which only an interaction can, and only first."""
        handle = read_handle(inbound.handle)
        if not isinstance(handle, InteractionHandle):
            return Rejected(Reason.INVALID, "Discord shows forms only after a command or a button")
        return await self._answers.open_form(inbound, handle, form)

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Nothing: Discord closes a form when it is sent off."""
        return False

    async def direct(self, person: Person) -> Channel | Rejected:
        """Open the channel of direct messages with a person."""
        outcome = await self._connection.ask("POST", "/users/@me/channels", {}, {"recipient_id": person.id})
        if isinstance(outcome, Taken) and word(outcome.data, "id"):
            return Channel(NAME, DIRECT, word(outcome.data, "id"))
        if isinstance(outcome, Refused):
            return outcome.plainly()
        return Rejected(Reason.UNAVAILABLE, "Discord did not open a channel for direct messages")

    async def zone_of(self, person: Person) -> str:
        """Nothing: Discord tells nobody's time zone."""
        return ""

    async def publish(self, commands: Sequence[CommandSpec]) -> None:
        """Register the commands where Discord has others; if that fails, again at the next connection."""
        self._commands = tuple(commands)
        self._published = False
        await self._register()

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """Tell whether a person has Manage Server or owns the server, and what the bot lacks in the channel."""
        return await self._permits.permissions(channel, person)

    def autocomplete(self, completer: Completer) -> None:
        """Take whom to ask for a parameter's values."""
        self._completer = completer

    async def status(self) -> Status:
        """Tell how many shards are connected, or what keeps them from it."""
        return self._connection.status

    async def listen(self, listener: Listener) -> None:
        """Hand over what happens until ``close``.

        Raises:
            DiscordRefusedError: Discord does not let the bot in; trying again will not help.
        """
        self._listener = listener
        try:
            await self._connection.run()
        finally:
            self._listener = None

    async def close(self) -> None:
        """Take in nothing more, let answers come to their end, and disconnect."""
        self._listener = None
        self._connection.stop()
        working = {task for task in self._tasks if task is not asyncio.current_task()}
        if working:
            await asyncio.wait(working, timeout=self._timing.drain)
        for task in working:
            task.cancel()
        await self._connection.close()

    def _hear(self, event: str, payload: Payload) -> None:
        """Take what Discord tells; only reads it and starts what is to be done."""
        if event == "READY" and not self._published:
            self._spawn(self._register())
        if self._listener is None:
            return
        bot = self._connection.bot
        payload = self._connection.with_guild(event, payload)
        if event == "INTERACTION_CREATE":
            self._hear_interaction(payload)
        elif event == "MESSAGE_CREATE":
            question = read_message(payload, bot, lambda kind, id_: self._call(payload, kind, id_))
            if question:
                self._spawn(self._take(replace(question, within=self._around(question.where))))
        else:
            for inbound in self._places.read(event, payload, bot):
                self._spawn(self._take(inbound))

    def _hear_interaction(self, payload: Payload) -> None:
        if not word(payload, "application_id"):
            payload = {**payload, "application_id": self._connection.application}
        read = read_interaction(payload, self._commands)
        if isinstance(read, Completion):
            self._spawn(self._complete(read))
        elif isinstance(read, Doubt):
            self._spawn(self._answers.ask_whether_sure(read))
        elif isinstance(read, Inbound):
            self._permits.note(payload, read.where, read.who)
            self._spawn(self._take(read))

    async def _take(self, inbound: Inbound) -> None:
        """Let the listener work, and see to it that an interaction is acknowledged."""
        listener = self._listener
        if listener is None:
            return
        handle = read_handle(inbound.handle)
        new = isinstance(handle, InteractionHandle) and self._answers.begin(inbound, handle)
        late = asyncio.get_running_loop().call_later(
            self._timing.patience, lambda: self._spawn(self._answers.acknowledge_late(inbound))
        )
        try:
            await listener(inbound)
        except Exception:
            log.exception("could not see %s in %s through", inbound.id, inbound.where)
        finally:
            late.cancel()
            if new:
                await self._answers.settle(inbound)

    async def _complete(self, completion: Completion) -> None:
        """Offer what could follow what is typed; nothing where that takes too long or fails."""
        options = []
        if self._completer:
            try:
                async with asyncio.timeout(self._timing.patience):
                    options = list(await self._completer(completion.asked))
            except Exception as error:
                log.warning("could not complete %r (%s)", completion.asked.parameter, type(error).__name__)
        await self._answers.offer(completion.handle, options)

    async def _reply_in_channel(self, inbound: Inbound, message: Message, marker: str) -> Receipt:
        handle = read_handle(inbound.handle)
        asked = handle.message if isinstance(handle, MessageHandle) else ""
        where = self._permits.place_to_speak(inbound.where)
        if where is None:
            return NOWHERE
        return await patiently(lambda: self._posts.send(where, message, marker, replying_to=asked))

    async def _reply_in_private(self, inbound: Inbound, message: Message, marker: str) -> Receipt:
        place = await self.direct(inbound.who)
        if isinstance(place, Rejected):
            return place
        return await patiently(lambda: self._posts.send(place, message, marker))

    async def _type(self, channel: Channel) -> None:
        with contextlib.suppress(TimeoutError):  # a sign that comes late would outlast the answer
            async with asyncio.timeout(self._timing.patience):
                await self._connection.ask("POST", "/channels/{channel_id}/typing", {"channel_id": channel.id})

    async def _register(self) -> None:
        """Compare the commands with those that Discord has, and replace these where they differ."""
        async with self._registering:
            if not self._published:
                await self._register_now()

    async def _register_now(self) -> None:
        wanted = render_commands(self._commands)
        try:
            await self._connection.login()
        except Exception as error:
            log.warning("the commands cannot be registered now: %s", error)
            return
        path, ids = "/applications/{application_id}/commands", {"application_id": self._connection.application}
        known = await self._connection.ask("GET", path, ids, query={"with_localizations": "true"})
        if isinstance(known, Taken) and fingerprint(known.listed) == fingerprint(wanted):
            self._published = True
            return
        outcome = await self._connection.ask("PUT", path, ids, wanted)
        if isinstance(outcome, Refused) and outcome.reason in (Reason.GONE, Reason.INVALID):
            outcome = await self._register_one_by_one(path, ids, wanted)
        self._published = isinstance(outcome, Taken)
        if isinstance(outcome, Taken):
            log.info("%d commands were registered", len(wanted))
        else:
            log.warning("the commands were not registered: %s", outcome.detail)

    async def _register_one_by_one(self, path: str, ids: Mapping[str, str], wanted: Sequence[Payload]) -> Outcome:
        """Register the commands where they are not taken all at once, nor, maybe, all that describes them."""
        in_all: Outcome = Taken({})
        for each in wanted:
            outcome = await self._connection.ask("POST", path, ids, each)
            if isinstance(outcome, Refused) and outcome.reason is Reason.INVALID:
                outcome = await self._connection.ask("POST", path, ids, describe_plainly(each))
            if not isinstance(outcome, Taken):
                in_all = outcome
                if not (isinstance(outcome, Refused) and outcome.reason is Reason.INVALID):
                    break
        return in_all

    def _call(self, payload: Payload, kind: str, id_: str) -> str:
        """Name a channel or a role of the server in which a message was written."""
        client = self._connection.client
        guild = client.get_guild(number(payload, "guild_id")) if client else None
        found = None
        if guild:
            found = guild.get_role(int(id_)) if kind == "&" else guild.get_channel_or_thread(int(id_))
        return found.name if found else ""

    def _around(self, channel: Channel) -> Channel | None:
        """Give the channel that a thread lies in, which a message does not tell."""
        place = self._connection.place(channel)
        if not isinstance(place, discord.Thread):
            return None
        return Channel(channel.platform, channel.workspace, str(place.parent_id))

    def _name_of(self, channel: Channel) -> str:
        client = self._connection.client
        if channel.id == channel.workspace:
            guild = client.get_guild(int(channel.id)) if client else None
            return guild.name if guild else ""
        place = self._connection.place(channel)
        return place.name if place else ""

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("something on Discord could not be seen through", exc_info=task.exception())
