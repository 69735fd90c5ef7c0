"""The running bot: posts by itself, answers meanwhile, ends cleanly, and never sends from a database that is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as wall
from pathlib import Path

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.message import say
from adapters.plaintext import UNLIMITED
from adapters.platform import Channel, Person
from bot.cli.serving import talk
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.occupancy import Presence, occupy
from bot.outbox import State, Verdict
from bot.service import Service
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Standing, Terms
from bot.wiring import Newsroom, open_ledger
from briefings.errors import StoreError
from tests.bot.ledger.conftest import ANNA, NEWS, at
from tests.service import assemble, at_work
from tests.waiting import until

MORNING = at("2025-08-29 09:00")
NINE = Terms(Schedule((wall(9),), EVERY_DAY, "UTC"))
PERSON = Person("memory", "w", "p", "Ana")


@dataclass
class Running:
    """A bot that runs over a recording platform."""

    service: Service
    platform: MemoryPlatform
    ledger: Ledger

    async def until_posted(self, channel: Channel, count: int) -> list[str]:
        """What a person reads there once so many posts are done: a "Reading ..." is none."""
        posts = self.platform.posts
        await until(lambda: sum(post.ref.channel == channel and not post.waiting for post in posts) >= count)
        return self.platform.read(channel, reader=PERSON.id)


@asynccontextmanager
async def running(newsroom: Newsroom, ledger: Ledger, now: datetime = MORNING) -> AsyncIterator[Running]:
    platform = MemoryPlatform(clock=lambda: now)
    platform.managers.add(PERSON.id)
    await platform.publish(COMMANDS)
    service = assemble(newsroom, ledger, platform, clock=lambda: now)
    async with at_work(service):
        yield Running(service, platform, ledger)


async def test_a_due_digest_is_posted_by_itself(newsroom: Newsroom, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANNA, NINE, MORNING - timedelta(hours=20))
    async with running(newsroom, ledger) as bot:
        (said,) = await bot.until_posted(NEWS, 1)
    assert "News briefing" in said
    assert ledger.counts() == {State.SENT: 1}


async def test_what_is_scheduled_in_chat_is_understood_previewed_paused_and_stopped(
    newsroom: Newsroom, ledger: Ledger
) -> None:
    async with running(newsroom, ledger) as bot:
        lines = ["/brief schedule weekdays at 8 about parade", "/brief preview", "/brief status", "/brief pause 3 days"]
        lines += ["/brief status", "/brief resume", "/brief stop", "/brief status"]
        for number, line in enumerate(lines, start=1):
            bot.platform.say(PERSON, NEWS, line)
            said = await bot.until_posted(NEWS, number)
    understood, shown, scheduled, paused, resting, resumed, stopped, none = said
    assert "Weekdays at 08:00, UTC (about parade)" in understood
    assert understood.count("08:00 UTC") == 3
    assert shown.startswith("News briefing: parade")
    assert "Next on Mon 1 Sep 2025, 08:00 UTC." in scheduled
    assert paused.startswith("Paused until 1 Sep 2025, 09:00 UTC")
    assert "Paused until" in resting
    assert resumed.startswith("Goes on")
    assert stopped.startswith("Ended")
    assert "Nothing is scheduled here" in none


async def test_a_held_post_is_sent_or_discarded_by_whoever_looked(newsroom: Newsroom, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANNA, NINE, MORNING - timedelta(hours=20))
    async with running(newsroom, ledger) as bot:
        bot.platform.fail(Fault.REJECT)
        await until(ledger.held)
        bot.platform.say(PERSON, NEWS, "/brief status")
        (status,) = await bot.until_posted(NEWS, 1)
        assert "Stopped: permission missing: post messages" in status
        assert "Held:" in status
        shown = next(post for post in bot.platform.posts if post.message.actions)
        bot.platform.press(PERSON, shown, "Send now")
        said = await bot.until_posted(NEWS, 3)
    assert any("News briefing" in each for each in said)


async def test_a_refusal_is_told_to_whoever_set_it_up_with_the_fix(newsroom: Newsroom, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANNA, NINE, MORNING - timedelta(hours=20))
    async with running(newsroom, ledger) as bot:
        bot.platform.fail(Fault.REJECT)
        (told,) = await bot.until_posted(Channel("memory", "w", "direct-anna"), 1)
    assert "permission missing: post messages" in told
    assert "/brief resume" in told
    (stopped,) = ledger.subscriptions(NEWS)
    assert stopped.standing is Standing.STOPPED


async def test_questions_are_answered_while_much_is_planned(newsroom: Newsroom, ledger: Ledger) -> None:
    for number in range(200):
        ledger.subscribe(Channel("memory", "w", f"c{number}"), ANNA, NINE, MORNING - timedelta(hours=20))
    async with running(newsroom, ledger) as bot:
        asked = time.perf_counter()
        bot.platform.say(PERSON, NEWS, "/ask who is attending?")
        (said,) = await bot.until_posted(NEWS, 1)
        waited = time.perf_counter() - asked
        await bot.until_posted(Channel("memory", "w", "c199"), 1)
    assert "Attending" in said
    assert waited < 5


def test_a_second_bot_on_the_same_database_is_refused_with_the_fix(tmp_path: Path) -> None:
    database = tmp_path / "newsbrief.db"
    with occupy(database):
        with pytest.raises(StoreError, match="Another newsbrief is running") as refusal, occupy(database):
            pass
        assert "NEWSBRIEF_DATA" in str(refusal.value)
    with occupy(database):
        pass


async def test_a_database_that_is_deleted_is_noticed_saved_and_told(newsroom: Newsroom, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    platform = MemoryPlatform()
    serving = asyncio.create_task(talk(newsroom, settings, platform, NEWS))
    await until(lambda: platform.posts)
    with open_ledger(settings) as kept:
        kept.subscribe(NEWS, ANNA, NINE, MORNING)
    settings.database.unlink()
    with pytest.raises(StoreError, match="was deleted or moved") as told:
        await asyncio.wait_for(serving, 10)
    saved = Path(str(told.value).split("saved in ")[1].split(":")[0])
    with closing(sqlite3.connect(saved)) as db:
        assert db.execute("SELECT count(*) FROM subscriptions").fetchone() == (1,)


def test_a_file_that_is_replaced_is_not_the_one_that_was_opened(tmp_path: Path) -> None:
    database = tmp_path / "newsbrief.db"
    database.write_bytes(b"")
    presence = Presence(database)
    assert not presence.is_lost()
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / "other").replace(database)
    assert presence.is_lost()


async def test_what_was_posted_long_ago_is_forgotten_in_many_small_steps(newsroom: Newsroom, ledger: Ledger) -> None:
    long_ago = MORNING - timedelta(days=500)
    for when, count in ((long_ago, 250), (MORNING, 1)):
        for number in range(count):
            ledger.post([Post(f"digest/{when:%Y}/{number}", NEWS, (say("News."),))], when)
            (claim,) = ledger.claim("memory", UNLIMITED, when, 1)
            ledger.settle(claim, Verdict(State.SENT, when, pause_channel=when), when)
    async with running(newsroom, ledger) as bot:
        await bot.service.forget()
    assert [each.cause for each in ledger.history()] == ["digest/2025/0"]
