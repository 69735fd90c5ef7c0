"""From a platform's payload to its reply, with the recording platform and the real engine."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.platform import Autocomplete, Channel, Inbound, Person
from bot.commands.table import COMMANDS
from bot.listening import Reception
from bot.wiring import Newsroom
from briefings.errors import StoreError
from briefings.models import Scope

CHANNEL = Channel("memory", "w", "general")
PERSON = Person("memory", "w", "u1", "Ana")


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


class Broken:
    """An engine that fails as it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def answer(self, *_: object) -> None:
        raise self.error

    stories = answer


def reception(platform: MemoryPlatform, briefings: object, workers: ThreadPoolExecutor, now: datetime) -> Reception:
    return Reception(
        platform,
        briefings,  # type: ignore[arg-type]  # some tests hand in a broken one
        lambda channel: Scope("local"),
        clock=lambda: now,
        zone=UTC,
        workers=workers,
    )


async def ask(platform: MemoryPlatform, listening: Reception, words: str) -> Inbound:
    await platform.publish(COMMANDS)
    inbound = platform.say(PERSON, CHANNEL, words)
    await listening.receive(inbound)
    return inbound


async def test_a_question_is_acknowledged_and_answered(
    newsroom: Newsroom, workers: ThreadPoolExecutor, now: datetime
) -> None:
    platform = MemoryPlatform()
    await ask(platform, reception(platform, newsroom.briefings, workers, now), "/ask who is attending?")
    (said,) = platform.read(CHANNEL)
    assert "Attending" in said


async def test_the_event_loop_is_free_while_an_answer_is_made(workers: ThreadPoolExecutor, now: datetime) -> None:
    release = threading.Event()

    class Slow(Broken):
        def answer(self, *_: object) -> None:
            release.wait(10)
            raise self.error

    platform = MemoryPlatform()
    answering = asyncio.ensure_future(
        ask(platform, reception(platform, Slow(StoreError("Too late.")), workers, now), "who?")
    )
    for _ in range(50):
        await asyncio.sleep(0)
    assert not answering.done()
    release.set()
    await answering
    assert platform.read(CHANNEL) == ["Too late."]


async def test_an_error_that_a_person_can_mend_is_said(workers: ThreadPoolExecutor, now: datetime) -> None:
    platform = MemoryPlatform()
    await ask(platform, reception(platform, Broken(StoreError("The disk is full; make room.")), workers, now), "who?")
    assert platform.read(CHANNEL) == ["The disk is full; make room."]


async def test_a_fault_of_ours_is_logged_and_owned(
    workers: ThreadPoolExecutor, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    platform = MemoryPlatform()
    with caplog.at_level(logging.ERROR):
        inbound = await ask(platform, reception(platform, Broken(RuntimeError("secret detail")), workers, now), "who?")
    (said,) = platform.read(CHANNEL)
    assert inbound.id in said
    assert "secret detail" not in said
    assert "secret detail" in caplog.text


async def test_a_refused_reply_is_logged_and_stops_nothing(
    newsroom: Newsroom, workers: ThreadPoolExecutor, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    platform = MemoryPlatform()
    listening = reception(platform, newsroom.briefings, workers, now)
    platform.fail(Fault.REJECT, Fault.REJECT)
    await ask(platform, listening, "/help")
    assert "did not take an answer" in caplog.text
    await ask(platform, listening, "/help")
    assert "What you can type" in platform.read(CHANNEL)[-1]


async def test_completion_never_fails(newsroom: Newsroom, workers: ThreadPoolExecutor, now: datetime) -> None:
    platform = MemoryPlatform()
    asked = Autocomplete(PERSON, CHANNEL, "brief", "story", "story", "")
    offered = await reception(platform, newsroom.briefings, workers, now).complete(asked)
    assert [option.value for option in offered] == ["1"]
    assert await reception(platform, Broken(RuntimeError("x")), workers, now).complete(asked) == ()
