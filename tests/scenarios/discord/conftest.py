"""A Discord with one guild for each test; what the bot sent must keep to Discord's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.servers.discord import Channel, DiscordServer, Kind


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    """discord.py keeps Discord's addresses in classes; each test puts them back."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        server.add_guild("Harbour")
        yield server
    assert server.violations == []


@pytest.fixture
def news(discord: DiscordServer) -> Channel:
    (guild,) = discord.world.guilds.values()
    return discord.add_channel(guild, "news")


@pytest.fixture
def forum(discord: DiscordServer) -> Channel:
    (guild,) = discord.world.guilds.values()
    return discord.add_channel(guild, "daily", Kind.FORUM)
