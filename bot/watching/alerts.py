"""Which stories are breaking: an explicit gate, no judgement of words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.subscriptions.subscription import Gate
from briefings.models import Article, distinct

FRESH = timedelta(days=1)
"""An article that was published longer before we first saw its story tells of nothing that is breaking."""
LATE = timedelta(hours=2)
"""So long after its time an alert is none any more: the next digest tells it."""


def may_break(gate: Gate, voices: int, first_seen: datetime, now: datetime) -> bool:
    """Whether a story can pass the gate at all, before its articles are read; ``voices`` counts copies too."""
    return voices >= gate.publishers and now - first_seen <= timedelta(minutes=gate.minutes) + LATE


def publishers_within(gate: Gate, reports: Sequence[Sequence[Article]]) -> tuple[str, ...]:
    """The publishers that reported a story on their own within the gate's time of its first article.

    ``reports`` are articles, each with its copies.
    """
    stored = [article.stored for copies in reports for article in copies]
    if not stored:
        return ()
    first = min(stored)
    in_time = [
        copies[0].label
        for copies in reports
        if min(article.stored for article in copies) <= first + timedelta(minutes=gate.minutes)
        and min(article.when for article in copies) >= first - FRESH
    ]
    return distinct(in_time)
