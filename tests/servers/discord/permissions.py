"""What people and bots may do in a channel: Discord's bits, and how roles and overwrites make them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.discord.world import Channel, Guild, User


class May(enum.IntFlag):
    """Discord's permission bits, as far as anybody here asks for them."""

    NOTHING = 0
    CREATE_INSTANT_INVITE = 1 << 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


EVERYTHING = May((1 << 53) - 1)
MEMBERS = (
    May.CREATE_INSTANT_INVITE | May.ADD_REACTIONS | May.VIEW_CHANNEL | May.SEND_MESSAGES | May.EMBED_LINKS
    | May.ATTACH_FILES | May.READ_MESSAGE_HISTORY | May.USE_APPLICATION_COMMANDS | May.CREATE_PUBLIC_THREADS
    | May.SEND_MESSAGES_IN_THREADS
)  # fmt: skip
"""What @everyone may in a new guild."""
DIRECT = MEMBERS & ~May.CREATE_PUBLIC_THREADS
"""What both may in direct messages."""


def in_guild(guild: Guild, user: User) -> May:
    """What somebody's roles allow anywhere in a guild; nothing for who is no member."""
    member = guild.members.get(user.id)
    if member is None:
        return May.NOTHING
    if guild.owner is user:
        return EVERYTHING
    allowed = guild.roles[guild.id].permissions
    for role in member.roles:
        allowed |= guild.roles[role].permissions
    return EVERYTHING if allowed & May.ADMINISTRATOR else allowed


def in_channel(channel: Channel, user: User) -> May:
    """What somebody may in a channel: roles, then the overwrites of @everyone, of roles, of the person."""
    if channel.guild is None:
        return DIRECT if user in channel.recipients else May.NOTHING
    guild = channel.guild
    allowed = in_guild(guild, user)
    if not allowed or allowed & May.ADMINISTRATOR:
        return allowed
    overwrites = (channel.parent or channel).overwrites  # a thread has its channel's
    everyone = overwrites.get(guild.id)
    if everyone:
        allowed = (allowed & ~everyone.deny) | everyone.allow
    ours = [overwrites[role] for role in guild.members[user.id].roles if role in overwrites]
    for each in ours:
        allowed &= ~each.deny
    for each in ours:
        allowed |= each.allow
    if user.id in overwrites:
        allowed = (allowed & ~overwrites[user.id].deny) | overwrites[user.id].allow
    if not allowed & May.VIEW_CHANNEL:
        return May.NOTHING  # who does not see a channel may nothing in it
    sending = May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
    if not allowed & sending:  # "implicit permissions"
        allowed &= ~(May.EMBED_LINKS | May.ATTACH_FILES | May.MENTION_EVERYONE)
    return allowed
