"""A Slack and a Discord of this machine, and the process of a bot that serves both, which is killed and begun again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.inbound import Channel as Place
from bot.config import Settings
from bot.ledger.ledger import Ledger
from bot.wiring import open_ledger
from tests.scenarios.chat.forked import Orders
from tests.scenarios.chat.weather import DiscordWeather, SlackWeather, Weather
from tests.servers.discord import Channel, DiscordServer, Guild
from tests.servers.slack import Conversation, SlackServer
from tests.servers.slack.town import Town, build
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds, for a machine under load


@dataclass
class Towns:
    """The same newsroom on both platforms, over one folder."""

    folder: Path
    town: Town
    discord: DiscordServer
    guild: Guild
    asking: set[asyncio.Task[object]] = field(default_factory=set)  # who waits before Discord

    @property
    def slack(self) -> SlackServer:
        return self.town.slack

    @property
    def requests(self) -> int:
        """How much the bot asked for so far, while that is not too much to be counted."""
        return len(self.slack.requests) + len(self.discord.rest.asked)

    def ledger(self) -> AbstractContextManager[Ledger]:
        """The bot's ledger, opened beside it."""
        return open_ledger(Settings(data=self.folder))

    def add_places(self, count: int) -> list[Place]:
        """Make channels, as many on each platform."""
        places = []
        for number in range(count):
            made = self.slack.world.add_channel(self.town.team, f"c{number}", [self.town.anna, self.town.bot.bot])
            places.append(Place("slack", self.town.team.id, made.id))
            places.append(Place("discord", self.guild.id, self.discord.add_channel(self.guild, f"c{number}").id))
        return places

    def worsen(self, weather: Weather, methods: str, routes: str) -> None:
        """Let requests go wrong from now on."""
        self.slack._script = SlackWeather(weather, methods)
        self.discord.rest.script = DiscordWeather(weather, routes)

    async def connected(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.slack.sockets.until_connected()
            await self.discord.connected()

    async def until(self, true: Callable[[], object], seconds: float = PATIENCE) -> None:
        await until(true, seconds)

    def slack_posts(self) -> list[tuple[Conversation, str, str]]:
        """What everybody sees of the bot's on Slack: where, the marker, the text."""
        return [
            (where, (post.metadata or {}).get("event_payload", {}).get("marker", ""), post.text)
            for where in self.slack.world.conversations.values()
            for post in self.slack.visible_posts(where)
        ]

    def discord_posts(self) -> list[tuple[Channel, str, str]]:
        """The same on Discord, threads too."""
        return [
            (channel, str(post.nonce or ""), self.discord.text(post))
            for channel in self.discord.world.channels.values()
            for post in self.discord.visible_posts(channel)
        ]


@asynccontextmanager
async def towns(folder: Path) -> AsyncIterator[Towns]:
    """Both platforms, until the block ends; what the bot sent must have kept to their rules."""
    async with SlackServer() as slack, DiscordServer() as discord:
        here = Towns(folder, build(slack), discord, discord.add_guild("Tamar Herald"))
        yield here
        await asyncio.gather(*here.asking, return_exceptions=True)
        assert slack.violations == []
        assert discord.violations == []


@dataclass
class Zygote:
    """The process that forks bots; at most one runs at a time."""

    process: Process
    errors: Path
    bot: int = 0
    kills: int = 0

    async def begin(self) -> None:
        """Start a bot over the files."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"\n")
        self.bot = int(await asyncio.wait_for(self.process.stdout.readline(), PATIENCE))

    async def kill(self) -> None:
        """End it at once."""
        await self.end(signal.SIGKILL)
        self.kills += 1

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to end, and wait until it has."""
        os.kill(self.bot, how)
        await until(lambda: not _is_running(self.bot), PATIENCE)
        self.bot = 0


@asynccontextmanager
async def process_of(towns: Towns) -> AsyncIterator[Process]:
    """`newsbrief run` itself; its errors are a pipe."""
    environment = {
        **os.environ,
        "NEWSBRIEF_DATA": str(towns.folder),
        "NEWSBRIEF_LOG_LEVEL": "error",
        "SLACK_BOT_TOKEN": towns.town.bot.token,
        "SLACK_APP_TOKEN": towns.slack.app.app_token,
        "SLACK_API_URL": towns.slack.api_url,
        "DISCORD_TOKEN": towns.discord.token,
        "DISCORD_API_URL": towns.discord.api_url,
        "DISCORD_GATEWAY_URL": towns.discord.gateway_url,
    }
    command = [sys.executable, "-m", "bot", "run"]
    process = await asyncio.create_subprocess_exec(*command, stderr=PIPE, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def zygote(towns: Towns, *, settle: float, nonce: float) -> AsyncIterator[Zygote]:
    """What forks bots for these towns."""
    orders = Orders(
        str(towns.folder),
        towns.town.bot.token,
        towns.slack.app.app_token,
        towns.slack.api_url,
        towns.discord.token,
        towns.discord.api_url,
        towns.discord.gateway_url,
        settle,
        nonce,
    )
    errors = towns.folder.with_name("errors.txt")
    command = [sys.executable, "-m", "tests.scenarios.chat.forked", str(orders)]
    with errors.open("wb") as told:
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=told, cwd=ROOT)
    assert process.stdout
    made = Zygote(process, errors)
    try:
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"ready\n", errors.read_text()
        yield made
    finally:
        if made.bot:
            await made.kill()
        process.kill()
        await process.wait()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
