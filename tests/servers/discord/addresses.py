"""Where discord.py looks for Discord."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def kept_addresses() -> Iterator[None]:
    """discord.py keeps Discord's addresses in classes; what the block sets there is taken back."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
