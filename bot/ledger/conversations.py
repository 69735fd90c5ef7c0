"""The part of the ledger that is about talking: how channels are set, which threads are ours, what buttons stand for.

Each method is one transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from adapters.inbound import Channel, Person, Submission
from adapters.message import Message
from bot.ledger import settings
from bot.ledger.payloads import freeze, thaw
from bot.ledger.settings import ChannelSettings
from bot.ledger.watchbook import Transaction
from bot.ledger.watches import person_key
from briefings.moments import microseconds


class Conversations:
    """Settings, threads, further pages and drafts, for the ``Ledger`` that it belongs to."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read = read
        self._write = write

    def settings(self, channel: Channel) -> ChannelSettings:
        """How a channel is set."""
        return self._read(lambda db: settings.find(db, channel))

    def set(self, channel: Channel, wanted: ChannelSettings) -> None:
        """Set a channel."""
        self._write(lambda db: settings.keep(db, channel, wanted))

    # Threads

    def join(self, channel: Channel, thread: str, now: datetime) -> None:
        """We were asked, or said something, in a thread."""
        self._write(lambda db: join(db, channel, thread, now))

    # What a button stands for

    def keep_pages(self, parts: Sequence[Message], now: datetime) -> str:
        """Keep the parts of a long private answer; gives the word by which they are found."""
        return self._stash(freeze(tuple(parts), tuple[Message, ...]), now)

    def pages(self, token: str) -> tuple[Message, ...]:
        """The parts, none where they were forgotten."""
        found = self._stashed(token)
        return thaw(found, tuple[Message, ...]) if found else ()

    def keep_draft(self, person: Person, submission: Submission, now: datetime) -> str:
        """Keep what somebody filled in and has to mend; gives the word by which it is found."""
        return self._stash(freeze(submission), now, person)

    def draft(self, person: Person, token: str) -> Submission | None:
        """What somebody filled in, unless it was forgotten or is somebody else's."""
        found = self._stashed(token, person)
        return thaw(found, Submission) if found else None

    def forget(self, stashed_before: datetime, joined_before: datetime) -> None:
        """Drop pages, drafts and threads that nobody comes back to."""

        def change(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM stash WHERE made < ?", (microseconds(stashed_before),))
            db.execute("DELETE FROM threads WHERE at < ?", (microseconds(joined_before),))

        self._write(change)

    def _stash(self, payload: str, now: datetime, person: Person | None = None) -> str:
        owner = person_key(person) if person else ""
        token = hashlib.blake2b(f"{owner} {payload}".encode(), digest_size=8).hexdigest()
        self._write(
            lambda db: db.execute(
                "INSERT INTO stash VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET made = excluded.made",
                (token, owner, payload, microseconds(now)),
            )
        )
        return token

    def _stashed(self, token: str, person: Person | None = None) -> str:
        owner = person_key(person) if person else ""
        row = self._read(
            lambda db: db.execute("SELECT payload FROM stash WHERE token = ? AND owner = ?", (token, owner)).fetchone()
        )
        return "" if row is None else str(row[0])


def join(db: sqlite3.Connection, channel: Channel, thread: str, now: datetime) -> None:
    """We were asked, or said something, in a thread."""
    db.execute(
        "INSERT INTO threads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at",
        (str(channel), thread, microseconds(now)),
    )


def is_joined(db: sqlite3.Connection, channel: Channel, thread: str) -> bool:
    """Whether a thread is one of ours: we were asked in it, or posted in it."""
    place = (str(channel), thread)
    if db.execute("SELECT 1 FROM threads WHERE channel = ? AND thread = ?", place).fetchone():
        return True
    posted = "SELECT 1 FROM deliveries WHERE channel = ? AND state = 'sent' AND json_extract(post, '{}') = ? LIMIT 1"
    return any(db.execute(posted.format(part), place).fetchone() for part in ("$.id", "$.thread"))
