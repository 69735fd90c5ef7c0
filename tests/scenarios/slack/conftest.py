"""A workspace, a ledger and the bot's Slack side, all on one clock."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from adapters.platform import Channel
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from bot.commands.table import COMMANDS
from bot.delivery import Courier
from bot.ledger.ledger import Ledger
from bot.listening import Reception
from bot.wiring import Newsroom
from briefings.models import Scope
from tests.servers.slack import App, Conversation, SlackServer
from tests.servers.slack.town import Town, build

SETTLING = 1.2  # seconds after which what was not answered cannot arrive; Slack's real figure is a minute
PATIENCE = 20.0  # seconds, for a machine under load


@dataclass
class Watch:
    """The time of all of them: it begins in the past and goes on."""

    began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return datetime(2025, 8, 29, 9, 0, tzinfo=UTC) + timedelta(seconds=time.monotonic() - self.began)

    def seconds(self) -> float:
        return self.now().timestamp()


@dataclass
class House:
    """What a test needs to run the bot by hand."""

    town: Town
    watch: Watch
    ledger: Ledger
    platform: SlackPlatform
    workers: ThreadPoolExecutor

    @property
    def slack(self) -> SlackServer:
        return self.town.slack

    def place(self, where: Conversation) -> Channel:
        return Channel("slack", where.team.id, where.id)

    def courier(self, reached: Callable[[str], None] = lambda _point: None) -> Courier:
        """A process's courier, which remembers nothing of an earlier one's."""
        return Courier(
            self.ledger,
            self.platform,
            clock=self.watch.now,
            elapsed=time.monotonic,
            chance=lambda: 0.5,
            workers=self.workers,
            reached=reached,
        )

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[Courier]:
        """The ledger's courier at work."""
        courier = self.courier()
        running = asyncio.create_task(courier.run())
        try:
            yield courier
        finally:
            courier.stop()
            await running

    @asynccontextmanager
    async def listening(
        self, newsroom: Newsroom, ready: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncIterator[Reception]:
        """The bot hears and answers; over Socket Mode it is ``ready`` when it is connected."""
        await self.platform.publish(COMMANDS)
        reception = Reception(
            self.platform,
            newsroom.briefings,
            lambda _channel: Scope("local"),
            ledger=self.ledger,
            clock=self.watch.now,
            zone=UTC,
            workers=self.workers,
        )
        running = asyncio.create_task(self.platform.listen(reception.receive))
        try:
            await asyncio.wait_for((ready or self.slack.sockets.until_connected)(), PATIENCE)
            yield reception
        finally:
            reception.stop()
            await self.platform.close()
            await asyncio.wait_for(running, PATIENCE)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.workspaces.TIMEOUT", 1.0)  # seconds for a call
    monkeypatch.setattr("adapters.slack.connection.PING", 0.2)  # seconds between two looks at the connection


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def town(watch: Watch) -> AsyncIterator[Town]:
    """The bot has the scopes and hears the events of its manifest, and no more."""
    manifest = json.loads((files("adapters.slack") / "manifest.json").read_text("utf-8"))
    async with SlackServer(App.from_manifest(manifest), clock=watch.seconds) as slack:
        yield build(slack)
    assert not slack.violations, "\n".join(slack.violations)


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture
def house(town: Town, watch: Watch, ledger: Ledger, workers: ThreadPoolExecutor, tmp_path: Path) -> House:
    """Over Socket Mode."""
    settings = SlackSettings(
        bot_token=town.bot.token,
        app_token=town.slack.app.app_token,
        api_url=town.slack.api_url,
        authorize_url=town.slack.authorize_url,
        data=tmp_path,
    )
    platform = SlackPlatform(settings, clock=watch.now)
    platform.limits = replace(platform.limits, settle_time=SETTLING, posts_per_second=100.0)
    return House(town, watch, ledger, platform, workers)
