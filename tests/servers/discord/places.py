"""The routes around the channels: who the bot is, its guilds and their members, direct messages, the gateway's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.discord.gateway import Gateway
from tests.servers.discord.payloads import channel_json, guild_json, member_json, role_json, user_json
from tests.servers.discord.permissions import in_guild
from tests.servers.discord.rest import (
    UNKNOWN_GUILD,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    Answer,
    Call,
    Route,
)
from tests.servers.discord.world import Guild, Json, User, World


@dataclass
class Places:
    """What the bot asks about itself and about where it is."""

    world: World
    bot: User
    owner: User
    gateway: Gateway
    leave: Callable[[Guild], None]
    shards: int = 1
    identifies_left: int = 1_000
    asked_gateway: int = field(default=0)

    def routes(self) -> list[Route]:
        guild = "/guilds/{guild_id}"
        return [
            Route("GET", "/gateway", self.address, open=True),
            Route("GET", "/gateway/bot", self.address),
            Route("GET", "/users/@me", self.myself),
            Route("GET", "/oauth2/applications/@me", self.application),
            Route("GET", "/applications/@me", self.application),
            Route("GET", "/users/@me/guilds", self.guilds),
            Route("DELETE", "/users/@me/guilds/{guild_id}", self.left),
            Route("POST", "/users/@me/channels", self.direct),
            Route("GET", "/users/{user_id}", self.user),
            Route("GET", guild, self.guild),
            Route("GET", f"{guild}/channels", self.channels),
            Route("GET", f"{guild}/roles", self.roles),
            Route("GET", f"{guild}/threads/active", self.threads),
            Route("GET", f"{guild}/members/{{user_id}}", self.member),
        ]

    def _guild(self, call: Call) -> Guild:
        guild = self.world.guilds.get(call.parts["guild_id"])
        if guild is None or self.bot.id not in guild.members:
            raise UNKNOWN_GUILD
        return guild

    def address(self, call: Call) -> Answer:
        if call.path == "/gateway":
            return 200, {"url": self.gateway.url()}
        self.asked_gateway += 1
        limit = {"total": 1000, "remaining": self.identifies_left, "reset_after": 14_400_000, "max_concurrency": 16}
        return 200, {"url": self.gateway.url(), "shards": self.shards, "session_start_limit": limit}

    def myself(self, call: Call) -> Answer:
        return 200, user_json(self.bot) | {"verified": True, "mfa_enabled": True, "flags": 0, "email": None}

    def application(self, call: Call) -> Answer:
        return 200, {
            "id": self.bot.id,
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "bot": user_json(self.bot),
            "owner": user_json(self.owner),
            "team": None,
            "summary": "",
            "verify_key": "0" * 64,
            "flags": 0,
            "install_params": None,
            "integration_types_config": {"0": {}, "1": {}},
            "approximate_guild_count": len(self.world.guilds),
        }

    def guilds(self, call: Call) -> Answer:
        ours = [each for each in self.world.guilds.values() if self.bot.id in each.members]
        mine: list[Json] = [
            {"id": each.id, "name": each.name, "icon": None, "banner": None, "owner": False, "features": [],
             "permissions": str(int(in_guild(each, self.bot)))}
            for each in ours
        ]  # fmt: skip
        return 200, mine

    def left(self, call: Call) -> Answer:
        self.leave(self._guild(call))
        return 204, None

    def direct(self, call: Call) -> Answer:
        other = self.world.users.get(str(call.body.get("recipient_id")))
        if other is None:
            raise UNKNOWN_USER
        return 200, channel_json(self.world.direct(self.bot, other))

    def user(self, call: Call) -> Answer:
        user = self.world.users.get(call.parts["user_id"])
        if user is None:
            raise UNKNOWN_USER
        return 200, user_json(user)

    def guild(self, call: Call) -> Answer:
        guild = self._guild(call)
        counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
        return 200, guild_json(guild) | (counts if "with_counts" in call.query else {})

    def channels(self, call: Call) -> Answer:
        return 200, [channel_json(each) for each in self._guild(call).channels.values() if not each.is_thread]

    def threads(self, call: Call) -> Answer:
        active = [each for each in self._guild(call).channels.values() if each.is_thread and not each.archived]
        shown: Json = {"threads": [channel_json(each) for each in active], "members": []}
        return 200, shown

    def roles(self, call: Call) -> Answer:
        return 200, [role_json(role, place) for place, role in enumerate(self._guild(call).roles.values())]

    def member(self, call: Call) -> Answer:
        member = self._guild(call).members.get(call.parts["user_id"])
        if member is None:
            raise UNKNOWN_MEMBER
        return 200, member_json(member)
