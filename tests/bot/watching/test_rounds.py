"""Over the running bot: who watches is told in a direct message, and a posted bullet is corrected where it stands."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from adapters.inbound import Channel, Person
from adapters.memory import MemoryPlatform
from adapters.platform import Reason, Rejected
from bot.commands.table import COMMANDS
from bot.watching.rounds import Rounds
from tests.bot.ledger.conftest import ANNA, NEWS, at
from tests.bot.watching.conftest import DIRECT, FIRE, HIGHER_TOLL, NINE, TAKEN_BACK, House
from tests.service import assemble, at_work


class Bot:
    """A bot that runs over a recording platform, at a time that the test moves."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.platform = MemoryPlatform(clock=lambda: house.now)
        self.service = assemble(house.newsroom, house.ledger, self.platform, clock=lambda: house.now)

    async def until_posted(self, channel: Channel, count: int) -> list[str]:
        async with asyncio.timeout(20):
            while sum(post.ref.channel == channel and not post.waiting for post in self.platform.posts) < count:
                self.house.wait(seconds=2)
                await asyncio.sleep(0.01)
        return self.platform.read(channel, reader=ANNA.id)


@asynccontextmanager
async def running(house: House) -> AsyncIterator[Bot]:
    bot = Bot(house)
    await bot.platform.publish(COMMANDS)
    async with at_work(bot.service):
        yield bot


async def test_the_watch_button_and_then_a_direct_message(house: House) -> None:
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    async with running(house) as bot:
        bot.platform.say(ANNA, NEWS, "/ask how many workers were killed in the Izmir warehouse fire?")
        await bot.until_posted(NEWS, 1)
        bot.platform.press(ANNA, bot.platform.posts[-1], "Watch")
        (_, begun) = await bot.until_posted(NEWS, 2)
        assert "I will tell you in a direct message" in begun
        await bot.service.watch()
        await asyncio.to_thread(house.comes, "toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
        await bot.service.watch()
        (told,) = await bot.until_posted(DIRECT, 1)
    assert "17" in told
    assert "14" in told


async def test_a_person_who_takes_no_direct_messages_stops_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    question = "how many workers were killed in the Izmir warehouse fire?"
    bert = Person("memory", "w", "bert")
    for person in (ANNA, bert):
        house.types(f"/watch {question}", person)
    async with running(house) as bot:
        direct, asked = bot.platform.direct, []

        async def refusing(person: Person) -> Channel | Rejected:
            asked.append(person.id)
            return Rejected(Reason.FORBIDDEN, "closed") if person.id == ANNA.id else await direct(person)

        monkeypatch.setattr(bot.platform, "direct", refusing)
        await asyncio.to_thread(house.comes, "toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
        await bot.service.watch()
        await bot.service.watch()
        (told,) = await bot.until_posted(Channel("memory", "w", "direct-bert"), 1)
    assert "17" in told
    assert asked.count(ANNA.id) == 1, "it is not asked for over and over"


async def test_a_posted_bullet_is_corrected_where_it_stands(house: House) -> None:
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    house.ledger.subscribe(NEWS, ANNA, NINE, house.now, since=house.now - timedelta(days=1))
    house.now = at("2025-08-29 09:00")
    async with running(house) as bot:
        (digest,) = await bot.until_posted(NEWS, 1)
        assert "was detained" in digest
        await asyncio.to_thread(house.comes, "fire", TAKEN_BACK, "Aegean Post")
        await bot.service.watch()
        digest, correction = await bot.until_posted(NEWS, 2)
        await bot.service.watch()
    assert correction.startswith("Corrected: ")
    assert "Corrected: " in digest
    assert "not detained" in digest
    assert bot.platform.posts[0].edits == 1


async def test_a_long_round_lets_a_digest_be_planned_between_two_workspaces(house: House) -> None:
    done: list[str] = []
    planned = threading.Event()

    class Slow:
        def steps(self, _now: datetime) -> Iterator[int]:
            done.append("one workspace")
            planned.wait(0.2)
            yield 0
            done.append("another")
            yield 0

    def plan() -> None:
        done.append("a digest")
        planned.set()

    with ThreadPoolExecutor(1) as planning, ThreadPoolExecutor(1) as settling:
        rounds = Rounds(
            house.ledger,
            Slow(),  # type: ignore[arg-type]
            {},
            clock=lambda: house.now,
            chance=lambda: 0.5,
            planning=planning,
            settling=settling,
            wake=lambda: None,
        )
        going = asyncio.create_task(rounds.go())
        while not done:
            await asyncio.sleep(0.001)
        await asyncio.get_running_loop().run_in_executor(planning, plan)
        await going
    assert done == ["one workspace", "a digest", "another"]
