"""A Discord with one guild for each test; what the bot sent must keep to Discord's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers.discord import Channel, DiscordServer, Kind
from tests.servers.discord.addresses import kept_addresses


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with kept_addresses():
        yield


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
