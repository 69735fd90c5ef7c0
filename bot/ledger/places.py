"""Where the bot is, in SQL: its channels and workspaces, who brought it there, who may manage it, who reads what."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from adapters.inbound import Channel, Person
from adapters.platform import Reason
from bot.ledger import deliveries
from bot.ledger.payloads import freeze, thaw
from briefings.moments import microseconds, moment

_COLUMNS = "channel, name, state, host, since"


class Stay(StrEnum):
    """Whether the bot is in a place."""

    HERE = "here"
    LEFT = "left"  # it was taken out, and may be brought back
    CLOSED = "closed"  # archived or deleted
    GONE = "gone"  # its leave to be in the whole workspace ended


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or a whole workspace where the channel's id is the workspace's; ``host`` brought the bot there."""

    channel: Channel
    name: str
    stay: Stay
    host: Person | None
    since: datetime


def enter(db: sqlite3.Connection, channel: Channel, name: str, host: Person | None, now: datetime) -> bool:
    """The bot came to a place; whether for the first time."""
    known = find(db, channel)
    db.execute(
        "INSERT INTO places VALUES (?1, ?2, 'here', ?3, ?4) ON CONFLICT DO UPDATE SET state = 'here', since = ?4,"
        " name = CASE WHEN ?2 <> '' THEN ?2 ELSE name END, host = coalesce(?3, host)",
        (str(channel), name, freeze(host) if host else None, microseconds(now)),
    )
    return known is None


def leave(db: sqlite3.Connection, channel: Channel, stay: Stay, detail: str, now: datetime) -> None:
    """The bot is in a place no more: what would go there stops, held where it may be brought back."""
    db.execute(
        "INSERT INTO places VALUES (?1, '', ?2, NULL, ?3) ON CONFLICT DO UPDATE SET state = ?2, since = ?3",
        (str(channel), stay.value, microseconds(now)),
    )
    reason = Reason.FORBIDDEN if stay is Stay.LEFT else Reason.GONE
    deliveries.close_channel(db, channel, reason, detail, now)


def leave_workspace(db: sqlite3.Connection, workspace: Channel, detail: str, now: datetime) -> int:
    """The bot may be in a whole workspace no more; gives how many of its standing orders stopped."""
    prefix = f"{workspace.platform}/{workspace.workspace}/"
    rows = db.execute(
        "SELECT channel FROM subscriptions WHERE substr(channel, 1, ?1) = ?2"
        " UNION SELECT channel FROM lanes WHERE substr(channel, 1, ?1) = ?2",
        (len(prefix), prefix),
    ).fetchall()
    asked = "SELECT count(*) FROM subscriptions WHERE substr(channel, 1, ?) = ? AND standing <> 'stopped'"
    (stopped,) = db.execute(asked, (len(prefix), prefix)).fetchone()
    for (channel,) in rows:
        deliveries.close_channel(db, Channel.parse(channel), Reason.REVOKED, detail, now)
    leave(db, workspace, Stay.GONE, detail, now)
    return int(stopped)


def rename(db: sqlite3.Connection, channel: Channel, name: str) -> None:
    """A place has another name."""
    db.execute("UPDATE places SET name = ? WHERE channel = ?", (name, str(channel)))


def return_to(db: sqlite3.Connection, channel: Channel) -> None:
    """Somebody used the bot in a place that it was thought to have left, so it is there."""
    db.execute("UPDATE places SET state = 'here' WHERE channel = ? AND state <> 'here'", (str(channel),))


def find(db: sqlite3.Connection, channel: Channel) -> Place | None:
    """What is known of a place."""
    row = db.execute(f"SELECT {_COLUMNS} FROM places WHERE channel = ?", (str(channel),)).fetchone()
    return None if row is None else _place(row)


def of_workspace(db: sqlite3.Connection, platform: str, workspace: str) -> list[Place]:
    """The channels of a workspace that the bot is, or was, in, by name."""
    prefix = f"{platform}/{workspace}/"
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM places WHERE substr(channel, 1, ?) = ? AND channel <> ? ORDER BY name, channel",
        (len(prefix), prefix, prefix + workspace),
    )
    return [_place(row) for row in rows.fetchall()]


def whole(channel: Channel) -> Channel:
    """The workspace of a channel, as a place."""
    return Channel(channel.platform, channel.workspace, channel.workspace)


# Who may manage


def appoint(db: sqlite3.Connection, workspace: Channel, person: Person, by: Person, now: datetime) -> None:
    """Let somebody manage a workspace's channels."""
    db.execute(
        "INSERT INTO managers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (str(whole(workspace)), person.id, freeze(person), freeze(by), microseconds(now)),
    )


def dismiss(db: sqlite3.Connection, workspace: Channel, person_id: str) -> bool:
    """Let somebody manage them no more."""
    key = (str(whole(workspace)), person_id)
    return db.execute("DELETE FROM managers WHERE workspace = ? AND person_id = ?", key).rowcount > 0


def managers(db: sqlite3.Connection, workspace: Channel) -> list[Person]:
    """Those whom an admin named."""
    rows = db.execute("SELECT person FROM managers WHERE workspace = ? ORDER BY made", (str(whole(workspace)),))
    return [thaw(person, Person) for (person,) in rows.fetchall()]


# Whose news somebody reads in a direct conversation that belongs to no workspace


def visit(db: sqlite3.Connection, key: str, workspace: str) -> None:
    """Somebody used the bot in a workspace, or reads its news in a direct conversation."""
    if home(db, key) != workspace:
        db.execute(
            "INSERT INTO homes VALUES (?, ?) ON CONFLICT DO UPDATE SET workspace = excluded.workspace", (key, workspace)
        )


def home(db: sqlite3.Connection, key: str) -> str:
    """The workspace of somebody, or of a direct conversation; "" where none is known."""
    row = db.execute("SELECT workspace FROM homes WHERE key = ?", (key,)).fetchone()
    return "" if row is None else str(row[0])


def _place(row: tuple[Any, ...]) -> Place:
    channel, name, state, host, since = row
    return Place(
        Channel.parse(channel), name, Stay(state), thaw(host, Person) if host is not None else None, moment(since)
    )
