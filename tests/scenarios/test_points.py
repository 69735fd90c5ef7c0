"""Every named point at which a kill must do no harm is passed, and a plan that is killed at one is finished once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.plaintext import UNLIMITED
from adapters.platform import Channel
from bot import delivery, planning
from bot.delivery import Courier
from bot.ledger.ledger import Ledger
from bot.planning import Planner
from bot.wiring import Newsroom
from briefings.models import Scope
from tests.bot.ledger.conftest import ANNA
from tests.bot.scale import MORNING, NINE

CHANNELS = planning.AT_ONCE * 2 + 50
LIMITS = replace(UNLIMITED, settle_time=0.05, posts_per_second=1000.0)


class Killed(BaseException):
    """The process ends here: no handler of ours may run."""


def planner(ledger: Ledger, newsroom: Newsroom, reached: object) -> Planner:
    scope = Scope("local")
    return Planner(
        ledger, newsroom.briefings, lambda _channel: scope, lambda _name: LIMITS, reached=reached  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("at", range(6))
def test_a_plan_that_is_killed_at_any_point_is_finished_once(ledger: Ledger, newsroom: Newsroom, at: int) -> None:
    for number in range(CHANNELS):
        ledger.subscribe(Channel("memory", "w", f"c{number}"), ANNA, NINE, MORNING - timedelta(hours=20))
    passed: list[str] = []

    def die(reached: str) -> None:
        passed.append(reached)
        if len(passed) == at + 1:
            raise Killed

    with suppress(Killed):
        planner(ledger, newsroom, die).plan_due(MORNING)
    assert len(passed) == at + 1
    planner(ledger, newsroom, lambda _point: None).plan_due(MORNING)
    posts = ledger.history()
    assert len({post.channel for post in posts}) == len(posts) == CHANNELS


def test_every_named_point_is_passed(ledger: Ledger, newsroom: Newsroom) -> None:
    passed: set[str] = set()
    ledger.subscribe(Channel("memory", "w", "c"), ANNA, NINE, MORNING - timedelta(hours=20))
    planner(ledger, newsroom, passed.add).plan_due(MORNING)
    platform = MemoryPlatform(limits=LIMITS, clock=lambda: MORNING)
    platform.fail(Fault.LOST_BEFORE)
    seconds = 0.0

    async def scene() -> None:
        nonlocal seconds
        with ThreadPoolExecutor(1) as workers:
            courier = Courier(
                ledger,
                platform,
                clock=lambda: MORNING + timedelta(seconds=seconds),
                elapsed=lambda: seconds,
                chance=lambda: 0.5,
                workers=workers,
                reached=passed.add,
            )
            for _ in range(4):
                await courier.deliver_due()
                seconds += 1.0

    asyncio.run(scene())
    assert passed == {*planning.POINTS, *delivery.POINTS}
    assert len(platform.posts) == 1
