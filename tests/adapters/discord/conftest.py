"""A Discord, the platform connected to it, and people who use it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.adapters.discord.house import House
from tests.servers.discord import DiscordServer


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """Discord, which must not get any request that breaks its rules."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)  # the platform sets both for the process
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with DiscordServer() as server:
        yield server
    assert server.violations == []


@pytest.fixture
async def house(discord: DiscordServer) -> AsyncIterator[House]:
    """A server with a channel and a member, and the bot in it."""
    house = House(discord)
    async with house.serving():
        yield house
    await house.close()
