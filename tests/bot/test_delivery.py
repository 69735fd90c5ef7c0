"""Every post arrives once, whatever the platform answers and wherever the process dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.message import Message
from adapters.plaintext import UNLIMITED
from adapters.platform import Platform, Reason, Rejected
from bot.delivery import POINTS, Courier
from bot.ledger.deliveries import Claim, Post
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.outbox import State, Verdict
from briefings.storage.database import Database
from tests.bot.ledger.conftest import NEWS, OTHER, at, words
from tests.waiting import until

LOOKS = replace(UNLIMITED, settle_time=60.0, nonce_time=0.0, posts_per_second=1.0)
NONCE = replace(LOOKS, nonce_time=300.0)


START = at("2025-05-01 08:00")


class Killed(BaseException):
    """The process ends here: no handler of ours may run."""


@dataclass
class Time:
    """A clock and a stopwatch that only a test moves."""

    now: datetime = START
    seconds: float = 1000.0

    def clock(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        return self.seconds

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class House:
    """One ledger file, one platform, and processes that come and go."""

    path: Path
    platform: MemoryPlatform
    time: Time = field(default_factory=Time)
    told: list[str] = field(default_factory=list)
    tokens: Iterator[int] = field(default_factory=count)

    def open(self) -> Ledger:
        return Ledger(Database(self.path, MIGRATIONS), lambda: f"lease-{next(self.tokens)}")

    def run(self, steps: int = 1, reached: Callable[[str], None] = lambda _point: None, pace: float = 1.0) -> None:
        """Let one process take some steps, ``pace`` seconds apart, and end."""
        asyncio.run(self._run(steps, reached, pace))

    async def _run(self, steps: int, reached: Callable[[str], None], pace: float) -> None:
        ledger = self.open()
        try:
            with ThreadPoolExecutor(2) as workers:
                courier = self.courier(ledger, workers, reached)
                for _ in range(steps):
                    await courier.deliver_due()
                    self.time.go_on(pace)
        finally:
            ledger.close()

    def courier(self, ledger: Ledger, workers: ThreadPoolExecutor, reached: Callable[[str], None]) -> Courier:
        async def refused(_claim: Claim, verdict: Verdict) -> None:
            self.told.append(verdict.detail)

        return Courier(
            ledger,
            self.platform,
            clock=self.time.clock,
            elapsed=self.time.elapsed,
            chance=lambda: 0.5,
            workers=workers,
            refused=refused,
            reached=reached,
        )

    def owe(self, *posts: Post) -> None:
        ledger = self.open()
        ledger.post(posts, self.time.now)
        ledger.close()

    def states(self) -> dict[State, int]:
        ledger = self.open()
        found = ledger.counts()
        ledger.close()
        return found


@pytest.fixture(params=[LOOKS, NONCE], ids=["looks", "nonce"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    time = Time()
    return House(tmp_path / "l.db", MemoryPlatform(limits=request.param, clock=time.clock), time)


def post(cause: str = "d/1", *parts: str) -> Post:
    said: tuple[Message, ...] = tuple(words(part) for part in parts or ("one",))
    return Post(cause, NEWS, said, threaded=len(said) > 1)


def test_a_post_arrives(house: House) -> None:
    house.owe(post())
    house.run()
    assert house.platform.read(NEWS) == ["one"]
    assert house.states() == {State.SENT: 1}


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE])
def test_an_answer_that_is_lost_makes_one_post(house: House, fault: Fault) -> None:
    house.owe(post())
    house.platform.fail(fault)
    house.run()
    house.platform.settle_late()
    house.run(8, pace=20)
    assert house.platform.read(NEWS) == ["one"]
    assert house.states() == {State.SENT: 1}


@pytest.mark.parametrize("fault", [Fault.LIMIT, Fault.DOWN])
def test_a_busy_platform_gets_it_later(house: House, fault: Fault) -> None:
    house.owe(post())
    house.platform.fail(fault)
    house.run(2)
    assert house.platform.read(NEWS) == []
    house.run(60)
    assert house.platform.read(NEWS) == ["one"]


def test_a_channel_that_refuses_is_told_of_once_and_others_go_on(house: House) -> None:
    house.owe(post("d/1"), post("d/2"), replace(post("d/3"), channel=OTHER))
    house.platform.fail(Fault.REJECT)
    house.run(5)
    assert house.told == ["permission missing: post messages"]
    assert house.platform.read(NEWS) == []
    assert house.platform.read(OTHER) == ["one"]


def test_a_history_that_cannot_be_read_holds_the_post(tmp_path: Path) -> None:
    time = Time()
    house = House(tmp_path / "l.db", MemoryPlatform(limits=LOOKS, clock=time.clock), time)
    house.owe(post())
    house.platform.fail(Fault.LOST_AFTER)
    house.platform.unreadable.add(NEWS)
    house.run(8, pace=20)
    assert house.states() == {State.HELD: 1}
    assert house.platform.read(NEWS) == ["one"]


def test_a_channel_gets_no_more_than_its_rate(tmp_path: Path) -> None:
    time = Time()
    house = House(
        tmp_path / "l.db", MemoryPlatform(limits=replace(LOOKS, posts_per_second=0.25), clock=time.clock), time
    )
    house.owe(*(post(f"d/{number}") for number in range(3)))
    house.run(12)
    moments = [entry.at for entry in house.platform.posts]
    assert [(later - first).total_seconds() for first, later in pairwise(moments)] == [4.0, 4.0]


def test_a_clock_that_jumps_ahead_makes_no_second_post(house: House) -> None:
    house.owe(post())
    house.platform.fail(Fault.LATE)

    async def scene() -> None:
        ledger = house.open()
        with ThreadPoolExecutor(2) as workers:
            courier = house.courier(ledger, workers, lambda _point: None)
            await courier.deliver_due()
            house.time.now += timedelta(days=1)  # the wall clock, not the stopwatch
            await courier.deliver_due()
            house.platform.settle_late()
            for _ in range(8):
                house.time.go_on(20)
                await courier.deliver_due()
        ledger.close()

    asyncio.run(scene())
    assert house.platform.read(NEWS) == ["one"]


@pytest.mark.parametrize("fault", [None, Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LIMIT, Fault.LATE])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("deaths", [1, 3])
def test_a_process_that_dies_between_any_two_steps_makes_one_post(
    house: House, point: str, fault: Fault | None, deaths: int
) -> None:
    house.owe(post("d/1", "one", "two"))
    if fault:
        house.platform.fail(fault)
    left = deaths

    def die(reached: str) -> None:
        nonlocal left
        if reached == "settled":  # what comes late comes within the settle time
            house.platform.settle_late()
        if reached == point and left:
            left -= 1
            raise Killed

    for _ in range(deaths + 4):
        with suppress(Killed):
            house.run(12, die, pace=20)
        house.time.go_on(5)
        house.platform.settle_late()
    assert house.platform.read(NEWS) == ["one", "two"]
    assert house.states() == {State.SENT: 2}


def test_every_point_at_which_a_kill_must_do_no_harm_is_passed(house: House) -> None:
    passed: set[str] = set()
    house.platform.fail(Fault.LOST_BEFORE)
    house.owe(post())
    house.run(20, passed.add, pace=20)
    expected = {"claimed", "sent", "settled"} | (set() if house.platform.limits.nonce_time else {"looked"})
    assert passed == expected


def test_it_sleeps_until_something_is_queued(tmp_path: Path) -> None:
    house = House(tmp_path / "l.db", MemoryPlatform(limits=LOOKS))
    platform: Platform = house.platform

    async def scene() -> None:
        ledger = house.open()
        with ThreadPoolExecutor(2) as workers:
            courier = house.courier(ledger, workers, lambda _point: None)
            running = asyncio.create_task(courier.run())
            await asyncio.sleep(0.05)
            ledger.post([post()], house.time.now)
            courier.wake()
            await until(lambda: house.platform.posts)
            courier.stop()
            await asyncio.wait_for(running, 2)
        ledger.close()

    asyncio.run(scene())
    assert platform.name == "memory"
    assert house.states() == {State.SENT: 1}


async def test_a_post_that_is_claimed_again_at_once_is_waited_for_at_the_end(house: House) -> None:
    refusals = 5
    send = house.platform.send

    async def refuse(*args: object, **more: object) -> object:
        nonlocal refusals
        refusals -= 1
        if refusals > 0:
            return Rejected(Reason.LIMITED, "429", retry_after=0.0)
        courier.stop()
        await asyncio.sleep(0.1)
        return await send(*args, **more)  # type: ignore[arg-type]

    house.platform.send = refuse  # type: ignore[method-assign,assignment]
    house.owe(Post("d/1", NEWS, (words("Pier reopens"),)))
    ledger = house.open()
    settle = ledger.settle

    def settle_and_tell_late(*args: object) -> bool:
        done = settle(*args)  # type: ignore[arg-type]
        time.sleep(0.02)  # others may claim it before its own task hears that it is settled
        return done

    ledger.settle = settle_and_tell_late  # type: ignore[method-assign,assignment]
    with ThreadPoolExecutor(4) as workers:
        courier = house.courier(ledger, workers, lambda _point: None)
        running = asyncio.create_task(courier.run())
        while not running.done():
            courier.wake()
            await asyncio.sleep(0.001)
    ledger.close()
    assert house.states() == {State.SENT: 1}
