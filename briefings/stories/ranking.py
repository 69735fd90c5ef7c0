"""Which stories a reader wants first (pure)."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from briefings.ports import StoryRow

_HALF_LIFE_HOURS = 24.0


def rank(rows: Iterable[StoryRow], now: datetime, count: Callable[[StoryRow], int]) -> Iterator[StoryRow]:
    """The stories, the weightiest first, one by one.

    Publishers that report a story on their own are the best sign that it matters; more articles of the same ones add
    little; and news ages: a story's weight halves with every day in which nothing came.

    Args:
        rows: the stories in any order.
        now: the time of the ranking.
        count: how many publishers report a story on their own. It has to read texts, so only a story that would come
            next is counted; until then it weighs what it would if nobody copied.
    """
    waiting = [_place(row, row.voices, now, counted=row.voices < 2) for row in rows]
    heapq.heapify(waiting)
    while waiting:
        *_, counted, row = waiting[0]
        if counted:
            heapq.heappop(waiting)
            yield row
        else:
            heapq.heapreplace(waiting, _place(row, count(row), now, counted=True))


def weight(row: StoryRow, publishers: int, now: datetime) -> float:
    """The weight of a story that so many publishers report on their own; greater than 0."""
    hours = max(0.0, (now - row.last_change).total_seconds() / 3600)
    breadth = 1 + math.log2(max(1, publishers)) + 0.25 * math.log2(max(1, len(row.editions)))
    return float(breadth * 0.5 ** (hours / _HALF_LIFE_HOURS))


def _place(row: StoryRow, publishers: int, now: datetime, *, counted: bool) -> tuple[float, float, int, bool, StoryRow]:
    """Where a story stands in the queue; of equal ones the fresher comes first, and no two have one number."""
    return -weight(row, publishers, now), -row.last_change.timestamp(), row.id, counted, row
