"""What is written down about something that somebody did when it comes in, all at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from adapters.inbound import Command, Inbound, Person, PlaceChanged, Question
from bot.allowance import Allowance, Excess, excess
from bot.ledger import conversations, inbox, places, settings, threads
from bot.ledger.settings import ChannelSettings
from bot.ledger.watchbook import Transaction
from briefings.moments import moment

DIRECTS = "@me"
"""The workspace of direct conversations where they belong to none, as on Discord."""

BEGINNING = frozenset({"schedule", "resume", "here"})
"""Subcommands after which something is to be posted."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the channel is set, whose news are meant ("" where no workspace is known), and whether too much is asked."""

    settings: ChannelSettings
    workspace: str
    excess: Excess | None = None


class Arrivals:
    """Takes in what people do, for the ``Ledger`` that it belongs to."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read = read
        self._write = write

    def take(self, inbound: Inbound, now: datetime, allowance: Allowance | None = None) -> Arrival | None:
        """Keep something that is for us; None where it is not, or was delivered before.

        With an ``allowance`` it counts as a question; one that is too much counts no further.
        """
        if isinstance(inbound.what, Question) and not inbound.what.addressed and not self._goes_on(inbound):
            return None  # other people's words: they are not kept
        return self._write(lambda db: _take(db, inbound, now, allowance))

    def again(self, inbound: Inbound) -> Arrival:
        """The same of something that an earlier process took in."""

        def question(db: sqlite3.Connection) -> Arrival:
            return Arrival(settings.find(db, inbound.where), _workspace(db, inbound))

        return self._read(question)

    def _goes_on(self, inbound: Inbound) -> bool:
        thread = inbound.thread
        if thread is None:
            return False
        return self._read(
            lambda db: (
                settings.find(db, inbound.where).follow_ups and conversations.is_joined(db, inbound.where, thread)
            )
        )


def person_home(person: Person) -> str:
    """By what it is found where somebody used the bot last."""
    return f"{person.platform}/{person.id}"


def _take(db: sqlite3.Connection, inbound: Inbound, now: datetime, allowance: Allowance | None) -> Arrival | None:
    if not inbox.insert(db, inbound, now):
        return None
    if isinstance(inbound.what, PlaceChanged):
        return Arrival(settings.find(db, inbound.where), inbound.where.workspace)
    if inbound.within:
        threads.put(db, inbound.where, inbound.within)
    if isinstance(inbound.what, Question) and inbound.thread:
        conversations.join(db, inbound.where, inbound.thread, now)
    places.return_to(db, places.whole(inbound.where))
    if _wants_posts(inbound):
        places.return_to(db, inbound.where)
    workspace = _workspace(db, inbound)
    if inbound.where.workspace != DIRECTS:
        places.visit(db, person_home(inbound.who), workspace)
    elif workspace:
        places.visit(db, str(inbound.where), workspace)
    too_much = _count(db, inbound, workspace, now, allowance) if allowance else None
    return Arrival(settings.find(db, inbound.where), workspace, too_much)


def _wants_posts(inbound: Inbound) -> bool:
    """Whether something can mean only that the bot is in the channel: it is spoken to, or to post there again."""
    what = inbound.what
    return isinstance(what, Question) or (isinstance(what, Command) and what.subcommand in BEGINNING)


def _workspace(db: sqlite3.Connection, inbound: Inbound) -> str:
    if inbound.where.workspace != DIRECTS:
        return inbound.where.workspace
    return places.home(db, person_home(inbound.who)) or places.home(db, str(inbound.where))


def _count(
    db: sqlite3.Connection, inbound: Inbound, workspace: str, now: datetime, allowance: Allowance
) -> Excess | None:
    asker, everybody = person_home(inbound.who), f"{inbound.where.platform}/{workspace}"
    too_much = excess(
        _back(db, "asker", asker, allowance.person), _back(db, "workspace", everybody, allowance.workspace), now
    )
    if too_much is None:
        counted = "UPDATE inbound SET asker = ?, workspace = ?, counted = 1 WHERE id = ?"
        db.execute(counted, (asker, everybody, inbound.id))
    return too_much


def _back(db: sqlite3.Connection, column: str, key: str, count: int) -> datetime | None:
    """When the question was asked that lies so many back."""
    if not count:
        return None
    row = db.execute(
        f"SELECT received FROM inbound WHERE {column} = ? AND counted = 1 ORDER BY received DESC LIMIT 1 OFFSET ?",
        (key, count - 1),
    ).fetchone()
    return None if row is None else moment(row[0])
