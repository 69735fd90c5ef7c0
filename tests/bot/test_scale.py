"""Thousands of channels whose digest is due in the same minute: made once, sent at the platform's pace, nobody waits."""

from __future__ import annotations

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
    assert sorted(figures.answers)[len(figures.answers) // 2] < 2  # a machine under load


@pytest.mark.torture
@pytest.mark.parametrize(("workspaces", "channels"), [(1, 10_000), (2_000, 5)], ids=["one workspace", "many"])
async def test_ten_thousand_in_a_minute(newstown: Town, workspaces: int, channels: int) -> None:
    newstown.subscribe(workspaces, channels)
    figures = await newstown.serve(10_000, LIMITS)
    print(figures)
    assert figures.digests == workspaces
    assert figures.queued < 60
    assert figures.busiest <= 50
    assert 10_000 / 50 <= figures.sent < 10_000 / 50 * 1.5
    assert sorted(figures.answers)[len(figures.answers) // 2] < 1


@pytest.mark.parametrize("rate", [1.0, 2.5, 50.0])
def test_no_second_has_more_posts_than_the_rate(rate: float) -> None:
    now = 100.0
    pace = Pace(rate, lambda: now)
    sent: list[float] = []
    while len(sent) < 200:
        room = int(pace.room())
        pace.take(room)
        sent += [now] * room
        now += max(pace.pause(), 0.001)
    window = max(int(rate), 1)
    assert all(later - first >= 1 - 1e-6 for first, later in zip(sent, sent[window:], strict=False)) or rate < 2
    assert all(later >= first for first, later in pairwise(sent))
    assert len(sent) / (sent[-1] - sent[0]) > rate * 0.4
