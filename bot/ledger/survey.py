"""How posting stands, in SQL, for whoever runs the bot."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.ledger import deliveries
from bot.outbox import State
from bot.subscriptions.subscription import Standing
from briefings.moments import moment

_OPEN = "state IN ('queued', 'sending', 'unsure')"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that waits for a person: its number, where it would go, what it says, and why it waits."""

    number: int
    channel: str
    summary: str
    reason: str


@dataclass(frozen=True, slots=True)
class LastError:
    """What a platform said last of a post that did not arrive yet."""

    platform: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Survey:
    """Subscriptions, deliveries and questions, counted; ``waiting_since`` is when the oldest open post was queued."""

    subscriptions: dict[Standing, int]
    next_slot: datetime | None
    deliveries: dict[State, int]
    waiting_since: datetime | None
    held: tuple[HeldPost, ...]
    errors: tuple[LastError, ...]
    unanswered: int
    latest: datetime | None
    """The latest time that was written down: if it is to come, the clock was put back."""


def survey(db: sqlite3.Connection) -> Survey:
    """How everything stands."""
    standings = db.execute("SELECT standing, count(*) FROM subscriptions GROUP BY standing")
    (next_slot,) = db.execute("SELECT min(next_at) FROM subscriptions WHERE standing = 'active'").fetchone()
    (oldest,) = db.execute(f"SELECT min(made) FROM deliveries WHERE {_OPEN}").fetchone()
    errors = db.execute(
        "SELECT platform, detail, max(coalesce(tried, made)) FROM deliveries"
        f" WHERE ({_OPEN} OR state = 'held') AND detail <> '' GROUP BY platform ORDER BY platform"
    )
    (unanswered,) = db.execute("SELECT count(*) FROM inbound WHERE done IS NULL").fetchone()
    (latest,) = db.execute(
        "SELECT max(at) FROM (SELECT max(told_until) AS at FROM subscriptions"
        " UNION ALL SELECT max(received) FROM inbound"
        " UNION ALL SELECT made FROM (SELECT made FROM deliveries ORDER BY id DESC LIMIT 1))"
    ).fetchone()
    return Survey(
        {Standing(standing): count for standing, count in standings},
        _moment(next_slot),
        deliveries.counts(db),
        _moment(oldest),
        tuple(
            HeldPost(delivery.id, str(delivery.channel), delivery.message.summary, reason)
            for delivery, reason in deliveries.held(db)
        ),
        tuple(LastError(platform, detail, moment(at)) for platform, detail, at in errors),
        unanswered,
        _moment(latest),
    )


def _moment(number: int | None) -> datetime | None:
    return None if number is None else moment(number)
