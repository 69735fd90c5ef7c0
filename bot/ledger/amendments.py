"""Posts that have to be changed after they were sent, in SQL.

A delivery's message is what its post should say. An edit notes that the post does not say so yet; to edit is the same
twice as once, so it is done until it is settled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.inbound import Channel, MessageRef
from adapters.message import Message
from bot.ledger.deliveries import Post
from bot.ledger.payloads import freeze, thaw
from briefings.moments import microseconds, moment


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a delivery's post is to say from now on."""

    delivery_id: int
    message: Message


@dataclass(frozen=True, slots=True)
class Correction:
    """A word about a story, and the posts that are to read otherwise because of it, which may be none."""

    post: Post
    amended: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A post that does not say yet what it should."""

    delivery_id: int
    version: int
    ref: MessageRef
    message: Message
    attempts: int


def telling(db: sqlite3.Connection, channel: Channel, texts: Iterable[str]) -> list[Amendment]:
    """The posts to a channel, in all their parts, of which one told any of these texts: as they are now."""
    marks = sorted(set(texts))
    rows = db.execute(
        "SELECT p.id, p.message FROM deliveries AS p WHERE p.channel = ?1 AND p.state <> 'discarded' AND p.cause IN"
        " (SELECT d.cause FROM told AS t JOIN deliveries AS d ON d.id = t.delivery_id"
        f" WHERE t.channel = ?1 AND t.text IN ({_marks(marks)})) ORDER BY p.id",
        (str(channel), *marks),
    )
    return [Amendment(number, thaw(message, Message)) for number, message in rows.fetchall()]


def amend(db: sqlite3.Connection, amendments: Iterable[Amendment], now: datetime) -> None:
    """Let posts say something else: what is still to be sent is sent so, what was sent is edited."""
    for each in amendments:
        db.execute("UPDATE deliveries SET message = ? WHERE id = ?", (freeze(each.message), each.delivery_id))
        db.execute(
            "INSERT INTO edits SELECT id, 1, ?1, 0 FROM deliveries WHERE id = ?2 AND state <> 'queued'"
            " ON CONFLICT DO UPDATE SET version = version + 1, not_before = ?1, attempts = 0",
            (microseconds(now), each.delivery_id),
        )


def due(db: sqlite3.Connection, platform: str, now: datetime, limit: int) -> list[Edit]:
    """The edits of posts that are there by now, the oldest first."""
    rows = db.execute(
        "SELECT e.delivery_id, e.version, d.post, d.message, e.attempts FROM edits AS e"
        " CROSS JOIN deliveries AS d ON d.id = e.delivery_id"  # edits first: they are few
        " WHERE d.platform = ? AND d.state = 'sent' AND d.post IS NOT NULL AND e.not_before <= ?"
        " ORDER BY e.not_before, e.delivery_id LIMIT ?",
        (platform, microseconds(now), limit),
    )
    return [
        Edit(number, version, thaw(post, MessageRef), thaw(message, Message), attempts)
        for number, version, post, message, attempts in rows.fetchall()
    ]


def settle(db: sqlite3.Connection, edit: Edit) -> None:
    """The post says what it should, or the platform will never let it; a newer edit stays."""
    db.execute("DELETE FROM edits WHERE delivery_id = ? AND version = ?", (edit.delivery_id, edit.version))


def postpone(db: sqlite3.Connection, edit: Edit, until: datetime) -> None:
    """Try again later."""
    db.execute(
        "UPDATE edits SET not_before = ?, attempts = attempts + 1 WHERE delivery_id = ? AND version = ?",
        (microseconds(until), edit.delivery_id, edit.version),
    )


def channels(db: sqlite3.Connection) -> list[Channel]:
    """The channels that have a subscription, or were told something when they had one."""
    # From one channel to the next: what each was told is not looked through.
    rows = db.execute(
        "WITH RECURSIVE heard (channel) AS (SELECT min(channel) FROM told UNION ALL"
        " SELECT (SELECT min(t.channel) FROM told AS t WHERE t.channel > heard.channel) FROM heard"
        " WHERE heard.channel IS NOT NULL)"
        " SELECT channel FROM heard WHERE channel IS NOT NULL UNION SELECT channel FROM subscriptions ORDER BY channel"
    )
    return [Channel.parse(channel) for (channel,) in rows.fetchall()]


def followers(db: sqlite3.Connection, article_ids: Sequence[int]) -> list[Channel]:
    """The channels that were told from any of these articles, by a post that is sent."""
    rows = db.execute(
        "SELECT DISTINCT t.channel FROM told_articles AS t JOIN deliveries AS d ON d.id = t.delivery_id"
        f" WHERE t.article_id IN ({_marks(article_ids)}) AND d.state = 'sent' ORDER BY t.channel",
        tuple(article_ids),
    )
    return [Channel.parse(channel) for (channel,) in rows.fetchall()]


def was_told(db: sqlite3.Connection, channel: Channel, article_ids: Sequence[int]) -> bool:
    """Whether a channel was told from any of these articles, or will be by a post that waits."""
    row = db.execute(
        "SELECT 1 FROM told_articles AS t JOIN deliveries AS d ON d.id = t.delivery_id WHERE t.channel = ?"
        f" AND t.article_id IN ({_marks(article_ids)}) AND d.state <> 'discarded' LIMIT 1",
        (str(channel), *article_ids),
    ).fetchone()
    return row is not None


def last_made(
    db: sqlite3.Connection, channel: Channel, kinds: Sequence[str], article_ids: Sequence[int]
) -> datetime | None:
    """When the latest post that tells from these articles was queued; a kind is the first word of its cause."""
    row = db.execute(
        "SELECT max(d.made) FROM told_articles AS t JOIN deliveries AS d ON d.id = t.delivery_id"
        f" WHERE t.channel = ? AND t.article_id IN ({_marks(article_ids)}) AND d.state <> 'discarded'"
        f" AND substr(d.cause, 1, instr(d.cause, '/') - 1) IN ({_marks(kinds)})",
        (str(channel), *article_ids, *kinds),
    ).fetchone()
    return None if row[0] is None else moment(row[0])


def made_since(db: sqlite3.Connection, channel: Channel, kind: str, since: datetime) -> int:
    """How many posts of a kind were queued for a channel since then."""
    (count,) = db.execute(
        "SELECT count(*) FROM deliveries WHERE channel = ? AND made >= ? AND cause >= ? AND cause < ? AND part = 1"
        " AND state <> 'discarded'",
        (str(channel), microseconds(since), f"{kind}/", f"{kind}0"),
    ).fetchone()
    return int(count)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
