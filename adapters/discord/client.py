"""Discord as a platform, on discord.py and with no privileged intent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adapters.discord.settings import DiscordSettings


class DiscordPlatform:
    """A bot on Discord; ``clock`` gives the time (aware, UTC)."""

    def __init__(self, settings: DiscordSettings, *, clock: Callable[[], datetime]) -> None:
        self.name = "discord"
        self._settings = settings
        self._clock = clock
