"""Where an article was told, in SQL, for those who ask why it was or was not."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from adapters.inbound import Channel
from bot.outbox import State
from briefings.moments import moment


@dataclass(frozen=True, slots=True)
class Telling:
    """A post that tells something of an article: what it was posted for, how it stands, and since when."""

    cause: str
    state: State
    at: datetime


def tellings(db: sqlite3.Connection, channel: Channel, article_id: int) -> list[Telling]:
    """The posts to a channel that cite an article, the first one first."""
    rows = db.execute(
        "SELECT d.cause, d.state, coalesce(d.settled, d.made) FROM told_articles AS t"
        " JOIN deliveries AS d ON d.id = t.delivery_id WHERE t.article_id = ? AND t.channel = ? ORDER BY d.id",
        (article_id, str(channel)),
    )
    return [Telling(cause, State(state), moment(at)) for cause, state, at in rows]


def cited(db: sqlite3.Connection) -> frozenset[int]:
    """Every article that a post cites."""
    rows = db.execute("SELECT DISTINCT article_id FROM told_articles")
    return frozenset(int(article_id) for (article_id,) in rows)
