"""The whole bot on Discord: the engine with the sample articles, the ledger, the real platform."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC
from pathlib import Path

from adapters.discord.client import DiscordPlatform
from adapters.discord.settings import Timing
from bot.commands.table import COMMANDS
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.service import Service
from bot.wiring import Newsroom, utc_now
from briefings.models import Scope
from briefings.storage.database import Database
from tests.scenarios.discord.posting import AT_ONCE, PATIENCE, Address, platform_at


@asynccontextmanager
async def serving(
    server: Address, newsroom: Newsroom, folder: Path, *, shards: str = "", timing: Timing = AT_ONCE
) -> AsyncIterator[DiscordPlatform]:
    """The bot, connected, until it is closed."""
    platform = platform_at(server, shards=shards, timing=timing)
    with closing(Ledger(Database(folder / "newsbrief.db", MIGRATIONS), lambda: secrets.token_hex(8))) as ledger:
        service = Service(
            newsroom.briefings,
            ledger,
            [platform],
            lambda _channel: Scope("local"),
            clock=utc_now,
            elapsed=time.monotonic,
            chance=lambda: 0.5,
            zone=UTC,
        )
        await service.introduce(COMMANDS)
        running = asyncio.create_task(service.run())
        try:
            async with asyncio.timeout(PATIENCE):
                while not (await platform.status()).connected:
                    await asyncio.sleep(0.01)
            yield platform
        finally:
            await service.close()
            await asyncio.wait_for(running, PATIENCE)
