"""Subscriptions in SQL: who is told what and when, and the slots that brought nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.inbound import Channel, Person
from bot.ledger.payloads import freeze, thaw
from bot.subscriptions.schedule import Nominal, Slot
from bot.subscriptions.subscription import Due, Missed, Standing, Subscription, Terms
from briefings.moments import microseconds, moment

_COLUMNS = "id, channel, owner, terms, next_nominal, next_at, standing, resumes, reason, told_until"
_GAPS_KEPT = 50


def insert(
    db: sqlite3.Connection, channel: Channel, owner: Person, terms: Terms, since: datetime, now: datetime
) -> Subscription:
    """Begin a subscription with the next slot that comes; its first digest reaches back to ``since``."""
    first = terms.schedule.first_after(now)
    made = db.execute(
        "INSERT INTO subscriptions (channel, owner, terms, next_nominal, next_at, standing, reason, told_until, made)"
        " VALUES (?, ?, ?, ?, ?, 'active', '', ?, ?)",
        (
            str(channel),
            freeze(owner),
            freeze(terms),
            str(first.nominal),
            microseconds(first.at),
            microseconds(since),
            microseconds(now),
        ),
    )
    assert made.lastrowid is not None  # sqlite3 sets it after every INSERT
    return Subscription(made.lastrowid, channel, owner, terms, first, told_until=since)


def change(db: sqlite3.Connection, subscription_id: int, terms: Terms, now: datetime) -> None:
    """Give a subscription other terms; where its schedule is another, its next slot is the next to come."""
    known = find(db, subscription_id)
    if known is None:
        return
    following = known.next if known.terms.schedule == terms.schedule else terms.schedule.first_after(now)
    db.execute(
        "UPDATE subscriptions SET terms = ?, next_nominal = ?, next_at = ? WHERE id = ?",
        (freeze(terms), str(following.nominal), microseconds(following.at), subscription_id),
    )


def stand(
    db: sqlite3.Connection, subscription_id: int, standing: Standing, resumes: datetime | None, reason: str
) -> bool:
    """Pause a subscription, until a time or for good, or let it go on."""
    done = db.execute(
        "UPDATE subscriptions SET standing = ?, resumes = ?, reason = ? WHERE id = ?",
        (standing.value, None if resumes is None else microseconds(resumes), reason, subscription_id),
    )
    return done.rowcount > 0


def delete(db: sqlite3.Connection, subscription_id: int) -> bool:
    """End a subscription; what is queued is still sent."""
    return db.execute("DELETE FROM subscriptions WHERE id = ?", (subscription_id,)).rowcount > 0


def find(db: sqlite3.Connection, subscription_id: int) -> Subscription | None:
    """The subscription of that number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM subscriptions WHERE id = ?", (subscription_id,)).fetchone()
    return None if row is None else _subscription(row)


def listed(db: sqlite3.Connection, channel: Channel | None = None) -> list[Subscription]:
    """All subscriptions, or a channel's, the oldest first."""
    where, known = ("", ()) if channel is None else ("WHERE channel = ?", (str(channel),))
    rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions {where} ORDER BY id", known)
    return [_subscription(row) for row in rows.fetchall()]


def of_workspace(db: sqlite3.Connection, platform: str, workspace: str) -> list[Subscription]:
    """The subscriptions of a workspace's channels, the oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM subscriptions WHERE channel >= ?1 || '/' AND channel < ?1 || '0' ORDER BY id",
        (f"{platform}/{workspace}",),
    )
    return [_subscription(row) for row in rows.fetchall()]


def due(db: sqlite3.Connection, now: datetime, limit: int) -> list[Subscription]:
    """The subscriptions whose slot has come, the longest waiting first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM subscriptions WHERE next_at <= ? ORDER BY next_at, id LIMIT ?",
        (microseconds(now), limit),
    )
    return [_subscription(row) for row in rows.fetchall()]


def alerted(db: sqlite3.Connection) -> list[Subscription]:
    """Those that ask for breaking news."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions WHERE json_extract(terms, '$.alerts') IS NOT NULL")
    return [_subscription(row) for row in rows.fetchall()]


def next_time(db: sqlite3.Connection) -> datetime | None:
    """When the next slot comes."""
    (earliest,) = db.execute("SELECT min(next_at) FROM subscriptions").fetchone()
    return None if earliest is None else moment(earliest)


def advance(db: sqlite3.Connection, subscription: Subscription, outcome: Due, told_until: datetime | None) -> bool:
    """Move on to the next slot and keep what was missed; False where another did so meanwhile."""
    resumed = subscription.standing is Standing.PAUSED and outcome.slot is not None
    moved = db.execute(
        "UPDATE subscriptions SET next_nominal = ?, next_at = ?, told_until = coalesce(?, told_until),"
        " standing = CASE WHEN ? THEN 'active' ELSE standing END, resumes = CASE WHEN ? THEN NULL ELSE resumes END"
        " WHERE id = ? AND next_nominal = ?",
        (
            str(outcome.next.nominal),
            microseconds(outcome.next.at),
            None if told_until is None else microseconds(told_until),
            resumed,
            resumed,
            subscription.id,
            str(subscription.next.nominal),
        ),
    )
    if moved.rowcount == 0:
        return False
    note(db, subscription.id, outcome.missed)
    return True


def tell_again(db: sqlite3.Connection, subscription: Subscription) -> None:
    """Take back that news was told, as far as it is known here what was told before."""
    if subscription.told_until is not None:
        db.execute(
            "UPDATE subscriptions SET told_until = ? WHERE id = ?",
            (microseconds(subscription.told_until), subscription.id),
        )


def note(db: sqlite3.Connection, subscription_id: int, missed: Sequence[Missed]) -> None:
    """Keep why slots brought nothing; the latest fifty."""
    db.executemany(
        "INSERT INTO gaps VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
        [(subscription_id, str(each.slot.nominal), microseconds(each.slot.at), each.reason) for each in missed],
    )
    db.execute(
        "DELETE FROM gaps WHERE subscription_id = ?1 AND nominal NOT IN"
        " (SELECT nominal FROM gaps WHERE subscription_id = ?1 ORDER BY at DESC LIMIT ?2)",
        (subscription_id, _GAPS_KEPT),
    )


def gaps(db: sqlite3.Connection, subscription_id: int, limit: int) -> list[Missed]:
    """The latest slots that brought nothing, the latest first."""
    rows = db.execute(
        "SELECT nominal, at, reason FROM gaps WHERE subscription_id = ? ORDER BY at DESC LIMIT ?",
        (subscription_id, limit),
    )
    return [Missed(Slot(Nominal.parse(nominal), moment(at)), reason) for nominal, at, reason in rows.fetchall()]


def last_sent(db: sqlite3.Connection, subscription_id: int) -> datetime | None:
    """When the subscription's latest digest was posted."""
    row = db.execute(
        "SELECT max(settled) FROM deliveries WHERE state = 'sent' AND cause >= ?1 || '/' AND cause < ?1 || '0'",
        (f"digest/{subscription_id}",),
    ).fetchone()
    return None if row[0] is None else moment(row[0])


def _subscription(row: tuple[Any, ...]) -> Subscription:
    number, channel, owner, terms, nominal, at, standing, resumes, reason, told_until = row
    return Subscription(
        number,
        Channel.parse(channel),
        thaw(owner, Person),
        thaw(terms, Terms),
        Slot(Nominal.parse(nominal), moment(at)),
        Standing(standing),
        None if resumes is None else moment(resumes),
        reason,
        moment(told_until),
    )
