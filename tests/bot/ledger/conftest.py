"""A ledger over a real file, and what goes into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import count
from pathlib import Path

import pytest

from adapters.inbound import Channel, Person
from adapters.message import Message, say
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from briefings.storage.database import Database

NEWS = Channel("memory", "w", "news")
OTHER = Channel("memory", "w", "other")
ANNA = Person("memory", "w", "anna", "Anna")
EIGHT = Terms(Schedule((time(8),), EVERY_DAY, "UTC"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def words(text: str) -> Message:
    return say(text)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    tokens = count(1)
    opened = Ledger(
        Database(tmp_path / "newsbrief.db", MIGRATIONS, synchronous="FULL"), lambda: f"lease-{next(tokens)}"
    )
    yield opened
    opened.close()
