"""What the tests of the bot stand on: settings that point into the test's own folder, and a newsroom with two articles."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.request import Request
from bot.config import Settings
from bot.ledger.ledger import Ledger
from bot.wiring import Newsroom, open_newsroom
from briefings.models import Scope
from briefings.ports import Annotator
from tests.bot.house import House


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder: no .env, no newsbrief.toml, its own data."""
    for module in ("commands", "options"):
        monkeypatch.setattr(f"bot.cli.{module}.HOME", tmp_path)
    monkeypatch.setenv("NEWSBRIEF_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def empty_newsroom(annotator: Annotator, settings: Settings) -> Iterator[Newsroom]:
    """The real engine over an empty store."""
    with open_newsroom(settings, lambda: annotator) as opened:
        yield opened


@pytest.fixture
def house(newsroom: Newsroom, ledger: Ledger, now: datetime) -> House:
    """A bot over the newsroom with the sample articles, driven step by step."""
    return House(newsroom, ledger, now)


@pytest.fixture
def request_of(newsroom: Newsroom, now: datetime) -> Request:
    """A request to the newsroom with the sample articles."""
    return Request(newsroom.briefings, Scope("local"), now, UTC)
