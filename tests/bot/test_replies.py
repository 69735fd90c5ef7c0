"""An answer that the platform cannot take now waits for its turn; none is dropped and none is said twice."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.platform import Channel, Person
from bot import replies
from bot.commands.table import COMMANDS
from bot.ledger.ledger import Ledger
from bot.listening import Reception
from bot.wiring import Newsroom
from briefings.models import Scope

CHANNEL = Channel("memory", "w", "general")
PERSON = Person("memory", "w", "u1", "Ana")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it was waited; the waiting itself takes no time."""
    waited: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("bot.replies.asyncio.sleep", note)
    return waited


@pytest.fixture
def reception(newsroom: Newsroom, ledger: Ledger, now: datetime) -> Iterator[Reception]:
    with ThreadPoolExecutor(2) as workers:
        yield Reception(
            MemoryPlatform(),
            newsroom.briefings,
            lambda channel: Scope("local"),
            ledger=ledger,
            clock=lambda: now,
            zone=UTC,
            workers=workers,
        )


async def ask(reception: Reception, *faults: Fault, words: str = "who is attending?") -> MemoryPlatform:
    platform = reception._platform
    assert isinstance(platform, MemoryPlatform)
    await platform.publish(COMMANDS)
    inbound = platform.say(PERSON, CHANNEL, words)
    platform.fail(*faults)
    await reception.receive(inbound)
    return platform


@pytest.mark.parametrize("words", ["who is attending?", "/help"])
async def test_an_answer_waits_as_long_as_the_platform_says(
    reception: Reception, pauses: list[float], words: str
) -> None:
    platform = await ask(reception, *[Fault.LIMIT] * 4, words=words)
    said = [line for line in platform.read(CHANNEL, reader=PERSON.id) if "Reading" not in line]
    assert len(said) == 1
    assert set(pauses) == {30.0}


async def test_what_is_refused_for_good_is_not_tried_again(reception: Reception, pauses: list[float]) -> None:
    await ask(reception, *[Fault.REJECT] * 3)
    assert pauses == []


async def test_an_answer_does_not_wait_for_ever(
    reception: Reception, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            await ask(reception, *[Fault.LIMIT] * 1_000)
    assert sum(pauses) <= replies.PATIENCE + 60
    assert "too many requests" in caplog.text
