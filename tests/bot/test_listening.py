"""From a platform's payload to its reply, with the recording platform and the real engine."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.platform import Autocomplete, Channel, Inbound, Person, Question
from bot.commands.table import COMMANDS
from bot.ledger.ledger import Ledger
from bot.listening import Reception
from bot.wiring import Newsroom
from briefings.errors import StoreError
from briefings.models import Scope

Receive: TypeAlias = Callable[[MemoryPlatform, object], Reception]
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


@pytest.fixture
def reception(workers: ThreadPoolExecutor, now: datetime, ledger: Ledger) -> Receive:
    def receive(platform: MemoryPlatform, briefings: object) -> Reception:
        return Reception(
            platform,
            briefings,  # type: ignore[arg-type]  # some tests hand in a broken one
            lambda channel: Scope("local"),
            ledger=ledger,
            clock=lambda: now,
            zone=UTC,
            workers=workers,
        )

    return receive


async def ask(platform: MemoryPlatform, listening: Reception, words: str) -> Inbound:
    await platform.publish(COMMANDS)
    inbound = platform.say(PERSON, CHANNEL, words)
    await listening.receive(inbound)
    return inbound


async def test_a_question_is_acknowledged_and_answered(newsroom: Newsroom, reception: Receive) -> None:
    platform = MemoryPlatform()
    await ask(platform, reception(platform, newsroom.briefings), "/ask who is attending?")
    (said,) = platform.read(CHANNEL, reader=PERSON.id)
    assert "Attending" in said


async def test_the_event_loop_is_free_while_an_answer_is_made(reception: Receive) -> None:
    release = threading.Event()

    class Slow(Broken):
        def answer(self, *_: object) -> None:
            release.wait(10)
            raise self.error

    platform = MemoryPlatform()
    answering = asyncio.ensure_future(ask(platform, reception(platform, Slow(StoreError("Too late."))), "who?"))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not answering.done()
    release.set()
    await answering
    assert platform.read(CHANNEL, reader=PERSON.id) == ["Too late."]


async def test_an_error_that_a_person_can_mend_is_said(reception: Receive) -> None:
    platform = MemoryPlatform()
    await ask(platform, reception(platform, Broken(StoreError("The disk is full; make room."))), "who?")
    assert platform.read(CHANNEL, reader=PERSON.id) == ["The disk is full; make room."]


async def test_a_fault_of_ours_is_logged_and_owned(reception: Receive, caplog: pytest.LogCaptureFixture) -> None:
    platform = MemoryPlatform()
    with caplog.at_level(logging.ERROR):
        inbound = await ask(platform, reception(platform, Broken(RuntimeError("secret detail"))), "who?")
    (said,) = platform.read(CHANNEL, reader=PERSON.id)
    assert inbound.id in said
    assert "secret detail" not in said
    assert "secret detail" in caplog.text


async def test_a_refused_reply_is_logged_and_stops_nothing(
    newsroom: Newsroom, reception: Receive, caplog: pytest.LogCaptureFixture
) -> None:
    platform = MemoryPlatform()
    listening = reception(platform, newsroom.briefings)
    platform.fail(Fault.REJECT, Fault.REJECT)
    await ask(platform, listening, "/help")
    assert "did not take an answer" in caplog.text
    await ask(platform, listening, "/help")
    assert "What you can type" in platform.read(CHANNEL, reader=PERSON.id)[-1]


async def test_completion_never_fails(newsroom: Newsroom, reception: Receive) -> None:
    platform = MemoryPlatform()
    asked = Autocomplete(PERSON, CHANNEL, "brief", "story", "story", "")
    offered = await reception(platform, newsroom.briefings).complete(asked)
    assert [option.value for option in offered] == ["1"]
    assert await reception(platform, Broken(RuntimeError("x"))).complete(asked) == ()


async def start_again(listening: Reception) -> None:
    await listening.answer_interrupted(await listening.interrupted())


async def test_a_redelivered_question_gets_one_answer(newsroom: Newsroom, reception: Receive) -> None:
    platform = MemoryPlatform()
    listening = reception(platform, newsroom.briefings)
    inbound = await ask(platform, listening, "/help")
    await asyncio.gather(*(listening.receive(inbound) for _ in range(4)))
    assert len(platform.read(CHANNEL, reader=PERSON.id)) == 1


async def test_a_question_that_a_crash_interrupted_is_answered_once(
    newsroom: Newsroom, reception: Receive, ledger: Ledger, now: datetime
) -> None:
    platform = MemoryPlatform()
    inbound = Inbound("q1", PERSON, CHANNEL, Question("who is attending?"))
    ledger.receive(inbound, now)  # and then the process died
    await start_again(reception(platform, newsroom.briefings))
    await start_again(reception(platform, newsroom.briefings))
    (said,) = platform.read(CHANNEL, reader=PERSON.id)
    assert "Attending" in said


async def test_an_answer_that_was_given_just_before_the_crash_is_not_given_again(
    newsroom: Newsroom, reception: Receive, now: datetime, tmp_path: Path
) -> None:
    platform = MemoryPlatform(clock=lambda: now)
    inbound = Inbound("q1", PERSON, CHANNEL, Question("who is attending?"))
    await reception(platform, newsroom.briefings).receive(inbound)
    with closing(sqlite3.connect(tmp_path / "newsbrief.db")) as db, db:
        db.execute("UPDATE inbound SET done = NULL")  # it died before it noted that
    await start_again(reception(platform, newsroom.briefings))
    assert len(platform.read(CHANNEL, reader=PERSON.id)) == 1


@pytest.mark.parametrize("deaths", [0, 3])
async def test_what_is_too_old_or_ends_the_process_is_told_to_its_asker(
    reception: Receive, ledger: Ledger, now: datetime, deaths: int
) -> None:
    platform = MemoryPlatform()
    asked = now if deaths else now - timedelta(hours=1)
    ledger.receive(Inbound("q1", PERSON, CHANNEL, Question("who is attending?")), asked)
    for _ in range(deaths):
        ledger.unanswered("memory")
    await start_again(reception(platform, Broken(RuntimeError("not reached"))))
    (said,) = platform.read(CHANNEL, reader=PERSON.id)
    assert said == "I was interrupted before I could answer “who is attending?”. Please ask again."
    assert ledger.unanswered("memory") == []


async def test_a_question_that_cannot_be_kept_says_why(newsroom: Newsroom, reception: Receive, ledger: Ledger) -> None:
    platform = MemoryPlatform()
    listening = reception(platform, newsroom.briefings)
    ledger.close()
    await ask(platform, listening, "/help")
    (said,) = platform.read(CHANNEL, reader=PERSON.id)
    assert said.startswith("I cannot take “/help")
    assert "my database cannot be written" in said
