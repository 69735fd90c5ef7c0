"""What Discord's answers and events may leave out and discord.py cannot do without: put in, so that nothing fails.

Discord's documentation calls some of it optional, and a server other than Discord's own knows less of it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias
from urllib.parse import urlsplit

import aiohttp
import discord
import discord.http
import discord.shard
from discord.gateway import DiscordWebSocket

from adapters.discord.payloads import take, take_all, word

log = logging.getLogger(__name__)

Json: TypeAlias = dict[str, Any]

_USUAL: Mapping[str, Json] = {
    "channels": {"type": 0, "name": "", "position": 0, "bitrate": 64_000, "user_limit": 0},
    "roles": {"name": ""},
    "members": {"roles": [], "joined_at": None, "flags": 0},
}


def complete_user(user: object) -> Json:
    """Give a user with a name and a picture."""
    known = dict(take({"it": user}, "it"))
    return {"id": "0", "username": "newsbrief", "discriminator": "0", "avatar": None} | known


def complete_application(application: object, user: int) -> Json:
    """Give an application with all that has no default; a bot's own is usually called what its user is."""
    known = dict(take({"it": application}, "it"))
    usual = {"id": str(user), "name": "", "description": "", "icon": None, "verify_key": ""}
    asked = {"bot_public": False, "bot_require_code_grant": False}
    return usual | asked | known | {"owner": complete_user(known.get("owner"))}


def complete_guild(guild: object) -> Json:
    """Give a guild with its name and owner in their place, which for people's own clients lie one step deeper.

    What is in it gets what discord.py insists on; who is not named is left out.
    """
    told = {**take(guild, "properties"), **take({"it": guild}, "it")}
    for name, usual in _USUAL.items():
        if name in told:
            told[name] = [
                usual | dict(each) for each in take_all(told, name) if name != "members" or take(each, "user")
            ]
    return told


def complete_event(event: Json, gateway: str, *, elsewhere: bool) -> Json:
    """Give an event that begins or resumes a session with all that is read of it.

    ``elsewhere`` says that the gateway was set by the operator: then no other host is led to.
    """
    told = dict(take(event, "d"))
    if event.get("t") != "READY":
        return event | {"d": told}
    resume = word(told, "resume_gateway_url")
    if not resume.startswith(("ws://", "wss://")) or (
        elsewhere and urlsplit(resume).hostname != urlsplit(gateway).hostname
    ):
        resume = gateway
    application = dict(take(told, "application"))
    told |= {
        "session_id": word(told, "session_id") or None,
        "resume_gateway_url": resume,
        "user": complete_user(told.get("user")),
        "guilds": [complete_guild(each) for each in take_all(told, "guilds") if word(each, "id").isdecimal()],
        "application": {"id": None, "flags": 0} | application,
    }
    return {"s": None} | event | {"d": told}


class Socket(DiscordWebSocket):
    """discord.py's connection to the gateway, which a frame that cannot be read does not end."""

    elsewhere: ClassVar[bool] = False

    async def received_message(self, msg: Any, /) -> None:
        """Take one frame, or a part of one."""
        text = self._decompressor.decompress(msg) if isinstance(msg, bytes) else msg
        if text is None:
            return
        try:
            if '"READY"' in text or '"RESUMED"' in text:
                event = json.loads(text)
                if event.get("t") in ("READY", "RESUMED"):
                    text = json.dumps(complete_event(event, str(self.gateway), elsewhere=self.elsewhere))
            await super().received_message(text)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            log.warning("Discord sent a frame that cannot be read (%s: %s)", type(error).__name__, error)


async def read_answer(response: aiohttp.ClientResponse) -> Any:
    """Read an answer as JSON where it is some, whatever its content type; discord.py wants one to the letter."""
    text = await response.text(encoding="utf-8")
    try:
        return json.loads(text)
    except ValueError:
        return text


def install(*, elsewhere: bool) -> None:
    """Let discord.py use these; it has no public way to be told."""
    Socket.elsewhere = elsewhere
    discord.shard.DiscordWebSocket = Socket  # type: ignore[misc]
    discord.http.json_or_text = read_answer
