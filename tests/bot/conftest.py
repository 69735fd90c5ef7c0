"""What the tests of the bot stand on: settings that point nowhere but into the test's own folder."""

from pathlib import Path

import pytest

from bot.config import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder: no .env, no newsbrief.toml, its own data."""
    monkeypatch.setattr("bot.cli.commands.HOME", tmp_path)
    monkeypatch.setenv("NEWSBRIEF_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
