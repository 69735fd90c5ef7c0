"""The connection on which Discord tells what happens: discord.py's client, with no privileged intent.

Identifying, heartbeats, resuming and the shards' own reconnects are discord.py's. Ours are what it is told to leave
out (message cache, member cache, views) and that nothing Discord sends can end the client.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeAlias, TypedDict

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.completing import complete_application, complete_guild, complete_user, install
from adapters.discord.payloads import Payload, take
from adapters.discord.returning import Return
from adapters.discord.settings import DiscordSettings, read_shards
from adapters.discord.wire import end_early

log = logging.getLogger(__name__)

logging.getLogger("discord").setLevel(logging.INFO)  # below, it writes down the keys of interactions
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a bot that only writes needs neither

Hear: TypeAlias = Callable[[str, Payload], None]

READ_BY_US = frozenset({"INTERACTION_CREATE", "MESSAGE_CREATE"})
"""Whole payloads that only we read: discord.py would look for views, and keep messages."""
HEARD = READ_BY_US | {
    "READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "GUILD_UPDATE", "CHANNEL_DELETE", "CHANNEL_UPDATE",
    "THREAD_DELETE", "THREAD_UPDATE",
}  # fmt: skip
UNUSED = frozenset({"MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"})


class _Shards(TypedDict, total=False):
    shard_count: int
    shard_ids: list[int]


class Gateway(discord.AutoShardedClient):
    """discord.py's client; ``hear`` gets events by name before discord.py reads them.

    ``up`` are the shards that are connected, of which ``changed`` tells. ``between`` are the seconds from one shard's
    IDENTIFY to the next.
    """

    def __init__(self, settings: DiscordSettings, hear: Hear, changed: Callable[[], None], *, between: float) -> None:
        self.up: set[int] = set()
        self._returns: dict[int, Return] = {}
        self._hear = hear
        self._changed = changed
        self._between = between
        self._gateway_url = settings.gateway_url
        shards = read_shards(settings.shards)
        if settings.api_url:
            Route.BASE = settings.api_url.rstrip("/")
        install(elsewhere=bool(settings.api_url or settings.gateway_url))
        if settings.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = type(DiscordWebSocket.DEFAULT_GATEWAY)(settings.gateway_url)
        ours: _Shards = {"shard_count": shards.count, "shard_ids": list(shards.ids)} if shards else {}
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=end_early(),
            **ours,
        )
        log_in = self.http.static_login

        async def log_in_completely(token: str) -> Any:
            return complete_user(await log_in(token))

        self.http.static_login = log_in_completely  # type: ignore[method-assign]
        # There is no public way to keep a payload that discord.py cannot read from ending its client, nor to see
        # interactions as they came.
        parsers = self._connection.parsers
        for event in {*parsers, *HEARD}:
            parsers[event] = self._guard(event, parsers.get(event))

    def _guard(self, event: str, parse: Callable[[object], None] | None) -> Callable[[object], None]:
        readers: list[Callable[[object], None]] = []
        if event in HEARD:
            readers.append(lambda data: self._hear(event, take({"data": data}, "data")))
        if parse is not None and event not in READ_BY_US | UNUSED:
            readers.append(parse)

        def read(data: object) -> None:
            if event == "READY" and isinstance(data, dict):  # where nothing else is said, the first of ours
                data.setdefault("shard", [(self.shard_ids or [0])[0], self.shard_count or 1])
            if event == "GUILD_CREATE":
                data = complete_guild(data)
            for reader in readers:
                try:
                    reader(data)
                except Exception as error:
                    log.warning("Discord sent %s that cannot be read (%s: %s)", event, type(error).__name__, error)

        return read

    async def application_info(self) -> discord.AppInfo:
        """Tell about the application, as far as that can be told: only its id is needed."""
        try:
            told: object = await self.http.application_info()
        except (discord.HTTPException, aiohttp.ClientError) as error:
            log.warning("Discord does not tell about the bot's application: %s", error)
            told = {}
        return discord.AppInfo(self._connection, complete_application(told, self.user.id if self.user else 0))  # type: ignore[arg-type]

    async def launch_shards(self) -> None:
        """Connect the shards: at the address that was set, rather than at the one that Discord recommends."""
        count: int | None = self.shard_count  # discord.py says that it is never None
        if count is None and self._gateway_url:
            self.shard_count = await self._recommended()
        await super().launch_shards()

    async def launch_shard(self, gateway: Any, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, and see to it that it comes back, to where it was first connected if nowhere else."""
        DiscordWebSocket.DEFAULT_GATEWAY = gateway
        await super().launch_shard(gateway, shard_id, initial=initial)
        self._returns[shard_id] = Return(self.shards[shard_id]._parent, gateway, self.is_closed)

    async def close(self) -> None:
        """End the connection."""
        for each in self._returns.values():
            each.stop()
        await super().close()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as Discord asks between two shards."""
        if not initial:
            await asyncio.sleep(self._between)

    async def on_shard_connect(self, shard: int) -> None:
        """Count a shard that has identified."""
        self.up.add(shard)
        if shard in self._returns:
            self._returns[shard].arrive()
        self._changed()

    async def on_shard_resumed(self, shard: int) -> None:
        """Count a shard that is back."""
        await self.on_shard_connect(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Count a shard that is away; discord.py brings it back."""
        self.up.discard(shard)
        self._changed()

    async def _recommended(self) -> int:
        try:
            return (await self.http.get_bot_gateway())[0]
        except (discord.GatewayNotFound, KeyError, TypeError) as error:
            log.warning("Discord does not say how many shards there should be (%s): one it is", type(error).__name__)
            return 1
