"""What a clock that was wrong and is put back leaves behind, in SQL: nothing may wait for a time that never was."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.ledger import subscriptions
from briefings.moments import microseconds

LONGEST_WAIT = timedelta(days=2)
"""Longer than any pause of a platform and any quiet hours."""
LONGEST_GAP = timedelta(days=8)
"""Longer than any schedule's: each names a day of the week."""
REACH = timedelta(days=1)
"""How far the next digest reaches back where the time of the last is wrong; what it told is left out."""


def release_deliveries(db: sqlite3.Connection, platform: str, now: datetime, *, was_put_back: bool) -> None:
    """Let what is owed on a platform wait no longer than it should.

    With ``was_put_back`` no stored time tells any more how long ago a post was tried, so it is looked for.
    """
    asked = {"platform": platform, "now": microseconds(now), "far": microseconds(now + LONGEST_WAIT)}
    db.execute(
        "UPDATE deliveries SET not_before = min(not_before, :now),"
        " lease_until = CASE WHEN lease_until IS NULL THEN NULL ELSE min(lease_until, :now) END"
        " WHERE platform = :platform AND state IN ('queued', 'sending', 'unsure')"
        " AND (made > :now OR tried > :now OR not_before > :far)",
        asked,
    )
    if was_put_back:
        db.execute(
            "UPDATE deliveries SET first_tried = min(first_tried, :long_ago) WHERE platform = :platform"
            " AND state IN ('sending', 'unsure')",
            asked | {"long_ago": microseconds(now - LONGEST_WAIT)},
        )
    db.execute("UPDATE lanes SET ready = :now WHERE platform = :platform AND ready > :now", asked)


def release_slots(db: sqlite3.Connection, now: datetime, *, was_put_back: bool) -> int:
    """Let subscriptions wait for their first slot after now; gives how many waited for a later one.

    Without ``was_put_back`` only those whose own times show that they were planned ahead of the clock. A slot that
    already brought its digest brings no other: a post's cause is its nominal date.
    """
    instant = microseconds(now)
    known = "next_at > :now" if was_put_back else "told_until > :now OR next_at > :far"
    rows = db.execute(
        f"SELECT id FROM subscriptions WHERE {known}",
        {"now": instant, "far": microseconds(now + LONGEST_GAP)},
    ).fetchall()
    released = 0
    for (number,) in rows:
        subscription = subscriptions.find(db, number)
        if subscription is None:
            continue
        first = subscription.terms.schedule.first_after(now)
        if first.at < subscription.next.at:
            released += 1
            db.execute(
                "UPDATE subscriptions SET next_nominal = ?, next_at = ? WHERE id = ?",
                (str(first.nominal), microseconds(first.at), number),
            )
        db.execute("DELETE FROM gaps WHERE subscription_id = ? AND at > ?", (number, instant))
    db.execute("UPDATE subscriptions SET told_until = ? WHERE told_until > ?", (microseconds(now - REACH), instant))
    return released
