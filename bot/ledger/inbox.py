"""What people asked, in SQL: kept before it is acknowledged, so that a crash loses no question."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.inbound import Inbound
from adapters.message import Message
from bot.ledger.payloads import freeze, thaw
from briefings.moments import microseconds, moment


@dataclass(frozen=True, slots=True)
class Kept:
    """An inbound that was not answered yet, when it came, how often that was begun, and its answer if there is one."""

    inbound: Inbound
    received: datetime
    attempts: int
    reply: tuple[Message, ...] = ()


def insert(db: sqlite3.Connection, inbound: Inbound, now: datetime) -> bool:
    """Keep an inbound; False where it is a redelivery of a known one."""
    kept = db.execute(
        "INSERT INTO inbound (id, platform, payload, received, attempts) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
        (inbound.id, inbound.where.platform, freeze(inbound), microseconds(now)),
    )
    return kept.rowcount > 0


def keep_reply(db: sqlite3.Connection, inbound_id: str, parts: Sequence[Message]) -> None:
    """Keep an answer before it is given, so that what a crash cuts off goes on with the same words."""
    db.execute("UPDATE inbound SET reply = ? WHERE id = ?", (freeze(tuple(parts), tuple[Message, ...]), inbound_id))


def finish(db: sqlite3.Connection, inbound_id: str, now: datetime) -> None:
    """It is answered."""
    db.execute("UPDATE inbound SET done = ? WHERE id = ?", (microseconds(now), inbound_id))


def begin_again(db: sqlite3.Connection, platform: str) -> list[Kept]:
    """What a crash left unanswered on a platform, the oldest first; each counts as begun once more."""
    rows = db.execute(
        "SELECT payload, received, attempts, reply FROM inbound WHERE platform = ? AND done IS NULL"
        " ORDER BY received, id",
        (platform,),
    ).fetchall()
    db.execute("UPDATE inbound SET attempts = attempts + 1 WHERE platform = ? AND done IS NULL", (platform,))
    return [
        Kept(
            thaw(payload, Inbound),
            moment(received),
            attempts,
            thaw(reply, tuple[Message, ...]) if reply else (),
        )
        for payload, received, attempts, reply in rows
    ]


def forget(db: sqlite3.Connection, before: datetime) -> int:
    """Drop what was answered before a time, when no redelivery can come any more."""
    return db.execute("DELETE FROM inbound WHERE done IS NOT NULL AND received < ?", (microseconds(before),)).rowcount
