"""What happens to the bot's places: servers joined and left, channels and threads closed and renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from adapters.discord.mentions import NAME
from adapters.discord.payloads import Payload, take_all, word, words
from adapters.inbound import Change, Channel, Inbound, Person, PlaceChanged

NameOf = Callable[[Channel], str]
"""Gives the name that a channel, thread or (by its own id) server had until now; "" where that is not known."""

_CLOSED = ("CHANNEL_DELETE", "THREAD_DELETE")
_RENAMED = ("CHANNEL_UPDATE", "THREAD_UPDATE", "GUILD_UPDATE")


class Places:
    """Tells news from what is only told again: every connection begins with all the servers there are."""

    def __init__(self, clock: Callable[[], datetime], name_of: NameOf) -> None:
        self._clock = clock
        self._name_of = name_of
        self._guilds: dict[str, str] = {}  # id -> the id of its owner

    def read(self, event: str, payload: Payload, bot: str) -> Iterable[Inbound]:
        """Give what an event changed; to be asked before discord.py takes in the change."""
        if event == "READY":
            return self._meet(payload, bot)
        guild = word(payload, "guild_id") or word(payload, "id")
        if not guild.isdecimal():
            return ()
        if event == "GUILD_CREATE":
            return self._join(guild, payload, bot)
        if event == "GUILD_DELETE":
            return () if word(payload, "unavailable") == "true" else self._leave(guild, bot)
        channel = Channel(NAME, guild, word(payload, "id") or guild)
        before, name = self._name_of(channel), word(payload, "name")
        if event in _CLOSED:
            return (self._changed(channel, Change.CLOSED, before or name, "closed", bot),)
        if event in _RENAMED and before and name and before != name:
            return (self._changed(channel, Change.RENAMED, name, f"renamed/{self._clock().isoformat()}", bot),)
        return ()

    def _meet(self, payload: Payload, bot: str) -> Iterable[Inbound]:
        """Take in the servers of a shard; those that are no longer among them were left meanwhile."""
        told = {word(each, "id") for each in take_all(payload, "guilds") if word(each, "id").isdecimal()}
        shard = words(payload, "shard")
        mine, count = (int(shard[0]), int(shard[1]) or 1) if "".join(shard).isdecimal() and len(shard) == 2 else (0, 1)
        gone = [each for each in self._guilds if each not in told and (int(each) >> 22) % count == mine]
        left = [inbound for each in gone for inbound in self._leave(each, bot)]
        for each in told:
            self._guilds.setdefault(each, "")
        return left

    def _join(self, guild: str, payload: Payload, bot: str) -> Iterable[Inbound]:
        if word(payload, "unavailable") == "true":
            return ()
        new = guild not in self._guilds
        self._guilds[guild] = word(payload, "owner_id")
        when = word(payload, "joined_at") or self._clock().date().isoformat()
        channel = Channel(NAME, guild, guild)
        return (self._changed(channel, Change.JOINED, word(payload, "name"), f"joined/{when}", bot),) if new else ()

    def _leave(self, guild: str, bot: str) -> Iterable[Inbound]:
        channel = Channel(NAME, guild, guild)
        left = self._changed(channel, Change.LEFT, self._name_of(channel), f"left/{self._clock().isoformat()}", bot)
        self._guilds.pop(guild, None)
        return (left,)

    def _changed(self, channel: Channel, change: Change, name: str, once: str, bot: str) -> Inbound:
        who = Person(NAME, channel.workspace, self._guilds.get(channel.workspace) or bot or "0")
        return Inbound(f"{channel.workspace}/{channel.id}/{once}", who, channel, PlaceChanged(change, name))
