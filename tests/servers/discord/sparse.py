"""A Discord that says as little as it can: optional fields, events, headers and whole routes are missing, by a seed.

What is left is what a bot cannot do without: who, where, what was said or pressed, and the key to answer.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from random import Random

from aiohttp import web

from tests.servers.discord.gateway import Gateway
from tests.servers.discord.rest import Rest
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Json
from tests.servers.thinning import thin

KEPT = frozenset(
    {
        "op", "t", "s", "d", "heartbeat_interval", "id", "type", "token", "data", "name", "options", "value", "values",
        "custom_id", "components", "component", "focused", "target_id", "resolved", "messages", "channel_id",
        "guild_id", "user", "member", "author", "bot", "content", "message", "code", "retry_after", "shards", "url",
    }
)  # fmt: skip
DROPPABLE = (
    r"GET /oauth2/applications/@me", r"(GET|PUT) /applications/\d+/commands", r"GET /guilds/\d+/(members|roles).*",
    r"POST /channels/\d+/typing", r"GET /channels/\d+", r"GET /guilds/\d+", r"GET /gateway/bot",
    r"DELETE /webhooks/.*", r"GET /webhooks/.*",
)  # fmt: skip
TYPES = ("application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "text/plain")


@dataclass
class SparseRest(Rest):
    """REST that lacks routes and fields, limits nothing and calls its answers what it likes."""

    chance: Random = field(default_factory=Random)
    rate: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        self.missing = [re.compile(each) for each in DROPPABLE if self.chance.random() < 0.3]
        self._type = self.chance.choice(TYPES)
        self._silent = self.chance.random() < 0.3

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = f"{request.method} {request.path.partition('/v10')[2]}"
        if any(each.fullmatch(asked) for each in self.missing):
            return web.Response(status=404, text='{"message": "404: Not Found", "code": 0}', content_type="text/plain")
        return await super().serve(request)

    def _answer(
        self, status: int, body: Json | list[Json] | None, headers: dict[str, str] | None = None
    ) -> web.Response:
        if body is None or (self._silent and status == 200 and isinstance(body, dict) and "embeds" in body):
            return web.Response(status=204)
        said = json.dumps(thin(body, self.chance, KEPT, self.rate))
        return web.Response(status=status, body=said.encode(), headers={"Content-Type": self._type})


class SparseGateway(Gateway):
    """A gateway that speaks plain text alone, and leaves out what it can."""

    chance: Random
    rate: float = 0.5
    resumes_silently = False

    async def _send_text(self, socket: web.WebSocketResponse, text: str) -> None:
        said = json.loads(text)
        if said.get("t") == "GUILD_CREATE" and self.chance.random() < 0.3:
            return
        if said.get("t") == "RESUMED":
            if self.resumes_silently:
                return
            said["d"] = None
        await socket.send_str(json.dumps(thin(said, self.chance, KEPT, self.rate)))


class SparseDiscord(DiscordServer):
    """The same for the same seed; ``rate`` is how much of what may be missing is."""

    def __init__(self, seed: int, rate: float = 0.5) -> None:
        super().__init__()
        chance = Random(seed)
        if chance.random() < 0.5:
            self._next = 10_000
            self.world.snowflake = self._number  # type: ignore[method-assign]
        self.gateway.__class__ = SparseGateway
        assert isinstance(self.gateway, SparseGateway)
        self.gateway.chance, self.gateway.rate = chance, rate
        self.rest = SparseRest(self.clock, self.token, self.rest.routes, chance=chance, rate=rate)

    def forget_to_resume(self) -> None:
        """Take sessions up again without a word about it."""
        assert isinstance(self.gateway, SparseGateway)
        self.gateway.resumes_silently = True

    def know(self, commands: list[Json]) -> None:
        """Have commands that nobody registered over the API."""
        self.registry.commands[""] = [self.registry._made(each, "") for each in commands]

    def _number(self) -> str:
        """An id that is a number, but no time."""
        self._next += 1
        return str(self._next)
