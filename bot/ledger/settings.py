"""How a channel wants to be served, in SQL: the defaults until somebody sets something."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from adapters.inbound import Channel
from bot.ledger import threads
from bot.ledger.payloads import freeze, thaw


class Answers(StrEnum):
    """Who sees the answer to a command at first."""

    PRIVATE = "private"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the people who manage a channel may set.

    ``follow_ups``: words in a thread of ours that do not name the bot are taken for questions, too. ``ping`` is the
    platform's id of the role or group that posts call, "" for none.
    """

    answers: Answers = Answers.PRIVATE
    follow_ups: bool = False
    ping: str = ""


def find(db: sqlite3.Connection, channel: Channel) -> ChannelSettings:
    """How a channel is set; a thread is as its channel, until it is set itself."""
    row = db.execute("SELECT settings FROM channel_settings WHERE channel = ?", (str(channel),)).fetchone()
    if row is not None:
        return thaw(row[0], ChannelSettings)
    outer = threads.around(db, channel)
    return find(db, outer) if outer else ChannelSettings()


def keep(db: sqlite3.Connection, channel: Channel, settings: ChannelSettings) -> None:
    """Set a channel."""
    db.execute(
        "INSERT INTO channel_settings VALUES (?, ?) ON CONFLICT DO UPDATE SET settings = excluded.settings",
        (str(channel), freeze(settings)),
    )
