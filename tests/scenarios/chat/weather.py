"""Weather on the way to Slack and to Discord: which requests go wrong, and how, by a seeded chance."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.servers.discord import faults as discord
from tests.servers.discord.faults import SEVEN_WAYS, Way
from tests.servers.slack import faults as slack
from tests.servers.slack.faults import LOSSES, Fault, Trouble

KINDS = ("before", "after", "limited", "500 after", "hang", "late")
POSTING = ("chat.postMessage", r"POST /channels/\d+/messages|POST /channels/\d+/messages/\d+/threads")
"""What digests are posted by: Slack's method, Discord's routes."""
ANSWERING = (
    "chat.postMessage|chat.update",
    r"POST /channels/\d+/messages|PATCH /webhooks/\d+/[^/]+/messages/@original|POST /interactions/\d+/[^/]+/callback",
)
"""What questions are answered by."""


@dataclass
class Weather:
    """How the way is: so many of a hundred requests go wrong; ``late`` is the longest that a late one takes, in seconds."""

    chance: random.Random
    late: float
    often: float = 0.4
    kinds: Sequence[str] = KINDS
    asked: int = 0
    befell: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        self.often = 0.0

    def next(self, request: str) -> str:
        """What befalls a request; "" where nothing does."""
        self.asked += 1
        if self.chance.random() >= self.often:
            return ""
        kind = self.chance.choice(self.kinds)
        self.befell[kind] += 1
        return kind

    def delay(self) -> float:
        return self.late * self.chance.uniform(0.5, 1.0)


class SlackWeather(slack.Script):
    """Slack's script, by chance."""

    def __init__(self, weather: Weather, methods: str) -> None:
        super().__init__()
        self._weather = weather
        self._methods = re.compile(methods)

    def take(self, method: str) -> Trouble | None:
        kind = self._weather.next(method) if self._methods.fullmatch(method) else ""
        if not kind:
            return super().take(method)
        if kind == "late":
            return Trouble(Fault.LATE, delay=self._weather.delay())
        loss = self._weather.chance.choice(LOSSES)
        fault = {"limited": Fault.LIMITED, "500 after": Fault.ERROR_500, "hang": Fault.HANG}.get(kind, loss)
        return Trouble(fault, after=kind != "before")


class DiscordWeather(discord.Script):
    """Discord's script, by chance."""

    def __init__(self, weather: Weather, routes: str) -> None:
        super().__init__()
        self._weather = weather
        self._routes = re.compile(routes)

    def take(self, method: str, path: str) -> discord.Fault | None:
        request = f"{method} {path}"
        kind = self._weather.next(request) if self._routes.fullmatch(request) else ""
        if not kind:
            return super().take(method, path)
        way = self._weather.chance.choice(SEVEN_WAYS)
        way = {"limited": Way.LIMITED, "500 after": Way.E500, "hang": Way.HANG}.get(kind, way)
        late = self._weather.delay() if kind == "late" else None
        return discord.Fault(request, way, counts=kind != "before", late=late)
