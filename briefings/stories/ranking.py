"""Which stories a reader wants first (pure)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from briefings.models import Story

_HALF_LIFE_HOURS = 24.0


def rank(stories: Iterable[Story], now: datetime) -> list[Story]:
    """The stories, the weightiest first.

    Publishers that report a story on their own are the best sign that it matters; more articles of the same ones add
    little; and news ages: a story's weight halves with every day in which nothing came.
    """
    return sorted(stories, key=lambda story: (-weight(story, now), -story.last_change.timestamp(), story.id))


def weight(story: Story, now: datetime) -> float:
    """A story's weight; greater than 0."""
    hours = max(0.0, (now - story.last_change).total_seconds() / 3600)
    breadth = 1 + math.log2(max(1, len(story.publishers))) + 0.25 * math.log2(max(1, len(story.article_ids)))
    return float(breadth * 0.5 ** (hours / _HALF_LIFE_HOURS))
