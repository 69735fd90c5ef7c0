"""The bot itself over one platform, put together for a test, and run until a block ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from adapters.platform import Platform
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.ledger.ledger import Ledger
from bot.service import Service
from bot.wiring import Newsroom, open_ledger, utc_now
from briefings.models import Scope
from briefings.ports import Clock
from tests.waiting import PATIENCE

AnyPlatform = TypeVar("AnyPlatform", bound=Platform)


def assemble(newsroom: Newsroom, ledger: Ledger, platform: Platform, *, clock: Clock) -> Service:
    """The bot, which takes every channel for one of the same newsroom."""
    return Service(
        newsroom.briefings,
        ledger,
        [platform],
        lambda _channel: Scope("local"),
        clock=clock,
        elapsed=time.monotonic,
        chance=lambda: 0.5,
        zone=UTC,
    )


@asynccontextmanager
async def at_work(service: Service) -> AsyncIterator[None]:
    """Let the bot work until the block ends; what broke it is raised then."""
    task = asyncio.create_task(service.run())
    try:
        yield
    finally:
        await service.close()
        await asyncio.wait_for(task, PATIENCE)


@asynccontextmanager
async def serving(platform: AnyPlatform, newsroom: Newsroom, folder: Path) -> AsyncIterator[AnyPlatform]:
    """The whole bot on a platform, with its ledger in a folder: connected, until the block ends."""
    with open_ledger(Settings(data=folder)) as ledger:
        service = assemble(newsroom, ledger, platform, clock=utc_now)
        await service.introduce(COMMANDS)
        async with at_work(service):
            await until_connected(platform)
            yield platform


async def until_connected(platform: Platform) -> None:
    """Wait until the platform can hear people."""
    async with asyncio.timeout(PATIENCE):
        while not (await platform.status()).connected:
            await asyncio.sleep(0.01)
