"""What every test stands on: a fixed clock, a clean environment, no network, one loaded language pipeline."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from briefings.ports import Annotator, Clock

OURS = ("NEWSBRIEF_", "SLACK_", "DISCORD_")
SHAPING = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TZ", "LC_ALL", "LANG")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(OURS) or name in SHAPING:
            monkeypatch.delenv(name)


@pytest.fixture
def now() -> datetime:
    """The time of every test: a Friday morning."""
    return datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> "Clock":
    """A clock that stands still."""
    return lambda: now


@pytest.fixture(scope="session")
def annotator() -> "Annotator":
    """The real language pipeline, loaded once; a test that does not ask for it does not wait for it."""
    from briefings.language.pipeline import load

    return load()
