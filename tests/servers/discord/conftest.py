"""A Discord for each test, which must have got no request that breaks Discord's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.servers.discord import DiscordServer


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
    assert server.violations == []
