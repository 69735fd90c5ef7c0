"""A question that a crash, a lost answer or a full disk interrupts is answered once, or its asker is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.plaintext import UNLIMITED
from adapters.platform import Absent, Inbound, Person, Question, Unreadable
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.desk import Desk
from bot.listening import POINTS, Reception
from bot.planning import Planner
from bot.wiring import Newsroom, open_ledger
from briefings.models import Scope
from tests.bot.ledger.conftest import NEWS
from tests.waiting import until

ANA = Person("memory", "w", "ana", "Ana")
NARROW = replace(UNLIMITED, blocks=10, block_characters=1_500, message_characters=1_500, settle_time=0.05)
"""So little that the roster comes in parts."""


class Killed(BaseException):
    """The process ends here: no handler of ours may run."""


class House:
    """One ledger file, one platform, and processes that come and go."""

    def __init__(self, folder: Path, newsroom: Newsroom, now: datetime) -> None:
        self.folder, self.newsroom, self.now = folder, newsroom, now
        self.platform = MemoryPlatform(limits=NARROW, clock=lambda: now)
        self.platform.managers.add(ANA.id)

    def live(self, asked: Inbound | None, reached: Callable[[str], None]) -> None:
        """One life of the bot: what was interrupted, then something new."""
        with suppress(Killed):
            asyncio.run(self._live(asked, reached))

    async def _live(self, asked: Inbound | None, reached: Callable[[str], None]) -> None:
        await self.platform.publish(COMMANDS)
        with open_ledger(Settings(data=self.folder)) as ledger:
            briefings = self.newsroom.briefings
            planner = Planner(ledger, briefings, lambda _channel: Scope("local"), lambda _name: NARROW)
            with ThreadPoolExecutor(1) as workers:
                reception = Reception(
                    self.platform,
                    briefings,
                    lambda _channel: Scope("local"),
                    ledger=ledger,
                    clock=lambda: self.now,
                    zone=UTC,
                    workers=workers,
                    desk=Desk(ledger, planner, lambda: None),
                    reached=reached,
                )
                await reception.answer_interrupted(await reception.interrupted())
                if asked:
                    await reception.receive(asked)
                await until(lambda: not reception.doubts)

    def read(self) -> list[str]:
        """What stands there at the end, without the signs that somebody reads."""
        return [line for line in self.platform.read(NEWS, reader=ANA.id) if line != "Reading ..."]


@pytest.fixture
def house(tmp_path: Path, newsroom: Newsroom, now: datetime) -> House:
    return House(tmp_path, newsroom, now)


def ask(words: str = "who is attending?") -> Inbound:
    return Inbound("q1", ANA, NEWS, Question(words))


def whole(house: House) -> list[str]:
    """The answer as it reads when nothing goes wrong."""
    quiet = House(house.folder / "quiet", house.newsroom, house.now)
    quiet.live(ask(), lambda _point: None)
    assert len(quiet.read()) > 1
    return quiet.read()


def test_every_point_at_which_a_kill_must_do_no_harm_is_passed(house: House) -> None:
    passed: list[str] = []
    house.live(ask(), passed.append)
    assert tuple(passed) == POINTS


@pytest.mark.parametrize("deaths", [1, 2])
@pytest.mark.parametrize("point", POINTS)
def test_a_question_that_a_kill_interrupts_is_answered_once(house: House, point: str, deaths: int) -> None:
    left = deaths

    def die(reached: str) -> None:
        nonlocal left
        if reached == point and left:
            left -= 1
            raise Killed

    house.live(ask(), die)
    for _ in range(deaths + 1):
        house.live(None, die)
    expected = whole(house)
    assert house.read() == expected
    house.live(ask(), die)  # delivered again
    assert house.read() == expected


def test_an_answer_that_is_cut_off_between_its_parts_goes_on_where_it_was(house: House) -> None:
    reply, count = house.platform.reply, 0

    async def fragile(*args: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == 2:
            raise Killed
        return await reply(*args, **more)  # type: ignore[arg-type]

    house.platform.reply = fragile  # type: ignore[method-assign,assignment]
    house.live(ask(), lambda _point: None)
    assert len(house.read()) == 1
    house.live(None, lambda _point: None)
    assert house.read() == whole(house)


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_an_answer_that_is_lost_on_its_way_is_looked_for_and_given_once(house: House, fault: Fault) -> None:
    expected = whole(house)
    reply = house.platform.reply

    async def doubtful(*args: object, **more: object) -> object:
        house.platform.reply = reply  # type: ignore[method-assign]
        house.platform.fail(fault)
        return await reply(*args, **more)  # type: ignore[arg-type]

    house.platform.reply = doubtful  # type: ignore[method-assign,assignment]
    house.live(ask(), lambda _point: None)
    assert sorted(house.read()) == sorted(expected)


def test_an_answer_that_is_lost_again_and_again_is_given_as_soon_as_one_arrives(house: House) -> None:
    expected = whole(house)
    reply, losses = house.platform.reply, iter([Fault.LOST_BEFORE] * 3)

    async def doubtful(*args: object, **more: object) -> object:
        for fault in losses:
            house.platform.fail(fault)
            break
        return await reply(*args, **more)  # type: ignore[arg-type]

    house.platform.reply = doubtful  # type: ignore[method-assign,assignment]
    house.live(ask(), lambda _point: None)
    assert sorted(house.read()) == sorted(expected)


def test_a_part_that_arrives_late_after_a_kill_is_not_posted_again(house: House) -> None:
    expected = whole(house)
    reply, find, parts = house.platform.reply, house.platform.find, 0

    async def cut_off(*args: object, **more: object) -> object:
        nonlocal parts
        parts += 1
        if parts == 2:
            house.platform.fail(Fault.LATE)
        receipt = await reply(*args, **more)  # type: ignore[arg-type]
        if parts == 2:
            raise Killed
        return receipt

    async def look(*args: object, **more: object) -> object:
        found = await find(*args, **more)  # type: ignore[arg-type]
        if isinstance(found, Absent):
            house.platform.settle_late()  # just after somebody looked
        return found

    house.platform.reply = cut_off  # type: ignore[method-assign,assignment]
    house.live(ask(), lambda _point: None)
    assert len(house.read()) == 1
    house.platform.find = look  # type: ignore[method-assign,assignment]
    house.live(None, lambda _point: None)
    assert sorted(house.read()) == sorted(expected)


def test_a_channel_that_cannot_be_read_for_a_moment_is_read_again(house: House) -> None:
    def die(reached: str) -> None:
        if reached == "replied":
            raise Killed

    house.live(ask(), die)
    find, failures = house.platform.find, iter([Unreadable("it took too long", for_now=True)])

    async def look(*args: object, **more: object) -> object:
        for failure in failures:
            return failure
        return await find(*args, **more)  # type: ignore[arg-type]

    house.platform.find = look  # type: ignore[method-assign,assignment]
    house.live(None, lambda _point: None)
    assert house.read() == whole(house)


def test_where_nobody_can_see_whether_it_was_answered_the_asker_is_told(house: House) -> None:
    def die(reached: str) -> None:
        if reached == "replied":
            raise Killed

    house.live(ask(), die)
    house.platform.unreadable.add(NEWS)
    house.live(None, lambda _point: None)
    assert house.read() == [
        *whole(house),
        "I was interrupted before I could answer “who is attending?”. Please ask again.",
    ]


@pytest.mark.parametrize("point", POINTS)
def test_a_schedule_whose_command_a_kill_interrupts_is_one_schedule(house: House, point: str) -> None:
    deaths = iter([Killed])

    def die(reached: str) -> None:
        if reached == point:
            for death in deaths:
                raise death

    house.platform.commands = COMMANDS
    house.live(house.platform.say(ANA, NEWS, "/brief schedule weekdays at 8"), die)
    house.live(None, die)
    with open_ledger(Settings(data=house.folder)) as ledger:
        assert len(ledger.subscriptions()) == 1
    assert sum("I will post here" in line for line in house.read()) == 1


async def test_a_platform_that_raises_stops_no_other_question(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_args: object, **_more: object) -> object:
        raise OSError("connection reset")

    house.platform.defer = broken  # type: ignore[method-assign,assignment]
    await asyncio.to_thread(house.live, ask(), lambda _point: None)
    assert "could not see q1" in caplog.text
