"""The channel that a thread lies in, in SQL, where a thread is a channel of its own, as on Discord.

Until somebody sets something in such a thread, it is served as its channel is.
"""

from __future__ import annotations

import sqlite3

from adapters.inbound import Channel


def put(db: sqlite3.Connection, thread: Channel, channel: Channel) -> None:
    """A thread lies in a channel."""
    db.execute(
        "INSERT INTO homes VALUES (?, ?) ON CONFLICT DO UPDATE SET workspace = excluded.workspace",
        (str(thread), str(channel)),
    )


def around(db: sqlite3.Connection, thread: Channel) -> Channel | None:
    """The channel that a thread lies in; None for what is no thread, or not known to be one."""
    row = db.execute("SELECT workspace FROM homes WHERE key = ?", (str(thread),)).fetchone()
    return Channel.parse(row[0]) if row and row[0].count("/") >= 2 else None
