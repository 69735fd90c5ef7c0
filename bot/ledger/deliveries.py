"""Deliveries in SQL: written, claimed with a lease, settled. Each function runs inside one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.inbound import Channel, MessageRef
from adapters.message import Message
from adapters.platform import Limits, Reason
from bot.ledger.payloads import freeze, thaw
from bot.outbox import Delivery, Look, Send, State, Verdict, Wait, marker, next_step
from briefings.models import Told
from briefings.moments import microseconds, moment

LOOKING = timedelta(minutes=2)  # a lease for reading a channel's history
_COLUMNS = (
    "d.id, d.cause, d.channel, d.part, d.marker, d.message, d.state, d.attempts, d.tried, d.first_tried,"
    " (SELECT r.post FROM deliveries AS r WHERE r.id = d.root_id)"
)
_OPEN = "d.channel = :channel AND d.state IN ('queued', 'sending', 'unsure')"
_NEXT = f"""
    {_OPEN}
    AND NOT EXISTS (  -- parts come in order
        SELECT 1 FROM deliveries AS e WHERE e.cause = d.cause AND e.channel = d.channel AND e.part < d.part
        AND e.state NOT IN ('sent', 'discarded')
    )
    AND NOT EXISTS (  -- a thread needs its first post
        SELECT 1 FROM deliveries AS r WHERE r.id = d.root_id AND r.state NOT IN ('sent', 'discarded')
    )
"""
_CLAIMABLE = f"""
    SELECT {_COLUMNS} FROM deliveries AS d
    WHERE {_NEXT} AND d.not_before <= :now AND (d.lease IS NULL OR d.lease_until <= :now)
    ORDER BY d.not_before, d.id LIMIT 1
"""
_BLOCKED = timedelta(minutes=1)  # what waits for a person is looked at again now and then


@dataclass(frozen=True, slots=True)
class Post:
    """A message that is to be posted once, in its parts.

    ``told`` is what its channel knows once it is posted. With ``threaded`` the parts after the first go into the
    first one's thread; ``root``, a delivery's id, names an older post whose thread all of it belongs in.
    """

    cause: str
    channel: Channel
    parts: tuple[Message, ...]
    told: tuple[Told, ...] = ()
    threaded: bool = False
    root: int | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease ends, and what to do with it."""

    delivery: Delivery
    step: Send | Look
    token: str


def marker_of(cause: str, channel: Channel, part: int) -> str:
    """What a post is found again by: 24 letters, the same at every try."""
    return marker(cause, channel, part)


def insert(db: sqlite3.Connection, post: Post, now: datetime) -> int | None:
    """Queue a post; gives its first delivery, or None where it was queued before: a cause is posted once.

    Nothing is queued for a channel that the bot was taken out of.
    """
    if _is_lost(db, post.channel):
        return None
    first: int | None = None
    begins = microseconds(post.not_before or now)
    for part, message in enumerate(post.parts, start=1):
        root = first if post.threaded and part > 1 and post.root is None else post.root
        made = db.execute(
            "INSERT INTO deliveries (cause, channel, part, platform, marker, state, not_before, attempts, root_id,"
            " detail, made, message) VALUES (?, ?, ?, ?, ?, 'queued', ?, 0, ?, '', ?, ?) ON CONFLICT DO NOTHING",
            (
                post.cause,
                str(post.channel),
                part,
                post.channel.platform,
                marker_of(post.cause, post.channel, part),
                begins,
                root,
                microseconds(now),
                freeze(message),
            ),
        )
        if made.rowcount == 0:
            return None
        first = first or made.lastrowid
    _open_lane(db, post.channel, begins)
    assert first is not None  # a post has a part
    # What was told hangs on the first part: the ones after it can only follow it.
    db.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                first,
                str(post.channel),
                each.story_id,
                each.text,
                json.dumps(each.quotes, ensure_ascii=False),
                json.dumps(each.article_ids),
                json.dumps(each.seen),
            )
            for each in post.told
        ],
    )
    return first


def _is_lost(db: sqlite3.Connection, channel: Channel) -> bool:
    """Whether the bot was taken out of a channel, or of its whole workspace."""
    whole = f"{channel.platform}/{channel.workspace}/{channel.workspace}"
    asked = "SELECT 1 FROM places WHERE channel IN (?, ?) AND state <> 'here' LIMIT 1"
    return db.execute(asked, (str(channel), whole)).fetchone() is not None


def told(db: sqlite3.Connection, channel: Channel, since: datetime) -> list[Told]:
    """What a channel was told since then, and what is still waiting to be told to it, in order."""
    rows = db.execute(
        "SELECT t.story_id, t.text, t.quotes, t.article_ids, t.seen FROM deliveries AS d"
        " CROSS JOIN told AS t ON t.delivery_id = d.id"  # in this order: a channel's posts of years are passed over
        " WHERE d.channel = ? AND d.state <> 'discarded' AND d.made >= ? ORDER BY t.rowid",
        (str(channel), microseconds(since)),
    )
    return [
        Told(
            story,
            text,
            tuple(json.loads(quotes)),
            tuple(json.loads(articles)),
            tuple((number, revision) for number, revision in json.loads(seen)),
        )
        for story, text, quotes, articles, seen in rows
    ]


