"""Messages that are meant for the bot, as questions: mentions of it, replies that ping it, direct messages. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from adapters.discord.handles import MessageHandle, write_handle
from adapters.discord.payloads import Payload, number, take, take_all, word
from adapters.inbound import Channel, Inbound, Person, Question

NAME = "discord"
DIRECT = "@me"
"""Discord's own word for where direct messages lie, used as their workspace."""

Naming = Callable[[str, str], str]
"""Tells the name of the channel ("#") or role ("&") with an id, "" where it is not known."""

_SAID = (0, 19)  # a plain message and a reply; the others are Discord's own notices
_MARK = re.compile(
    r"<(?:@!?(?P<person>\d+)|@&(?P<role>\d+)|\#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+"
    r"|/(?P<command>[^:>]+):\d+|t:(?P<moment>-?\d+)(?::[a-zA-Z])?)>"
)


def nothing_known(_kind: str, _id: str) -> str:
    """Name no channel and no role."""
    return ""


def read_message(payload: Payload, bot: str, name_of: Naming = nothing_known) -> Inbound | None:
    """Read a message as a question; None where it is not meant for the bot, whose id is ``bot``."""
    author = take(payload, "author")
    direct = not word(payload, "guild_id")
    if not (word(payload, "id") and word(payload, "channel_id") and word(author, "id")):
        return None
    if word(author, "bot") == "true" or word(author, "id") == bot or word(payload, "webhook_id"):
        return None
    if number(payload, "type") not in _SAID or not (direct or mentions(payload, bot)):
        return None
    guild = word(payload, "guild_id") or DIRECT
    said = readable(word(payload, "content"), payload, bot, name_of)
    return Inbound(
        word(payload, "id"),
        person_of(author, take(payload, "member"), guild),
        Channel(NAME, guild, word(payload, "channel_id")),
        Question(said),
        direct=direct,
        handle=write_handle(MessageHandle(word(payload, "id"))),
    )


def mentions(payload: Payload, person: str) -> bool:
    """Whether a message calls somebody by name; a reply that pings its author does, "@everyone" does not."""
    if any(word(each, "id") == person for each in take_all(payload, "mentions")):
        return True
    return any(found["person"] == person for found in _MARK.finditer(word(payload, "content")))


def person_of(user: Payload, member: Payload, guild: str) -> Person:
    """Give the person as the guild calls them."""
    name = word(member, "nick") or word(user, "global_name") or word(user, "username")
    return Person(NAME, guild, word(user, "id"), name)


def readable(content: str, payload: Payload, bot: str = "", name_of: Naming = nothing_known) -> str:
    """Give what was said without the bot's own name, and with names in place of Discord's marks."""
    people = {
        word(user, "id"): person_of(user, take(user, "member"), DIRECT).name for user in take_all(payload, "mentions")
    }

    def name(found: re.Match[str]) -> str:
        if found["person"]:
            return f"@{people.get(found['person']) or 'somebody'}"
        if found["role"]:
            return f"@{name_of('&', found['role']) or 'role'}"
        if found["channel"]:
            return f"#{name_of('#', found['channel']) or 'channel'}"
        if found["moment"]:
            return _moment(int(found["moment"]))
        return f":{found['emoji']}:" if found["emoji"] else f"/{found['command']}"

    if bot:
        content = re.sub(rf"<@!?{bot}>(?:\s*[,:](?=\s))?", " ", content)
    lines = (" ".join(line.split()) for line in _MARK.sub(name, content).splitlines())
    return "\n".join(lines).strip()


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%-d %B %Y %H:%M} UTC"
    except (OverflowError, OSError, ValueError):
        return ""
