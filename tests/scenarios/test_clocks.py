"""What a reader sees when the computer's clock is wrong, jumps or is put right: every post once, none years late."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.plaintext import UNLIMITED, render_plain
from bot.delivery import Courier
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.outbox import State
from bot.planning import Planner
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.wiring import Newsroom
from briefings.models import Scope
from briefings.storage.database import Database
from tests.bot.ledger.conftest import ANNA, NEWS, at, words

START = at("2025-05-01 08:00")
LOOKS = replace(UNLIMITED, settle_time=60.0, nonce_time=0.0, posts_per_second=1.0)
NONCE = replace(LOOKS, nonce_time=300.0)
JUMPS = [timedelta(minutes=-7), timedelta(minutes=7), timedelta(days=-400), timedelta(days=400)]
JUMP_NAMES = ["minutes back", "minutes ahead", "years back", "years ahead"]


@dataclass
class House:
    """A bot whose clock may be wrong, and a platform that keeps its own time."""

    path: Path
    limits: object = LOOKS
    now: datetime = START
    wrong: timedelta = timedelta(0)
    seconds: float = 1000.0
    tokens: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        assert isinstance(self.limits, type(LOOKS))
        self.platform = MemoryPlatform(limits=self.limits, clock=lambda: self.now)
        self.ledger = Ledger(Database(self.path, MIGRATIONS), lambda: f"lease-{next(self.tokens)}")

    def clock(self) -> datetime:
        return self.now + self.wrong

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds

    async def deliver(self, courier: Courier, steps: int, pace: float = 20.0) -> None:
        for _ in range(steps):
            await courier.deliver_due()
            self.go_on(pace)

    def courier(self, workers: ThreadPoolExecutor) -> Courier:
        """What a process begins with."""
        return Courier(
            self.ledger,
            self.platform,
            clock=self.clock,
            elapsed=lambda: self.seconds,
            chance=lambda: 0.5,
            workers=workers,
        )


@pytest.fixture(params=[LOOKS, NONCE], ids=["looks", "nonce"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "newsbrief.db", request.param)
    with closing(made.ledger):
        yield made


def owed() -> Post:
    return Post("d/1", NEWS, (words("one"), words("two")), threaded=True)


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_NAMES)
@pytest.mark.parametrize("restart", [False, True], ids=["running", "restarted"])
def test_what_is_queued_when_the_clock_jumps_comes_soon_and_once(house: House, jump: timedelta, restart: bool) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(2) as workers:
            courier = house.courier(workers)
            await courier.deliver_due()
            house.ledger.post([owed()], house.clock())
            house.wrong = jump
            await house.deliver(house.courier(workers) if restart else courier, 4, pace=2)

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one", "two"]


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_NAMES)
@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE, Fault.LIMIT])
@pytest.mark.parametrize("restart", [False, True], ids=["running", "restarted"])
def test_what_nobody_is_sure_of_when_the_clock_jumps_comes_once(
    house: House, jump: timedelta, fault: Fault, restart: bool
) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(2) as workers:
            courier = house.courier(workers)
            house.ledger.post([owed()], house.clock())
            house.platform.fail(fault)
            await house.deliver(courier, 1, pace=10)
            house.wrong = jump
            if restart:
                courier = house.courier(workers)
            await house.deliver(courier, 2, pace=10)
            house.platform.settle_late()
            await house.deliver(courier, 20)

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one", "two"]
    assert house.ledger.counts() == {State.SENT: 2}


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_NAMES)
def test_a_clock_that_jumps_while_a_post_is_on_the_wire_doubles_nothing(house: House, jump: timedelta) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(4) as workers:
            courier = house.courier(workers)
            house.ledger.post([owed()], house.clock())
            arrived, on_the_wire = asyncio.Event(), asyncio.Event()
            send = house.platform.send

            async def slow(*args: object, **more: object) -> object:
                on_the_wire.set()
                await arrived.wait()
                return await send(*args, **more)  # type: ignore[arg-type]

            house.platform.send = slow  # type: ignore[method-assign,assignment]
            running = asyncio.create_task(courier.run())
            await on_the_wire.wait()
            house.wrong = jump
            courier.wake()
            await asyncio.sleep(0.05)
            arrived.set()
            async with asyncio.timeout(5):
                while len(house.platform.posts) < 2:
                    house.go_on(2)
                    courier.wake()
                    await asyncio.sleep(0.01)
            courier.stop()
            await running

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one", "two"]


def test_a_clock_that_is_hours_ahead_all_the_time_doubles_nothing(house: House) -> None:
    """A computer that keeps local time for UTC looks for a lost post where its platform put it."""
    house.wrong = timedelta(hours=14)

    async def scene() -> None:
        with ThreadPoolExecutor(2) as workers:
            house.ledger.post([owed()], house.clock())
            house.platform.fail(Fault.LOST_AFTER)
            await house.deliver(house.courier(workers), 8)
            await house.deliver(house.courier(workers), 20)

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one", "two"]


def test_a_marker_that_the_platform_forgot_is_not_trusted_after_the_clock_was_put_back(tmp_path: Path) -> None:
    """By the wrong clock the marker is young; in truth the platform takes it for a new post."""
    house = House(tmp_path / "newsbrief.db", NONCE)

    async def scene() -> None:
        with ThreadPoolExecutor(2) as workers:
            courier = house.courier(workers)
            house.ledger.post([owed()], house.clock())
            house.platform.fail(Fault.LOST_AFTER)
            await house.deliver(courier, 1, pace=50)
            await house.deliver(courier, 1, pace=600)  # asleep: nothing was looked for
            house.wrong = timedelta(seconds=-580)
            house.platform.limits = replace(NONCE, nonce_time=0.0)  # it remembers no marker any more
            sent = [post.marker for post in house.platform.posts]
            courier._platform = _Remembering(house.platform)  # type: ignore[assignment]
            await house.deliver(courier, 20)
            assert [post.marker for post in house.platform.posts][: len(sent)] == sent

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one", "two"]
    house.ledger.close()


class _Remembering:
    """A platform that still claims to remember markers."""

    def __init__(self, platform: MemoryPlatform) -> None:
        self._platform = platform
        self.limits = NONCE

    def __getattr__(self, name: str) -> object:
        return getattr(self._platform, name)


NINE = Terms(Schedule((time(9),), EVERY_DAY, "UTC"))
NOON = at("2025-08-28 12:00")
MORNING = at("2025-08-29 09:00")  # the samples were stored then
DAY = timedelta(days=1)


@pytest.fixture
def planner(house: House, newsroom: Newsroom) -> Planner:
    return Planner(house.ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: UNLIMITED)


def said(house: House) -> list[str]:
    return [render_plain(delivery.message).partition("\n")[0] for delivery in reversed(house.ledger.history(NEWS))]


@pytest.mark.parametrize("restart", [False, True], ids=["running", "restarted"])
def test_a_clock_that_was_years_ahead_silences_no_channel(
    house: House, planner: Planner, newsroom: Newsroom, restart: bool
) -> None:
    house.ledger.subscribe(NEWS, ANNA, NINE, NOON)
    planner.plan_due(MORNING - DAY / 2)
    planner.plan_due(MORNING + 4000 * DAY)  # wrong
    if restart:
        planner = Planner(house.ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: UNLIMITED)
    planner.plan_due(MORNING - timedelta(hours=1))
    (subscription,) = house.ledger.subscriptions(NEWS)
    assert subscription.next.at == MORNING
    assert all(gap.slot.at < MORNING for gap in house.ledger.gaps(subscription.id))
    assert planner.plan_due(MORNING) == 1
    assert [line.startswith(("News briefing", "Nothing new")) for line in said(house)] == [True, True]


def test_a_clock_that_goes_back_over_a_slot_brings_its_digest_once(house: House, planner: Planner) -> None:
    made = house.ledger.subscribe(NEWS, ANNA, NINE, NOON)
    assert planner.plan_due(MORNING + timedelta(minutes=3)) == 1
    for minute in (-5, -2, 0, 3):
        assert planner.plan_due(MORNING + timedelta(minutes=minute)) == 0
    (after,) = house.ledger.subscriptions(NEWS)
    assert (after.next.at, after.told_until) == (MORNING + DAY, MORNING - DAY + timedelta(minutes=-5))
    assert house.ledger.gaps(made.id) == []
    assert planner.plan_due(MORNING + DAY) == 1


def test_a_clock_that_jumps_ahead_by_minutes_brings_the_digest_once(house: House, planner: Planner) -> None:
    house.ledger.subscribe(NEWS, ANNA, NINE, NOON)
    made = [planner.plan_due(MORNING + timedelta(minutes=minute)) for minute in (-20, 5, -15, 0, 5)]
    assert made == [0, 1, 0, 0, 0]


def test_a_zone_whose_rules_change_stops_nobody(house: House, planner: Planner) -> None:
    """The tz database came with an update: the slot that was stored is an hour early."""
    house.ledger.subscribe(NEWS, ANNA, NINE, NOON)
    house.ledger._write(lambda db: db.execute("UPDATE subscriptions SET next_at = next_at - 3600000000"))
    assert planner.plan_due(MORNING - timedelta(minutes=30)) == 0
    (after,) = house.ledger.subscriptions(NEWS)
    assert after.next.at == MORNING
    assert planner.plan_due(MORNING) == 1