def story_root(db: sqlite3.Connection, channel: Channel, story_id: int) -> int | None:
    """The delivery that first told a channel of a story: its thread is the story's."""
    row = db.execute(
        "SELECT coalesce(d.root_id, d.id) FROM told AS t JOIN deliveries AS d ON d.id = t.delivery_id"
        " WHERE t.channel = ? AND t.story_id = ? AND d.state <> 'discarded' ORDER BY d.id LIMIT 1",
        (str(channel), story_id),
    ).fetchone()
    return None if row is None else int(row[0])


def claim(
    db: sqlite3.Connection,
    platform: str,
    limits: Limits,
    now: datetime,
    limit: int,
    token: Callable[[], str],
    early: Callable[[int], timedelta],
) -> list[Claim]:
    """Take what is due on a platform, one post a channel, and commit ``sending`` for what is to be sent."""
    ready = db.execute(
        "SELECT channel FROM lanes WHERE platform = ? AND ready <= ? ORDER BY ready LIMIT ?",
        (platform, microseconds(now), limit),
    ).fetchall()
    claims: list[Claim] = []
    for (channel,) in ready:
        row = db.execute(_CLAIMABLE, {"channel": channel, "now": microseconds(now)}).fetchone()
        if row is None:
            _postpone_lane(db, channel, now)
            continue
        delivery = _delivery(row)
        step = next_step(delivery, now, limits)
        if delivery.state is not State.QUEUED and (pause := early(delivery.id)):
            step = Wait(now + pause)
        if isinstance(step, Wait):
            _wait(db, delivery, step)
            _postpone_lane(db, channel, now)
        else:
            claims.append(_lease(db, delivery, step, now, limits, token()))
    return claims


def settle(db: sqlite3.Connection, delivery: Delivery, token: str, verdict: Verdict, now: datetime) -> bool:
    """Write down what became of a claimed delivery; False where the lease is lost and another will find out.

    That it was posted is a fact whoever holds the lease.
    """
    sent = verdict.state is State.SENT
    done = verdict.state in (State.SENT, State.DISCARDED)
    settled = db.execute(
        "UPDATE deliveries SET state = ?, not_before = ?, lease = NULL, lease_until = NULL, post = coalesce(?, post),"
        " detail = ?, settled = ? WHERE id = ? AND state <> 'sent' AND (? OR lease = ?)",
        (
            verdict.state.value,
            microseconds(verdict.not_before),
            freeze(verdict.ref) if verdict.ref else None,
            verdict.detail,
            microseconds(now) if done else None,
            delivery.id,
            sent,
            token,
        ),
    )
    if settled.rowcount:
        free = microseconds(verdict.pause_channel or now)
        db.execute("UPDATE lanes SET ready = ? WHERE channel = ?", (free, str(delivery.channel)))
    if verdict.refused:
        close_channel(db, delivery.channel, verdict.refused, verdict.detail, now)
    return settled.rowcount > 0


