"""The platform under test, run against a Slack on this machine, with a listener that keeps what it heard."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.inbound import Inbound
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from tests.adapters.slack.payloads import COMMANDS
from tests.servers.slack.town import Town

Serve = Callable[[SlackPlatform, Inbound], Awaitable[object]]


class Desk:
    """Hears everything, and does about it what ``serve`` says; each once, as the bot's ledger sees to it."""

    def __init__(self, platform: SlackPlatform) -> None:
        self.platform = platform
        self.heard: list[Inbound] = []
        self.serve: Serve | None = None
        self._kept: set[str] = set()

    async def take(self, inbound: Inbound) -> None:
        self.heard.append(inbound)
        if inbound.id in self._kept:
            return
        self._kept.add(inbound.id)
        if self.serve:
            await self.serve(self.platform, inbound)


def settings_for(town: Town, mode: str, data: Path, **changed: Any) -> SlackSettings:
    app = town.slack.app
    ways: dict[str, Any] = {"app_token": app.app_token} if mode == "socket" else {"signing_secret": app.signing_secret}
    known: dict[str, Any] = {"bot_token": town.bot.token, "api_url": town.slack.api_url, "data": data}
    return SlackSettings(**(known | ways | {"port": free_port()} | changed))


def make(town: Town, settings: SlackSettings) -> SlackPlatform:
    return SlackPlatform(settings, clock=lambda: datetime.fromtimestamp(town.slack.world.clock(), UTC))


@contextlib.asynccontextmanager
async def running(town: Town, settings: SlackSettings, serve: Serve | None = None) -> AsyncIterator[Desk]:
    """The platform, connected; over HTTP Slack was told its address."""
    platform = make(town, settings)
    desk = Desk(platform)
    desk.serve = serve
    await platform.publish(COMMANDS)
    task = asyncio.create_task(platform.listen(desk.take))
    try:
        if settings.app_token:
            await asyncio.wait_for(town.slack.sockets.until_connected(), 5)
        else:
            await until_open(settings.port)
        if settings.signing_secret and not settings.app_token:
            await town.slack.use_http(f"http://127.0.0.1:{settings.port}/slack/events")
        yield desk
    finally:
        await platform.close()
        await asyncio.wait_for(task, 10)


async def until_open(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"nothing listens on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
