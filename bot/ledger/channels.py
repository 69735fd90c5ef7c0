"""Which of its workspace's sources a channel takes, in SQL: all of them until somebody chooses."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from adapters.inbound import Channel
from bot.ledger import threads


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel's choice of feeds: only those that it took, or all but those that it left.

    A source that is added later is taken by a channel that never took some alone.
    """

    taken: frozenset[str] | None = None
    left: frozenset[str] = frozenset()

    @property
    def is_all(self) -> bool:
        """Whether the channel takes everything."""
        return self.taken is None and not self.left

    def allows(self, feed: str) -> bool:
        """Whether the channel takes a feed."""
        return feed in self.taken if self.taken is not None else feed not in self.left

    def take(self, feeds: Collection[str]) -> Choice:
        """The choice after these feeds are taken: back in, where some were left; alone, where all were taken."""
        if self.taken is None and self.left:
            return Choice(left=self.left.difference(feeds))
        return Choice(taken=(self.taken or frozenset()).union(feeds))

    def leave(self, feeds: Collection[str]) -> Choice:
        """The choice after these feeds are left."""
        if self.taken is None:
            return Choice(left=self.left.union(feeds))
        return Choice(taken=self.taken.difference(feeds))


def choice(db: sqlite3.Connection, channel: Channel) -> Choice:
    """What a channel chose; a thread takes what its channel takes, until it chooses itself."""
    rows = db.execute("SELECT feed, taken FROM channel_sources WHERE channel = ?", (str(channel),)).fetchall()
    if not rows and (outer := threads.around(db, channel)):
        return choice(db, outer)
    taken = frozenset(feed for feed, is_taken in rows if is_taken and feed)
    alone = any(is_taken for _, is_taken in rows)
    return Choice(taken if alone else None, frozenset(feed for feed, is_taken in rows if not is_taken))


def choose(db: sqlite3.Connection, channel: Channel, wanted: Choice) -> None:
    """Keep what a channel chose."""
    db.execute("DELETE FROM channel_sources WHERE channel = ?", (str(channel),))
    rows = [(feed, False) for feed in wanted.left]
    if wanted.taken is not None:
        rows = [(feed, True) for feed in wanted.taken] or [("", True)]  # it takes none, which is a choice, too
    db.executemany(
        "INSERT INTO channel_sources (channel, feed, taken) VALUES (?, ?, ?)",
        [(str(channel), feed, is_taken) for feed, is_taken in rows],
    )
