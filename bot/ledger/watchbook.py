"""The part of the ledger that is about what is told between digests. Each method is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from adapters.inbound import Channel, Person
from bot.ledger import amendments, deliveries, subscriptions, watches
from bot.ledger.amendments import Amendment, Correction, Edit
from bot.ledger.deliveries import Post
from bot.subscriptions.subscription import Subscription
from bot.watching.watches import MOST_WATCHES, Memory, Watch

T = TypeVar("T")


class Transaction(Protocol):
    """Runs something in a transaction of its own."""

    def __call__(self, work: Callable[[sqlite3.Connection], T], /) -> T:
        """Give what the work gives; on an error nothing has happened."""


class Watchbook:
    """Watches, corrections, and which channels were told what, for the ``Ledger`` that it belongs to."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read = read
        self._write = write

    # Stories that were told

    def channels(self) -> list[Channel]:
        """The channels that have a subscription, or were told something when they had one."""
        return self._read(amendments.channels)

    def alerted(self) -> list[Subscription]:
        """The subscriptions that ask for breaking news."""
        return self._read(subscriptions.alerted)

    def followers(self, article_ids: Sequence[int]) -> list[Channel]:
        """The channels that were told from any of these articles, by a post that is sent."""
        return self._read(lambda db: amendments.followers(db, article_ids))

    def was_told(self, channel: Channel, article_ids: Sequence[int]) -> bool:
        """Whether a channel was told from any of these articles, or will be by a post that waits."""
        return self._read(lambda db: amendments.was_told(db, channel, article_ids))

    def last_made(self, channel: Channel, kinds: Sequence[str], article_ids: Sequence[int]) -> datetime | None:
        """When the latest post of any of these kinds that tells from these articles was queued."""
        return self._read(lambda db: amendments.last_made(db, channel, kinds, article_ids))

    def made_since(self, channel: Channel, kind: str, since: datetime) -> int:
        """How many posts of a kind were queued for a channel since then."""
        return self._read(lambda db: amendments.made_since(db, channel, kind, since))

    # Corrections

    def telling(self, channel: Channel, texts: Iterable[str]) -> list[Amendment]:
        """The posts that told a channel any of these texts, as they are now."""
        return self._read(lambda db: amendments.telling(db, channel, texts))

    def correct(self, corrections: Sequence[Correction], now: datetime) -> int:
        """Queue words about stories together with the edits of what was posted; gives how many were new.

        Each is queued and edited once, or not at all.
        """

        def change(db: sqlite3.Connection) -> int:
            made = 0
            for each in corrections:
                if deliveries.insert(db, each.post, now) is not None:
                    amendments.amend(db, each.amended, now)
                    made += 1
            return made

        return self._write(change)

    def edits(self, platform: str, now: datetime, limit: int) -> list[Edit]:
        """The posts on a platform that do not say yet what they should."""
        return self._read(lambda db: amendments.due(db, platform, now, limit))

    def settle_edit(self, edit: Edit) -> None:
        """The post says what it should, or never will."""
        self._write(lambda db: amendments.settle(db, edit))

    def postpone_edit(self, edit: Edit, until: datetime) -> None:
        """Try again later."""
        self._write(lambda db: amendments.postpone(db, edit, until))

    # Watches

    def watch(
        self,
        person: Person,
        asked_in: Channel,
        channel: Channel | None,
        question: str,
        story_id: int | None,
        memory: Memory,
        now: datetime,
    ) -> Watch | None:
        """Begin a watch, or give the one that there is; None where the person has as many as anybody may."""

        def change(db: sqlite3.Connection) -> Watch | None:
            known = watches.of_person(db, person)
            for each in known:
                what = (each.story_id, each.question.casefold(), each.asked_in, each.channel == each.asked_in)
                if what == (story_id, question.casefold(), asked_in, channel == asked_in):
                    return each
            if len(known) >= MOST_WATCHES:
                return None
            return watches.insert(db, person, asked_in, channel, question, story_id, memory, now)

        return self._write(change)

    def unwatch(self, watch_id: int, person: Person) -> bool:
        """End a watch of a person."""
        return self._write(lambda db: watches.delete(db, watch_id, person))

    def watches_of(self, person: Person) -> list[Watch]:
        """What a person watches."""
        return self._read(lambda db: watches.of_person(db, person))

    def watched_from(self) -> list[Channel]:
        """The channels as which watches see the news."""
        return self._read(watches.watched_from)

    def watches(self) -> list[Watch]:
        """Every watch whose changes can be told now."""
        return self._read(watches.telling)

    def unaddressed(self) -> list[Person]:
        """Those of whom it is not known yet where they read direct messages."""
        return self._read(watches.unaddressed)

    def address(self, person: Person, channel: Channel) -> None:
        """It is known now."""
        self._write(lambda db: watches.address(db, person, channel))

    def memory(self, watch: Watch) -> Memory | None:
        """What a watcher knows; None where the watch ended meanwhile."""
        return self._read(lambda db: watches.memory(db, watch))

    def tell(self, watch: Watch, memory: Memory, post: Post, now: datetime) -> bool:
        """Queue what changed together with what the watcher knows then; False where that was done."""
        return self._write(
            lambda db: watches.tell(db, watch, memory, now) and deliveries.insert(db, post, now) is not None
        )

    def look(self, watch: Watch, memory: Memory, now: datetime) -> None:
        """It was asked again, and there is nothing to tell."""
        self._write(lambda db: watches.look(db, watch, memory, now))

    # Buttons

    def offer(self, question: str, now: datetime) -> str:
        """Keep a question for a button; gives the word by which it is found."""
        return self._write(lambda db: watches.offer(db, question, now))

    def offered(self, token: str) -> str | None:
        """The question of a button, unless it was forgotten."""
        return self._read(lambda db: watches.offered(db, token))

    def forget_offers(self, before: datetime) -> int:
        """Drop questions that were last asked before a time."""
        return self._write(lambda db: watches.forget_offers(db, before))
