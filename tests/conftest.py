"""What every test stands on: a fixed clock, a clean environment, no network, one loaded language pipeline."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.ledger.ledger import Ledger
    from bot.wiring import Newsroom
    from briefings.ports import Annotator, Clock

OURS = ("NEWSBRIEF_", "SLACK_", "DISCORD_")
SHAPING = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TZ", "LC_ALL", "LANG")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(OURS) or name in SHAPING:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time of every test: a Friday morning."""
    return datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> "Clock":
    """A clock that stands still."""
    return lambda: now


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that an unprivileged user can reach and write to, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="newsbrief-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.fixture
def ledger(tmp_path: Path) -> "Iterator[Ledger]":
    """The real ledger, over a file in the test's own folder."""
    from bot.config import Settings
    from bot.wiring import open_ledger

    with open_ledger(Settings(data=tmp_path)) as opened:
        yield opened


# A test that asks for one of these waits for it once; the others do not even import it.


@pytest.fixture(scope="session")
def annotator() -> "Annotator":
    """The real language pipeline."""
    from briefings.language.pipeline import load

    return load()


@pytest.fixture(scope="session")
def newsroom(annotator: "Annotator", now: datetime, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Newsroom]":
    """The real engine over a real store with the two sample articles; tests only read from it."""
    from bot.cli.serving import store_samples
    from bot.config import Settings
    from bot.wiring import open_newsroom

    settings = Settings(data=tmp_path_factory.mktemp("newsroom"))
    with open_newsroom(settings, lambda: annotator) as opened:
        store_samples(opened, settings, now)
        yield opened
