"""Thousands of channels whose digest is due in the same minute: made once, sent at the platform's pace, nobody waits."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.pace import Pace
from briefings.ports import Annotator
from tests.bot.scale import LIMITS, Town, town


@pytest.fixture
def newstown(tmp_path: Path, annotator: Annotator) -> Iterator[Town]:
    with town(tmp_path, annotator) as made:
        yield made


@pytest.mark.parametrize(("workspaces", "channels"), [(1, 500), (100, 5)], ids=["one workspace", "many"])
async def test_five_hundred_in_a_minute(newstown: Town, workspaces: int, channels: int) -> None:
    newstown.subscribe(workspaces, channels)
    figures = await newstown.serve(500, replace(LIMITS, posts_per_second_in_all=200.0))
    print(figures)
    assert figures.digests == workspaces
    assert figures.queued < 20
    assert figures.busiest <= 200
    assert figures.slowest(0.5) < 1


@pytest.mark.torture
@pytest.mark.parametrize(("workspaces", "channels"), [(1, 10_000), (2_000, 5)], ids=["one workspace", "many"])
async def test_ten_thousand_in_a_minute(newstown: Town, workspaces: int, channels: int) -> None:
    newstown.subscribe(workspaces, channels)
    figures = await newstown.serve(10_000, LIMITS)
    print(figures)
    assert figures.digests == workspaces
    assert figures.queued < 60
    assert figures.busiest <= 50
    assert 10_000 / 50 <= figures.sent < 10_000 / 50 * 3
    crowd = max(1.0, os.getloadavg()[1] / (os.cpu_count() or 1))  # on a machine that others use everything waits
    assert figures.slowest(0.01) < crowd
    assert max(figures.answers) < 2 * crowd


async def test_no_second_has_more_posts_than_the_rate() -> None:
    pace = Pace(100.0, time.monotonic)
    sent: list[float] = []

    async def post() -> None:
        await pace.turn()
        sent.append(time.monotonic())

    posts = [asyncio.create_task(post()) for _ in range(40)]
    await asyncio.sleep(0.1)
    time.sleep(0.2)  # the process stalls: nobody catches up at once
    await asyncio.gather(*posts)
    assert min(later - first for first, later in pairwise(sent)) > 0.009
    assert sent[-1] - sent[0] < 5
