"""What is forgotten when nobody can ask for it any more, in SQL. Each function runs inside one transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from briefings.moments import microseconds

_FORGOTTEN = """
    SELECT d.id FROM deliveries AS d
    WHERE d.settled < :before AND d.state IN ('sent', 'discarded')
    AND NOT EXISTS (SELECT 1 FROM deliveries AS r WHERE r.root_id = d.id)  -- its thread goes on
    AND NOT EXISTS (  -- a part of it is still to come
        SELECT 1 FROM deliveries AS e WHERE e.cause = d.cause AND e.channel = d.channel
        AND e.state NOT IN ('sent', 'discarded')
    )
    AND NOT EXISTS (  -- its schedule, however long it rests, tells when it last posted
        SELECT 1 FROM subscriptions AS s WHERE d.state = 'sent' AND d.cause GLOB 'digest/*'
        AND s.id = CAST(substr(d.cause, length('digest/') + 1) AS INTEGER)
        AND NOT EXISTS (
            SELECT 1 FROM deliveries AS n WHERE n.state = 'sent' AND n.settled > d.settled
            AND n.cause >= 'digest/' || s.id || '/' AND n.cause < 'digest/' || s.id || '0'
        )
    )
    ORDER BY d.settled LIMIT :limit
"""


def forget_deliveries(db: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Drop some posts that were settled before a time, with what they told; gives how many.

    The first post of a thread goes after all that hang on it, the last of a schedule after the schedule. A post that
    is gone could be posted anew, so ``before`` has to lie further back than any cause is named again.
    """
    known = {"before": microseconds(before), "limit": limit}
    return db.execute(f"DELETE FROM deliveries WHERE id IN ({_FORGOTTEN})", known).rowcount


def forget_votes(db: sqlite3.Connection, before: datetime) -> int:
    """Drop what readers thought of answers before a time."""
    return db.execute("DELETE FROM votes WHERE at < ?", (microseconds(before),)).rowcount
