"""How a request's body becomes a message: what it may hold, whom it pings, and what a second nonce means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.servers.discord.permissions import May
from tests.servers.discord.rest import MISSING_ACCESS, MISSING_PERMISSIONS, RefusedError, invalid_form
from tests.servers.discord.world import Channel, Flag, Json, Message, User, World

SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2 | Flag.EPHEMERAL
EMPTY = RefusedError(400, 50006, "Cannot send an empty message")
TEXT_DISPLAY = 10
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


def fill(message: Message, body: Json, world: World, *, editing: bool = False) -> None:
    """Put what the body says into a message; raises what Discord would answer."""
    flags = Flag(body.get("flags") or 0) & SETTABLE
    if editing:
        if "flags" in body:
            if message.flags & Flag.COMPONENTS_V2 and not flags & Flag.COMPONENTS_V2:
                raise invalid_form(flags="MESSAGE_FLAGS_IS_COMPONENTS_V2 cannot be removed")
            kept = message.flags & ~(Flag.SUPPRESS_EMBEDS | Flag.LOADING)
            message.flags = kept | (flags & (Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2))
    else:
        message.flags |= flags
    new = message.flags & Flag.COMPONENTS_V2
    if new and (body.get("content") or body.get("embeds")):
        raise invalid_form(content="cannot be used with MESSAGE_FLAGS_IS_COMPONENTS_V2")
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = list(body["embeds"] or [])
    if "components" in body:
        message.components = numbered(list(body["components"] or []))
    if new:
        message.content, message.embeds = "", []
    if not (message.content or message.embeds or message.components or body.get("poll")):
        raise EMPTY
    _ping(message, body, world)


def numbered(components: list[Json]) -> list[Json]:
    """Give each component the id that Discord gives to those without."""
    for number, component in enumerate(walk(components), 1):
        component.setdefault("id", number)
    return components


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, and what it holds."""
    for component in components:
        yield component
        held = [*(component.get("components") or [])]
        held += [component[each] for each in ("accessory", "component") if isinstance(component.get(each), dict)]
        yield from walk(held)


def words_of(message: Message) -> str:
    """The words that can call somebody: embeds never do."""
    shown = [each.get("content", "") for each in walk(message.components) if each.get("type") == TEXT_DISPLAY]
    return "\n".join([message.content, *shown])


def _ping(message: Message, body: Json, world: World) -> None:
    """Find out whom the message calls, within what ``allowed_mentions`` allows."""
    allowed = body.get("allowed_mentions")
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    users = set((allowed or {}).get("users") or ())
    roles = set((allowed or {}).get("roles") or ())
    words = words_of(message)
    may_all = bool(message.channel.guild) and world.may(message.author, message.channel, May.MENTION_EVERYONE)
    called = [each for each in dict.fromkeys(_USER.findall(words)) if "users" in parse or each in users]
    message.mentions = [world.users[each] for each in called if each in world.users]
    known = message.channel.guild.roles if message.channel.guild else {}
    message.mentioned_roles = [
        each
        for each in dict.fromkeys(_ROLE.findall(words))
        if ("roles" in parse or each in roles) and each in known and (known[each].mentionable or may_all)
    ]
    message.mentions_everyone = bool(_EVERYONE.search(words)) and "everyone" in parse and may_all
    replied = message.reference
    if replied and (allowed is None or allowed.get("replied_user")) and replied.author not in message.mentions:
        message.mentions.append(replied.author)


def require_may_write(world: World, bot: User, channel: Channel, body: Json) -> None:
    """Raise what Discord answers to a bot that may not post this here."""
    if not world.may(bot, channel, May.VIEW_CHANNEL):
        raise MISSING_ACCESS
    needed = May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
    if body.get("embeds"):
        needed |= May.EMBED_LINKS
    if not world.may(bot, channel, needed):
        raise MISSING_PERMISSIONS
    if channel.archived and channel.locked:
        raise RefusedError(400, 160005, "Thread is locked")
