"""What people watch, in SQL."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime
from typing import Any

from adapters.inbound import Channel, Person
from bot.ledger.payloads import freeze, thaw
from bot.watching.watches import Followed, Known, Memory, Watch
from briefings.moments import microseconds, moment

_COLUMNS = "id, owner, asked_in, channel, question, story_id, articles, version, looked, told"


def insert(
    db: sqlite3.Connection,
    person: Person,
    asked_in: Channel,
    channel: Channel | None,
    question: str,
    story_id: int | None,
    memory: Memory,
    now: datetime,
) -> Watch:
    """Begin a watch."""
    made = db.execute(
        "INSERT INTO watches"
        " (person, owner, asked_in, channel, question, story_id, memory, articles, version, looked, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
        (
            person_key(person),
            freeze(person),
            str(asked_in),
            None if channel is None else str(channel),
            question,
            story_id,
            freeze(memory),
            _articles(memory),
            microseconds(now),
            microseconds(now),
        ),
    )
    assert made.lastrowid is not None  # sqlite3 sets it after every INSERT
    return Watch(made.lastrowid, person, asked_in, channel, question, story_id, memory.articles, 0, now)


def delete(db: sqlite3.Connection, watch_id: int, person: Person) -> bool:
    """End a watch of a person; what is queued is still sent."""
    done = db.execute("DELETE FROM watches WHERE id = ? AND person = ?", (watch_id, person_key(person)))
    return done.rowcount > 0


def of_person(db: sqlite3.Connection, person: Person) -> list[Watch]:
    """What a person watches, the oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM watches WHERE person = ? ORDER BY id", (person_key(person),))
    return [_watch(row) for row in rows.fetchall()]


def telling(db: sqlite3.Connection) -> list[Watch]:
    """Every watch whose changes can be told now: it is known where to, and the platform took the word before."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM watches AS w WHERE channel IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliveries AS d"
        " WHERE d.cause = 'watch/' || w.id || '/' || w.version AND d.channel = w.channel"
        " AND (d.state = 'held' OR d.state = 'discarded' AND d.detail <> 'discarded by hand'))"
        " ORDER BY id"
    )
    return [_watch(row) for row in rows.fetchall()]


def watched_from(db: sqlite3.Connection) -> list[Channel]:
    """The channels as which watches see the news."""
    return [Channel.parse(channel) for (channel,) in db.execute("SELECT DISTINCT asked_in FROM watches")]


def unaddressed(db: sqlite3.Connection) -> list[Person]:
    """Those of whom it is not known yet where they read direct messages."""
    rows = db.execute("SELECT owner FROM watches WHERE channel IS NULL GROUP BY person ORDER BY min(id)")
    return [thaw(owner, Person) for (owner,) in rows.fetchall()]


def address(db: sqlite3.Connection, person: Person, channel: Channel) -> None:
    """It is known now."""
    db.execute(
        "UPDATE watches SET channel = ? WHERE person = ? AND channel IS NULL", (str(channel), person_key(person))
    )


def tell(db: sqlite3.Connection, watch: Watch, memory: Memory, now: datetime) -> bool:
    """Keep what a watcher knows once it is told; False where another told it, or the watch ended meanwhile."""
    done = db.execute(
        "UPDATE watches SET version = version + 1, memory = ?, articles = ?, looked = ?, told = ?"
        " WHERE id = ? AND version = ?",
        (freeze(memory), _articles(memory), microseconds(now), microseconds(now), watch.id, watch.version),
    )
    return done.rowcount > 0


def look(db: sqlite3.Connection, watch: Watch, memory: Memory, now: datetime) -> None:
    """It was asked again, and there is nothing to tell."""
    db.execute(
        "UPDATE watches SET memory = ?, articles = ?, looked = ? WHERE id = ? AND version = ?",
        (freeze(memory), _articles(memory), microseconds(now), watch.id, watch.version),
    )


def memory(db: sqlite3.Connection, watch: Watch) -> Memory | None:
    """What a watcher knows; None where the watch ended meanwhile."""
    row = db.execute("SELECT memory FROM watches WHERE id = ?", (watch.id,)).fetchone()
    if row is None:
        return None
    return thaw(row[0], Known) if watch.story_id is None else thaw(row[0], Followed)


def offer(db: sqlite3.Connection, question: str, now: datetime) -> str:
    """Keep a question for a button; gives the word by which it is found, the same for the same question."""
    token = hashlib.blake2b(question.encode(), digest_size=8).hexdigest()
    db.execute(
        "INSERT INTO questions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET asked = excluded.asked",
        (token, question, microseconds(now)),
    )
    return token


def offered(db: sqlite3.Connection, token: str) -> str | None:
    """The question of a button, unless it was forgotten."""
    row = db.execute("SELECT question FROM questions WHERE token = ?", (token,)).fetchone()
    return None if row is None else str(row[0])


def forget_offers(db: sqlite3.Connection, before: datetime) -> int:
    """Drop questions that were last asked before a time."""
    return db.execute("DELETE FROM questions WHERE asked < ?", (microseconds(before),)).rowcount


def person_key(person: Person) -> str:
    """Who somebody is, whatever they are called."""
    return f"{person.platform}/{person.workspace}/{person.id}"


def _watch(row: tuple[Any, ...]) -> Watch:
    number, owner, asked_in, channel, question, story_id, articles, version, looked, told = row
    return Watch(
        number,
        thaw(owner, Person),
        Channel.parse(asked_in),
        None if channel is None else Channel.parse(channel),
        question,
        story_id,
        frozenset(json.loads(articles)),
        version,
        moment(looked),
        None if told is None else moment(told),
    )


def _articles(memory: Memory) -> str:
    return json.dumps(sorted(memory.articles))
