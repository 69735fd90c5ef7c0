"""The part of the ledger that is about answers and their buttons. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adapters.inbound import Channel, Person
from bot.ledger import offers, retention
from bot.ledger.watchbook import Transaction
from bot.offers import Offer, Tally, Vote


class Answerbook:
    """What buttons stand for, and what readers think of answers, for the ``Ledger`` that it belongs to."""

    def __init__(self, read: Transaction, write: Transaction, token: Callable[[], str]) -> None:
        self._read = read
        self._write = write
        self._token = token

    def offer(self, offer: Offer, thread: str | None = None) -> str:
        """Keep what a button stands for; gives the word by which it is found. ``thread`` is where it was asked."""
        token = self._token()
        self._write(lambda db: offers.insert(db, token, offer, thread))
        return token

    def offered(self, token: str) -> Offer | None:
        """What a button stands for, unless it was forgotten."""
        return self._read(lambda db: offers.find(db, token))

    def last_question(
        self,
        channel: Channel,
        thread: str | None,
        since: datetime,
        person: Person | None = None,
        *,
        anywhere: bool = False,
    ) -> str | None:
        """What was answered last in a thread, outside of them or anywhere, to anybody or one person: its question."""
        return self._read(lambda db: offers.last_question(db, channel, thread, since, person, anywhere=anywhere))

    def move(self, channel: Channel, person: Person, thread: str) -> None:
        """Put somebody's last question outside of threads into the thread that its answer began."""
        self._write(lambda db: offers.move(db, channel, person, thread))

    def forget_offers(self, before: datetime) -> int:
        """Drop what was offered before a time."""
        return self._write(lambda db: offers.forget(db, before))

    def forget_votes(self, before: datetime) -> int:
        """Drop what readers thought before a time."""
        return self._write(lambda db: retention.forget_votes(db, before))

    def vote(self, vote: Vote) -> None:
        """Keep what somebody thinks of an answer; their last word counts."""
        self._write(lambda db: offers.vote(db, vote))

    def tally(self, channel: Channel) -> Tally:
        """How many of a channel's answers were found helpful and wrong."""
        return self._read(lambda db: offers.tally(db, channel))

    def wrong_answers(self, channel: Channel, limit: int = 5) -> list[Vote]:
        """The answers that were last called wrong in a channel, the latest first."""
        return self._read(lambda db: offers.wrong_answers(db, channel, limit))
