"""The ledger's courier over the real platform: what a scheduled post goes through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from adapters.discord.client import DiscordPlatform
from adapters.discord.settings import DiscordSettings, Timing
from adapters.inbound import Channel as Place
from adapters.message import say
from bot.delivery import Courier
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.outbox import State
from bot.wiring import utc_now
from briefings.storage.database import Database
from tests.servers.discord import Channel, DiscordServer
from tests.waiting import until

SETTLE = 1.6  # seconds after which an unanswered post cannot come any more, for tests that cannot wait for a minute
AT_ONCE = Timing(between=0.01, pause=0.01)


def place_of(channel: Channel) -> Place:
    """A channel as the bot names it."""
    return Place("discord", channel.guild.id if channel.guild else "@me", channel.id)


class Address(Protocol):
    """Where a Discord is."""

    @property
    def token(self) -> str: ...
    @property
    def api_url(self) -> str: ...
    @property
    def gateway_url(self) -> str: ...


def platform_at(server: Address, *, shards: str = "", nonce: float = 0.0, timing: Timing = AT_ONCE) -> DiscordPlatform:
    """The real platform, pointed at a Discord; ``nonce`` are the seconds that it relies on nonces alone."""
    settings = DiscordSettings(server.token, api_url=server.api_url, gateway_url=server.gateway_url, shards=shards)
    platform = DiscordPlatform(settings, clock=utc_now, timing=timing)
    platform.limits = replace(platform.limits, settle_time=SETTLE, nonce_time=nonce, posts_per_second=1000.0)
    return platform


@dataclass
class Bot:
    """A courier at work."""

    server: DiscordServer
    ledger: Ledger
    platform: DiscordPlatform
    courier: Courier

    def queue(self, channel: Channel, *texts: str, cause: str = "d/1") -> None:
        """Let a post of so many parts be owed."""
        parts = tuple(say(text) for text in texts)
        self.ledger.post([Post(cause, place_of(channel), parts)], utc_now())
        self.courier.wake()

    async def until(self, **counts: int) -> None:
        """Wait until the ledger counts so many posts in each state."""
        wanted = {State(name): count for name, count in counts.items()}
        await until(lambda: self.ledger.counts() == wanted)


@asynccontextmanager
async def posting(server: DiscordServer, folder: Path, *, nonce: float = 0.0) -> AsyncIterator[Bot]:
    """A bot that only delivers, over a ledger in a folder."""
    platform = platform_at(server, nonce=nonce, timing=replace(AT_ONCE, request=0.3))
    with (
        ThreadPoolExecutor(2) as workers,
        closing(Ledger(Database(folder / "newsbrief.db", MIGRATIONS), lambda: "lease")) as ledger,
    ):
        courier = Courier(
            ledger,
            platform,
            clock=utc_now,
            elapsed=time.monotonic,
            chance=lambda: 0.0,
            workers=workers,
        )
        running = asyncio.create_task(courier.run())
        try:
            yield Bot(server, ledger, platform, courier)
        finally:
            courier.stop()
            await running
            await platform.close()
