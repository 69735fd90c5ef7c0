"""A server on our Discord where the platform listens, with a listener that answers as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from adapters.discord.client import DiscordPlatform
from adapters.discord.settings import DiscordSettings, Timing
from adapters.inbound import Channel, Inbound
from adapters.message import Button, say
from adapters.platform import CommandSpec, Parameter, Subcommand
from tests.servers.discord import DiscordServer
from tests.servers.discord.world import Channel as Room

LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)
COMMANDS = (
    CommandSpec("ask", "Ask", (Parameter("question", "Your question", required=True),)),
    CommandSpec(
        "brief",
        "Digests",
        subcommands=(
            Subcommand("now", "A digest now", (Parameter("topic", "About what", completes=True),)),
            Subcommand("schedule", "When to post"),
        ),
        default="now",
    ),
)
EVIDENCE = Button("Evidence", "evidence", "s1")

Answering = Callable[[DiscordPlatform, Inbound], Awaitable[object]]


class House:
    """``answering`` is what the listener does with everything that comes; ``heard`` is what came."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self.guild = discord.add_guild("Harbour")
        self.news = discord.add_channel(self.guild, "news")
        self.ana = discord.join(self.guild, "Ana")
        self.heard: list[Inbound] = []
        self.answering: Answering = answer
        self.crashed: set[asyncio.Task[None]] = set()
        self.platform = self.build()

    def build(self, **settings: str) -> DiscordPlatform:
        """Make a platform, as a new process would."""
        told = {"api_url": self.discord.api_url, "gateway_url": self.discord.gateway_url, **settings}
        return DiscordPlatform(
            DiscordSettings(self.discord.token, **told),
            clock=lambda: datetime.fromtimestamp(self.discord.clock(), UTC),
            timing=Timing(request=0.5, turn=0.5, patience=0.3, between=0.0, pause=0.02),
        )

    def at(self, room: Room) -> Channel:
        """Give the platform's own name of a room."""
        return Channel("discord", room.guild.id if room.guild else "@me", room.id)

    def read(self, room: Room) -> list[str]:
        """Give the first lines of what the bot posted there for all to see."""
        return [self.discord.text(post).splitlines()[0] for post in self.discord.visible_posts(room)]

    async def next(self, count: int = 1) -> Inbound:
        """Wait until so many things came; give the latest."""
        await self.discord.until(lambda: len(self.heard) >= count)
        return self.heard[-1]

    @asynccontextmanager
    async def serving(self, shards: int = 1) -> AsyncIterator[DiscordPlatform]:
        """Listen."""
        task = asyncio.create_task(self.platform.listen(self._hear))
        try:
            await self.platform.publish(COMMANDS)
            await self.discord.connected(shards)
            await self.discord.until(lambda: self.platform._connection.status.connected)
            yield self.platform
        finally:
            await self.platform.close()
            await asyncio.wait_for(task, 5)

    async def renew(self) -> None:
        """Close the platform, and go on with another that knows nothing of it."""
        await self.platform.close()
        self.platform = self.build()

    async def close(self) -> None:
        """Let nothing be left."""
        await self.platform.close()
        for task in self.crashed:
            task.cancel()
        await asyncio.gather(*self.crashed, return_exceptions=True)

    @asynccontextmanager
    async def restarted(self) -> AsyncIterator[DiscordPlatform]:
        """Serve as another process."""
        await self.renew()
        async with self.serving() as platform:
            yield platform

    async def _hear(self, inbound: Inbound) -> None:
        self.heard.append(inbound)
        await self.answering(self.platform, inbound)


async def answer(platform: DiscordPlatform, inbound: Inbound) -> None:
    """Answer in public, with a button."""
    await platform.defer(inbound, "Reading ...")
    await platform.reply(inbound, say("Kim and Xi.", actions=[EVIDENCE]), marker=marker_of(inbound))


async def be_still(_platform: DiscordPlatform, _inbound: Inbound) -> None:
    """Say nothing."""


def marker_of(inbound: Inbound, part: int = 1) -> str:
    """Mark a part of the answer as the bot would."""
    return f"{part}.{inbound.id[-20:]}"
