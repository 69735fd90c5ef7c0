"""What Discord keeps: people, guilds, roles, channels, threads and messages; in memory, and no more than so many."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

from tests.servers.discord.permissions import MEMBERS, May, in_channel

Json: TypeAlias = dict[str, Any]
Clock: TypeAlias = Callable[[], float]

EPOCH = 1_420_070_400_000  # the first second of 2015, in milliseconds
MOST_MESSAGES = 5_000  # that a channel keeps


class Kind(IntEnum):
    """The types of channels."""

    TEXT = 0
    DM = 1
    GROUP = 3
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class Flag(IntFlag):
    """The flags of a message."""

    NONE = 0
    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(eq=False)
class User:
    """An account."""

    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"


@dataclass(eq=False)
class Role:
    """A role of a guild; @everyone has the guild's id."""

    id: str
    name: str
    permissions: May
    mentionable: bool = False
    managed: bool = False


@dataclass(eq=False)
class Overwrite:
    """What a channel grants or takes away from a role or a member."""

    id: str
    member: bool
    allow: May = May.NOTHING
    deny: May = May.NOTHING


@dataclass(eq=False)
class Member:
    """Somebody in a guild."""

    user: User
    roles: set[str] = field(default_factory=set)
    nick: str | None = None


@dataclass(eq=False)
class Message:
    """One message; ``private_to`` is the only reader of an ephemeral one."""

    id: str
    channel: Channel
    author: User
    at: float
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: Flag = Flag.NONE
    kind: int = 0
    nonce: str | int | None = None
    mentions: list[User] = field(default_factory=list)
    mentioned_roles: list[str] = field(default_factory=list)
    mentions_everyone: bool = False
    reference: Message | None = None
    invoked: Json | None = None  # which interaction made it
    edited: float | None = None
    private_to: User | None = None
    thread: Channel | None = None

    @property
    def loading(self) -> bool:
        return bool(self.flags & Flag.LOADING)


@dataclass(eq=False)
class Channel:
    """A place to write in; a thread has a ``parent``, direct messages have ``recipients``."""

    id: str
    kind: Kind
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    owner: str = ""
    archived: bool = False
    locked: bool = False
    flags: int = 0
    tags: list[Json] = field(default_factory=list)
    applied_tags: list[str] = field(default_factory=list)
    made: float = 0.0

    @property
    def is_thread(self) -> bool:
        return self.kind in (Kind.THREAD, Kind.ANNOUNCEMENT_THREAD, Kind.PRIVATE_THREAD)

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def keep(self, message: Message) -> None:
        self.messages[message.id] = message
        while len(self.messages) > MOST_MESSAGES:
            del self.messages[next(iter(self.messages))]


@dataclass(eq=False)
class Guild:
    """A server, as Discord's users call it."""

    id: str
    name: str
    owner: User
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)  # threads too
    locale: str = "en-US"


@dataclass
class World:
    """Everything together; ``tell`` hears of each event (name, payload for a session, guild)."""

    clock: Clock
    users: dict[str, User] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # channels that were
    _count: Iterator[int] = field(default_factory=itertools.count)

    def snowflake(self) -> str:
        """An id that is later than all before it."""
        number = next(self._count)
        return str(((int(self.clock() * 1000) - EPOCH) << 22) | (number & 0x3FFFFF))

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.snowflake(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User) -> Guild:
        guild = Guild(self.snowflake(), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", MEMBERS)
        guild.members[owner.id] = Member(owner)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str, kind: Kind) -> Channel:
        channel = Channel(self.snowflake(), kind, name, guild, made=self.clock())
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str, owner: User, *, id: str = "", private: bool = False) -> Channel:  # noqa: A002
        kind = Kind.ANNOUNCEMENT_THREAD if parent.kind is Kind.ANNOUNCEMENT else Kind.THREAD
        kind = Kind.PRIVATE_THREAD if private else kind
        thread = Channel(id or self.snowflake(), kind, name, parent.guild, parent, owner=owner.id, made=self.clock())
        assert parent.guild
        parent.guild.channels[thread.id] = self.channels[thread.id] = thread
        return thread

    def direct(self, one: User, other: User) -> Channel:
        """The channel of direct messages between two, made where there is none."""
        for channel in self.channels.values():
            if channel.kind is Kind.DM and {each.id for each in channel.recipients} == {one.id, other.id}:
                return channel
        channel = Channel(self.snowflake(), Kind.DM, recipients=[one, other], made=self.clock())
        self.channels[channel.id] = channel
        return channel

    def remove_channel(self, channel: Channel) -> list[Channel]:
        """Take a channel out, and its threads with it."""
        removed = [each for each in self.channels.values() if each is channel or each.parent is channel]
        for each in removed:
            del self.channels[each.id]
            self.gone.add(each.id)
            if each.guild:
                each.guild.channels.pop(each.id, None)
        return removed

    def shares_guild(self, one: User, other: User) -> bool:
        return any(one.id in guild.members and other.id in guild.members for guild in self.guilds.values())

    def may(self, user: User, channel: Channel, what: May) -> bool:
        """Whether somebody may all of this in a channel."""
        return in_channel(channel, user) & what == what

    def write(self, channel: Channel, author: User, **fields: Any) -> Message:
        """Keep a new message."""
        message = Message(self.snowflake(), channel, author, self.clock(), **fields)
        channel.keep(message)
        return message


def stamp(at: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat()
