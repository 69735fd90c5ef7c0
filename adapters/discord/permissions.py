"""Who may what in a channel, told by the names that Discord itself shows for permissions."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TypeAlias

import discord

from adapters.discord.connection import Connection
from adapters.discord.mentions import DIRECT
from adapters.discord.payloads import Payload, number, take, word
from adapters.inbound import Channel, Person
from adapters.platform import Permissions, Reason, Rejected

log = logging.getLogger(__name__)

NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
FORUMS = (15, 16)  # channel types: a forum, and one for media
FORUM_NAMES = NAMES | {"send_messages": "Create Posts", "send_messages_in_threads": "Send Messages in Posts"}
HISTORY = "Read Message History"
_THREADS = (10, 11, 12)
_FRESH = 60.0  # seconds for which what an interaction told of a person holds
_KEPT = 2_000
_TIME = 10.0
_ErrorTypes = (discord.DiscordException, OSError, LookupError, TypeError, ValueError, AttributeError)

_Place: TypeAlias = tuple[discord.abc.GuildChannel, int]


class Permits:
    """Asks discord.py's memory of the guild, and Discord itself where that knows nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._told: OrderedDict[tuple[Channel, str], tuple[float, int]] = OrderedDict()

    def note(self, payload: Payload, channel: Channel, person: Person) -> None:
        """Remember what an interaction tells of its person's permissions there."""
        if word(take(payload, "member"), "permissions"):
            self._told[channel, person.id] = _now(), number(take(payload, "member"), "permissions")
            while len(self._told) > _KEPT:
                self._told.popitem(last=False)

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """Tell whether a person manages the server, and what the bot lacks in the channel.

        To manage is to own the server or to have Manage Server or Administrator. In direct messages nobody manages.
        """
        if channel.workspace == DIRECT:
            return Permissions(False)
        place = self._connection.place(channel)
        return Permissions(
            person is not None and await self._manages(channel, person),
            () if channel.id == channel.workspace else await self.missing(channel),
            place.name if place else "",
        )

    async def missing(self, channel: Channel, *, more: tuple[str, ...] = (), fresh: bool = False) -> tuple[str, ...]:
        """Give the names of the permissions that the bot lacks in a channel; nothing where that cannot be told.

        ``more`` are attributes of ``discord.Permissions`` that are needed beside the usual ones.
        """
        try:
            async with asyncio.timeout(_TIME):
                return await self._missing(channel, more, fresh)
        except (TimeoutError, *_ErrorTypes) as error:
            log.info("what the bot may do in %s cannot be told (%s)", channel, type(error).__name__)
            return ()

    def name(self, channel: Channel) -> str:
        """Call the channel as people there do: "#news"."""
        found = self._connection.place(channel)
        return f"#{found.name}" if found else "this channel"

    def place_to_speak(self, channel: Channel) -> Channel | None:
        """Give the channel; for a whole server the one for notices, or else the first in which the bot may write."""
        if channel.id != channel.workspace:
            return channel
        client = self._connection.client
        guild = client.get_guild(int(channel.id)) if client and channel.id.isdecimal() else None
        if guild is None:
            return None
        for each in filter(None, (guild.system_channel, *guild.text_channels)):
            # Where Discord told neither who the bot is there nor what everybody may, the post will tell.
            known = guild.me is not None and guild.default_role is not None
            granted = each.permissions_for(guild.me) if known else discord.Permissions.all()
            if granted.view_channel and granted.send_messages:
                return Channel(channel.platform, channel.workspace, str(each.id))
        return None

    async def explain(self, refusal: Rejected, channel: Channel, *, more: tuple[str, ...] = ()) -> Rejected:
        """Say of a forbidden post which permissions are missing, by name and channel."""
        if refusal.reason is not Reason.FORBIDDEN or channel.workspace == DIRECT:
            return refusal
        # What discord.py remembers may be older than the refusal.
        lacking = await self.missing(channel, more=more) or await self.missing(channel, more=more, fresh=True)
        name = self.name(channel)
        if not lacking:
            return Rejected(Reason.FORBIDDEN, f"I may not do that in {name} ({refusal.detail})")
        return Rejected(Reason.FORBIDDEN, f"I need {list_names(lacking)} in {name}")

    async def _missing(self, channel: Channel, more: tuple[str, ...], fresh: bool) -> tuple[str, ...]:
        guild = await self._guild(channel.workspace, fresh)
        try:
            place = await self._place(guild, channel.id, fresh)
        except discord.Forbidden:
            return (NAMES["view_channel"],)
        me = guild.me if not fresh and guild.me else await guild.fetch_member(int(self._connection.bot))
        granted = _granted(place[0], me)
        if not granted.view_channel:  # without it nothing else is granted, whatever is set
            return (NAMES["view_channel"],)
        names = FORUM_NAMES if place[1] in FORUMS else NAMES
        return tuple(names[each] for each in (*needed(place[1]), *more) if not getattr(granted, each))

    async def _manages(self, channel: Channel, person: Person) -> bool:
        told = self._told.get((channel, person.id))
        if told and _now() - told[0] < _FRESH:
            granted = discord.Permissions(told[1])
            return granted.administrator or granted.manage_guild
        try:
            async with asyncio.timeout(_TIME):
                guild = await self._guild(channel.workspace, fresh=False)
                if guild.owner_id == int(person.id):
                    return True
                member = await guild.fetch_member(int(person.id))
        except (TimeoutError, *_ErrorTypes) as error:
            log.info("what %s may do in %s cannot be told (%s)", person.id, channel, type(error).__name__)
            return False
        return member.guild_permissions.administrator or member.guild_permissions.manage_guild

    async def _guild(self, guild: str, fresh: bool) -> discord.Guild:
        client = await self._connection.login()
        known = None if fresh else client.get_guild(int(guild))
        return known or await client.fetch_guild(int(guild), with_counts=False)

    async def _place(self, guild: discord.Guild, channel: str, fresh: bool) -> _Place:
        """Give the channel that says what may be done, which for a thread is the one it lies in, and the type."""
        known = None if fresh else guild.get_channel_or_thread(int(channel))
        found = known or await guild.fetch_channel(int(channel))
        kind = found.type.value
        if isinstance(found, discord.Thread):
            found = (None if fresh else found.parent) or await guild.fetch_channel(found.parent_id)
        assert not isinstance(found, discord.Thread)
        return found, kind


def _granted(channel: discord.abc.GuildChannel, member: discord.Member) -> discord.Permissions:
    """Tell what is set, without what Discord takes away because something else is missing: that need not be mended."""
    if member.guild_permissions.administrator:
        return discord.Permissions.all()
    value = member.guild_permissions.value
    roles = [role for role in member.roles if not role.is_default()]
    for level in ([channel.guild.default_role], roles, [member]):
        pairs = [channel.overwrites_for(each).pair() for each in level]
        for _, deny in pairs:
            value &= ~deny.value
        for allow, _ in pairs:
            value |= allow.value
    return discord.Permissions(value)


def needed(kind: int) -> tuple[str, ...]:
    """Give what posting in a channel of this type needs."""
    writing: tuple[str, ...] = ("send_messages_in_threads",) if kind in _THREADS else ("send_messages",)
    if kind in FORUMS:
        writing = ("send_messages", "send_messages_in_threads")
    return ("view_channel", *writing, "embed_links", "read_message_history")


def list_names(names: tuple[str, ...]) -> str:
    """Put names into a sentence."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _now() -> float:
    return asyncio.get_running_loop().time()
