"""What buttons stand for, and what readers think of answers, in SQL."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from adapters.inbound import Channel, Person
from bot.ledger.payloads import freeze, thaw
from bot.ledger.watches import person_key
from bot.offers import Given, Listing, Offer, Offered, Tally, Vote
from briefings.moments import microseconds, moment

_KINDS: dict[str, type[Offered]] = {"given": Given, "listing": Listing}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def insert(db: sqlite3.Connection, token: str, offer: Offer, thread: str | None) -> None:
    """Keep what a button stands for."""
    # What was not answered is nothing that a later question could lean on.
    question = offer.what.question if isinstance(offer.what, Given) and offer.what.text is not None else None
    db.execute(
        "INSERT INTO offers (token, kind, payload, workspace, channel, thread, person, question, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            token,
            _NAMES[type(offer.what)],
            freeze(offer.what),
            offer.workspace,
            str(offer.where),
            thread or "",
            freeze(offer.who),
            question,
            microseconds(offer.made),
        ),
    )


def find(db: sqlite3.Connection, token: str) -> Offer | None:
    """What a button stands for, unless it was forgotten."""
    row = db.execute(
        "SELECT kind, payload, workspace, channel, person, made FROM offers WHERE token = ?", (token,)
    ).fetchone()
    if row is None:
        return None
    kind, payload, workspace, channel, person, made = row
    return Offer(thaw(payload, _KINDS[kind]), workspace, Channel.parse(channel), thaw(person, Person), moment(made))


def last_question(
    db: sqlite3.Connection,
    channel: Channel,
    thread: str | None,
    since: datetime,
    person: Person | None,
    *,
    anywhere: bool = False,
) -> str | None:
    """What was answered last in a thread, outside of threads or anywhere, to anybody or to one person: its question."""
    place, values = (" AND thread = ?", (thread or "",)) if not anywhere else ("", ())
    rows = db.execute(
        f"SELECT question, person FROM offers WHERE channel = ?{place} AND question IS NOT NULL AND made >= ?"
        " ORDER BY made DESC, rowid DESC LIMIT 20",
        (str(channel), *values, microseconds(since)),
    ).fetchall()
    if thread and not rows:  # a private answer that was shared: the thread is under its post
        rows = db.execute(
            "SELECT o.question, o.person FROM deliveries AS d CROSS JOIN offers AS o ON o.token = substr(d.cause, 7)"
            " WHERE d.channel = ? AND d.state = 'sent' AND json_extract(d.post, '$.id') = ?"
            " AND substr(d.cause, 1, 6) = 'share/' AND o.question IS NOT NULL",
            (str(channel), thread),
        ).fetchall()
    known = (question for question, who in rows if person is None or _is_same(thaw(who, Person), person))
    return next(known, None)


def move(db: sqlite3.Connection, channel: Channel, person: Person, thread: str) -> None:
    """Put somebody's last question outside of threads into the thread that its answer began."""
    db.execute(
        "UPDATE offers SET thread = ? WHERE rowid = (SELECT rowid FROM offers WHERE channel = ? AND thread = ''"
        " AND person = ? ORDER BY made DESC, rowid DESC LIMIT 1)",
        (thread, str(channel), freeze(person)),
    )


def forget(db: sqlite3.Connection, before: datetime) -> int:
    """Drop what was offered before a time; what readers thought of it stays."""
    return db.execute("DELETE FROM offers WHERE made < ?", (microseconds(before),)).rowcount


def vote(db: sqlite3.Connection, vote: Vote) -> None:
    """Keep what somebody thinks of an answer; a later word takes the place of an earlier one."""
    db.execute(
        "INSERT INTO votes (token, person, voter, channel, helpful, reason, question, answer, quotes, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (token, person) DO UPDATE SET voter = excluded.voter, helpful = excluded.helpful,"
        " reason = excluded.reason, at = excluded.at",
        (
            vote.token,
            person_key(vote.who),
            freeze(vote.who),
            str(vote.where),
            vote.helpful,
            vote.reason,
            vote.question,
            vote.answer,
            json.dumps(vote.quotes, ensure_ascii=False),
            microseconds(vote.at),
        ),
    )


def tally(db: sqlite3.Connection, channel: Channel) -> Tally:
    """How many of a channel's answers were found helpful and wrong."""
    helpful, wrong = db.execute(
        "SELECT coalesce(sum(helpful), 0), coalesce(sum(NOT helpful), 0) FROM votes WHERE channel = ?",
        (str(channel),),
    ).fetchone()
    return Tally(helpful, wrong)


def wrong_answers(db: sqlite3.Connection, channel: Channel, limit: int) -> list[Vote]:
    """The answers that were last called wrong in a channel, the latest first."""
    rows = db.execute(
        "SELECT token, voter, channel, question, answer, quotes, at, reason FROM votes"
        " WHERE channel = ? AND NOT helpful ORDER BY at DESC, token LIMIT ?",
        (str(channel), limit),
    )
    return [
        Vote(
            token,
            thaw(voter, Person),
            Channel.parse(where),
            False,
            question,
            answer,
            tuple(json.loads(quotes)),
            moment(at),
            reason,
        )
        for token, voter, where, question, answer, quotes, at, reason in rows.fetchall()
    ]


def _is_same(one: Person, other: Person) -> bool:
    return person_key(one) == person_key(other)
