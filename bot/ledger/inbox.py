"""What people asked, in SQL: kept before it is acknowledged, so that a crash loses no question."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from adapters.inbound import Inbound
from bot.ledger.moments import microseconds, moment
from bot.ledger.payloads import freeze, thaw


@dataclass(frozen=True, slots=True)
class Kept:
    """An inbound that was not answered yet, when it came, and how often an answer was begun."""

    inbound: Inbound
    received: datetime
    attempts: int


def insert(db: sqlite3.Connection, inbound: Inbound, now: datetime) -> bool:
    """Keep an inbound; False where it is a redelivery of a known one."""
    kept = db.execute(
        "INSERT INTO inbound (id, platform, payload, received, attempts) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
        (inbound.id, inbound.where.platform, freeze(inbound), microseconds(now)),
    )
    return kept.rowcount > 0


def finish(db: sqlite3.Connection, inbound_id: str, now: datetime) -> None:
    """It is answered."""
    db.execute("UPDATE inbound SET done = ? WHERE id = ?", (microseconds(now), inbound_id))


def begin_again(db: sqlite3.Connection, platform: str) -> list[Kept]:
    """What a crash left unanswered on a platform, the oldest first; each counts as begun once more."""
    rows = db.execute(
        "SELECT payload, received, attempts FROM inbound WHERE platform = ? AND done IS NULL ORDER BY received, id",
        (platform,),
    ).fetchall()
    db.execute("UPDATE inbound SET attempts = attempts + 1 WHERE platform = ? AND done IS NULL", (platform,))
    return [Kept(thaw(payload, Inbound), moment(received), attempts) for payload, received, attempts in rows]


def forget(db: sqlite3.Connection, before: datetime) -> int:
    """Drop what was answered before a time, when no redelivery can come any more."""
    return db.execute("DELETE FROM inbound WHERE done IS NOT NULL AND received < ?", (microseconds(before),)).rowcount
