"""Discords that others wrote: what several of them lack or do otherwise, each by itself.

Seen in servers for people's own clients, and in doubles that keep what they were written for.
"""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field, replace
from typing import cast

from aiohttp import web

from tests.servers.discord.gateway import Gateway
from tests.servers.discord.rest import Answer, Call, Rest, Route, invalid_form
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Json


class Lack(enum.Flag):
    """What a Discord lacks."""

    NONE = 0
    BULK = enum.auto()
    """Commands are registered one by one."""
    LANGUAGES = enum.auto()
    """Commands have one language, and no contexts; one of them is not taken at all."""
    CARDS = enum.auto()
    """It stumbles over embeds."""
    BUTTONS = enum.auto()
    """It takes buttons, and forgets them, and any nonce."""
    ORDER = enum.auto()
    """History begins with the oldest."""
    GUILDS = enum.auto()
    """Messages do not tell their guild."""
    OWNERS = enum.auto()
    """Guilds have their name and owner one step deeper, and tell little of channels and nothing of members."""
    RESUMING = enum.auto()
    """Whoever asks to resume is sent away."""


@dataclass
class LeanRest(Rest):
    """REST without ``lacks``."""

    lacks: Lack = field(default=Lack.NONE)

    def _do(self, route: Route, call: Call) -> Answer:
        command = call.path.endswith("/commands")
        body = dict(call.payload) if isinstance(call.payload, dict) else {}
        if Lack.BULK in self.lacks and command and call.method == "PUT":
            return 405, {"message": "405: Method Not Allowed", "code": 0}
        if Lack.LANGUAGES in self.lacks and command and ("contexts" in body or "localizations" in str(body)):
            return 400, invalid_form(description_localizations="is not known").body
        if Lack.LANGUAGES in self.lacks and command and body.get("name") == "Ask about this":
            return 400, invalid_form(description="is required").body
        if Lack.CARDS in self.lacks and body.get("embeds"):
            return 500, {"message": "500: Internal Server Error", "code": 0}
        if Lack.OWNERS in self.lacks and "/members/" in call.path:
            return 501, {}
        if Lack.BUTTONS in self.lacks and body:
            kept = {name: value for name, value in body.items() if "nonce" not in name and name != "components"}
            call = replace(call, payload=kept)
        status, answer = super()._do(route, call)
        if Lack.ORDER in self.lacks and isinstance(answer, list) and call.path.endswith("/messages"):
            answer = answer[::-1]
        return status, answer


class LeanGateway(Gateway):
    """A gateway without ``lacks``; ``leads_to`` is where it asks to resume."""

    lacks: Lack

    async def _send_text(self, socket: web.WebSocketResponse, text: str) -> None:
        said = json.loads(text)
        if Lack.GUILDS in self.lacks and said.get("t") == "MESSAGE_CREATE":
            said["d"].pop("guild_id", None)
        if Lack.OWNERS in self.lacks and said.get("t") == "GUILD_CREATE":
            said["d"]["properties"] = {name: said["d"].pop(name) for name in ("name", "owner_id")}
            said["d"]["members"].append({"roles": []})
            said["d"]["channels"] = [{name: each[name] for name in ("id", "name")} for each in said["d"]["channels"]]
        if Lack.RESUMING in self.lacks and said.get("t") == "RESUMED":
            await socket.close(code=4000)
            return
        await super()._send_text(socket, json.dumps(said))


class LeanDiscord(DiscordServer):
    """Discord, but for what ``lack`` takes away."""

    def __init__(self) -> None:
        super().__init__()
        self.gateway.__class__ = LeanGateway
        self.rest = LeanRest(self.clock, self.token, self.rest.routes)
        self.lack(Lack.NONE)

    def lack(self, lacks: Lack) -> None:
        """Do without these from now on."""
        cast(LeanGateway, self.gateway).lacks = cast(LeanRest, self.rest).lacks = lacks

    def lead_astray(self) -> None:
        """Ask to resume where nothing answers."""
        self.gateway.url = lambda: self.gateway_url.replace("ws://", "wss://")


def commands_of(discord: DiscordServer) -> list[Json]:
    """The commands that the bot registered."""
    return [each for commands in discord.registry.commands.values() for each in commands]