def reopen(db: sqlite3.Connection, delivery_id: int, now: datetime) -> bool:
    """Send a held post after all: somebody looked and takes it upon himself."""
    done = db.execute(
        "UPDATE deliveries SET state = 'queued', not_before = ?, detail = '' WHERE id = ? AND state = 'held'",
        (microseconds(now), delivery_id),
    )
    if done.rowcount:
        (channel,) = db.execute("SELECT channel FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()
        _open_lane(db, Channel.parse(channel), microseconds(now))
    return done.rowcount > 0


def discard(db: sqlite3.Connection, delivery_id: int, now: datetime) -> bool:
    """Never send a held post, nor what would follow it."""
    done = db.execute(
        "UPDATE deliveries SET state = 'discarded', settled = ?, detail = 'discarded by hand' FROM"
        " (SELECT cause, channel, part FROM deliveries WHERE id = ? AND state = 'held') AS h"
        " WHERE deliveries.cause = h.cause AND deliveries.channel = h.channel AND deliveries.part >= h.part"
        " AND state IN ('held', 'queued')",
        (microseconds(now), delivery_id),
    )
    return done.rowcount > 0


def held(db: sqlite3.Connection, channels: Iterable[Channel] | None = None) -> list[tuple[Delivery, str]]:
    """The posts that wait for a person, with the reason; of some channels, or all."""
    names = None if channels is None else json.dumps([str(channel) for channel in channels])
    rows = db.execute(
        f"SELECT {_COLUMNS}, d.detail FROM deliveries AS d INDEXED BY deliveries_held WHERE d.state = 'held'"
        " AND (?1 IS NULL OR d.channel IN (SELECT value FROM json_each(?1))) ORDER BY d.id",
        (names,),
    )
    return [(_delivery(row), row[-1]) for row in rows.fetchall()]


def history(db: sqlite3.Connection, channel: Channel | None, limit: int) -> list[Delivery]:
    """The latest deliveries, the latest first."""
    where, known = ("", ()) if channel is None else ("WHERE d.channel = ?", (str(channel),))
    rows = db.execute(f"SELECT {_COLUMNS} FROM deliveries AS d {where} ORDER BY d.id DESC LIMIT ?", (*known, limit))
    return [_delivery(row) for row in rows.fetchall()]


def next_time(db: sqlite3.Connection, platform: str | None) -> datetime | None:
    """When the outbox has something to do next, on a platform or on any."""
    asked = "SELECT min(ready) FROM lanes" if platform is None else "SELECT min(ready) FROM lanes WHERE platform = ?"
    (earliest,) = db.execute(asked, () if platform is None else (platform,)).fetchone()
    return None if earliest is None else moment(earliest)


def counts(db: sqlite3.Connection) -> dict[State, int]:
    """How many deliveries there are in every state."""
    return {State(state): count for state, count in db.execute("SELECT state, count(*) FROM deliveries GROUP BY state")}


def _lease(
    db: sqlite3.Connection, delivery: Delivery, step: Send | Look, now: datetime, limits: Limits, token: str
) -> Claim:
    if isinstance(step, Look):
        db.execute(
            "UPDATE deliveries SET state = 'unsure', lease = ?, lease_until = ? WHERE id = ?",
            (token, microseconds(now + LOOKING), delivery.id),
        )
        _close_lane(db, delivery.channel, now + LOOKING)
        return Claim(delivery, step, token)
    # The lease ends when an unanswered send cannot arrive any more: from then on looking tells the truth.
    until = now + timedelta(seconds=limits.settle_time)
    db.execute(
        "UPDATE deliveries SET state = 'sending', lease = ?, lease_until = ?, tried = ?,"
        " first_tried = coalesce(first_tried, ?), attempts = attempts + 1 WHERE id = ?",
        (token, microseconds(until), microseconds(now), microseconds(now), delivery.id),
    )
    _close_lane(db, delivery.channel, until)
    row = db.execute(f"SELECT {_COLUMNS} FROM deliveries AS d WHERE d.id = ?", (delivery.id,)).fetchone()
    return Claim(_delivery(row), step, token)


def _wait(db: sqlite3.Connection, delivery: Delivery, step: Wait) -> None:
    db.execute(
        "UPDATE deliveries SET state = 'unsure', lease = NULL, lease_until = NULL, not_before = ? WHERE id = ?",
        (microseconds(step.until), delivery.id),
    )


def _open_lane(db: sqlite3.Connection, channel: Channel, ready: int) -> None:
    """Something is owed to a channel, from a time on."""
    db.execute(
        "INSERT INTO lanes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ready = min(ready, excluded.ready)",
        (str(channel), channel.platform, ready),
    )


def _close_lane(db: sqlite3.Connection, channel: Channel, until: datetime) -> None:
    """One post at a time: nothing else goes there until it is settled, or until its lease ends."""
    db.execute("UPDATE lanes SET ready = ? WHERE channel = ?", (microseconds(until), str(channel)))


def _postpone_lane(db: sqlite3.Connection, channel: str, now: datetime) -> None:
    """Nothing can be done there now: come back when something can, or never if nothing is owed."""
    asked = {"channel": channel}
    (due,) = db.execute(
        f"SELECT min(max(d.not_before, coalesce(d.lease_until, 0))) FROM deliveries AS d WHERE {_NEXT}", asked
    ).fetchone()
    if due is None and db.execute(f"SELECT 1 FROM deliveries AS d WHERE {_OPEN} LIMIT 1", asked).fetchone() is None:
        db.execute("DELETE FROM lanes WHERE channel = :channel", asked)
    else:
        later = due if due and due > microseconds(now) else microseconds(now + _BLOCKED)
        db.execute("UPDATE lanes SET ready = :ready WHERE channel = :channel", asked | {"ready": later})


def close_channel(db: sqlite3.Connection, channel: Channel, reason: Reason, detail: str, now: datetime) -> None:
    """Stop what else would go to a channel that refuses: held where a permission can be given back."""
    gone = reason in (Reason.GONE, Reason.REVOKED)
    db.execute(
        "UPDATE deliveries SET state = ?, detail = ?, settled = ? WHERE channel = ? AND state = 'queued'",
        ("discarded" if gone else "held", detail, microseconds(now) if gone else None, str(channel)),
    )
    db.execute(
        "UPDATE subscriptions SET standing = 'stopped', resumes = NULL, reason = ? WHERE channel = ?"
        " AND standing <> 'stopped'",
        (detail, str(channel)),
    )


def _delivery(row: Sequence[object]) -> Delivery:
    number, cause, channel, part, marker, message, state, attempts, tried, first_tried, root = row[:11]
    return Delivery(
        int(str(number)),
        str(cause),
        Channel.parse(str(channel)),
        int(str(part)),
        str(marker),
        thaw(str(message), Message),
        State(str(state)),
        int(str(attempts)),
        None if tried is None else moment(int(str(tried))),
        None if first_tried is None else moment(int(str(first_tried))),
        None if root is None else thaw(str(root), MessageRef),
    )
