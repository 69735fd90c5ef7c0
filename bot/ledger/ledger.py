"""The ledger: what the bot owes, what it said, and what it was asked. Each method is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import sqlite_utils

from adapters.inbound import Channel, Inbound, Person
from adapters.message import Message
from adapters.platform import Limits
from bot.ledger import channels, clock, deliveries, inbox, retention, subscriptions, tellings
from bot.ledger.answerbook import Answerbook
from bot.ledger.arrivals import Arrivals
from bot.ledger.channels import Choice
from bot.ledger.conversations import Conversations
from bot.ledger.deliveries import Claim, Post
from bot.ledger.inbox import Kept
from bot.ledger.placebook import Placebook
from bot.ledger.survey import Survey, survey
from bot.ledger.tellings import Telling
from bot.ledger.watchbook import Watchbook
from bot.outbox import Delivery, State, Verdict
from bot.subscriptions.subscription import Due, Missed, Standing, Subscription, Terms
from briefings.models import Told

T = TypeVar("T")


class Transactions(Protocol):
    """A database with one writer, whose commits a power cut cannot take back."""

    def write(self, change: Callable[[sqlite_utils.Database], T]) -> T:
        """Run a change in a transaction of its own."""
        ...

    def read(self, question: Callable[[sqlite_utils.Database], T]) -> T:
        """Ask something of one snapshot."""
        ...

    def save(self, place: Path) -> None:
        """Copy everything into a new file."""
        ...

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a due subscription comes to: the slots that it moves past, and what is to be posted.

    News up to ``told_until`` is told, or is not to be told later; None leaves that where it was.
    """

    subscription: Subscription
    outcome: Due
    posts: tuple[Post, ...] = ()
    told_until: datetime | None = None


class Ledger:
    """The bot's memory over a database; its methods block and may be called from any thread.

    Args:
        database: where it is kept; migrated by ``bot.ledger.schema``.
        token: gives a fresh word for every lease.
    """

    def __init__(self, database: Transactions, token: Callable[[], str]) -> None:
        self._database = database
        self._token = token
        self.watching = Watchbook(self._read, self._write)
        self.answers = Answerbook(self._read, self._write, token)
        self.conversations = Conversations(self._read, self._write)
        self.places = Placebook(self._read, self._write)
        self.arrivals = Arrivals(self._read, self._write)

    # Subscriptions

    def subscribe(
        self, channel: Channel, owner: Person, terms: Terms, now: datetime, *, since: datetime | None = None
    ) -> Subscription:
        """Begin a subscription; its first digest reaches back to ``since``. The same terms again are the same one."""

        def change(db: sqlite3.Connection) -> Subscription:
            for known in subscriptions.listed(db, channel):
                if known.terms == terms and known.standing is Standing.ACTIVE:
                    return known
            return subscriptions.insert(db, channel, owner, terms, since or now, now)

        return self._write(change)

    def change(self, subscription_id: int, terms: Terms, now: datetime) -> None:
        """Give a subscription other terms."""
        self._write(lambda db: subscriptions.change(db, subscription_id, terms, now))

    def pause(self, subscription_id: int, until: datetime | None, reason: str) -> bool:
        """Pause a subscription until a time, or until it is resumed; its slots pass and are kept as gaps."""
        return self._write(lambda db: subscriptions.stand(db, subscription_id, Standing.PAUSED, until, reason))

    def resume(self, subscription_id: int) -> bool:
        """Let a subscription go on, whyever it rested."""
        return self._write(lambda db: subscriptions.stand(db, subscription_id, Standing.ACTIVE, None, ""))

    def unsubscribe(self, subscription_id: int) -> bool:
        """End a subscription."""
        return self._write(lambda db: subscriptions.delete(db, subscription_id))

    def subscriptions(self, channel: Channel | None = None) -> list[Subscription]:
        """All subscriptions, or a channel's."""
        return self._read(lambda db: subscriptions.listed(db, channel))

    def subscription(self, subscription_id: int) -> Subscription | None:
        """The subscription of that number."""
        return self._read(lambda db: subscriptions.find(db, subscription_id))

    def workspace_subscriptions(self, platform: str, workspace: str) -> list[Subscription]:
        """The subscriptions of all channels of a workspace."""
        return self._read(lambda db: subscriptions.of_workspace(db, platform, workspace))

    def due(self, now: datetime, limit: int = 500) -> list[Subscription]:
        """The subscriptions whose slot has come."""
        return self._read(lambda db: subscriptions.due(db, now, limit))

    def gaps(self, subscription_id: int, limit: int = 5) -> list[Missed]:
        """The latest slots that brought nothing."""
        return self._read(lambda db: subscriptions.gaps(db, subscription_id, limit))

    def last_sent(self, subscription_id: int) -> datetime | None:
        """When the latest digest was posted."""
        return self._read(lambda db: subscriptions.last_sent(db, subscription_id))

    # Deliveries

    def plan(self, plans: Iterable[Plan], now: datetime) -> int:
        """Queue the posts of due subscriptions and advance their slots, all or nothing; gives how many were new.

        A subscription that another worker planned meanwhile is left alone.
        """

        def change(db: sqlite3.Connection) -> int:
            made = 0
            for plan in plans:
                if not subscriptions.advance(db, plan.subscription, plan.outcome, plan.told_until):
                    continue
                new = sum(deliveries.insert(db, post, now) is not None for post in plan.posts)
                if plan.posts and not new:  # it came before, while the clock was ahead: its news is still to be told
                    subscriptions.tell_again(db, plan.subscription)
                made += new
            return made

        return self._write(change)

    def post(self, posts: Sequence[Post], now: datetime) -> int:
        """Queue posts that no slot asks for, each cause once; gives how many were new."""
        return self._write(lambda db: sum(deliveries.insert(db, post, now) is not None for post in posts))

    def told(self, channel: Channel, since: datetime) -> list[Told]:
        """What a channel was told since then, and what is waiting to be told to it."""
        return self._read(lambda db: deliveries.told(db, channel, since))

    def story_root(self, channel: Channel, story_id: int) -> int | None:
        """The delivery in whose thread a story is told."""
        return self._read(lambda db: deliveries.story_root(db, channel, story_id))

    def claim(
        self,
        platform: str,
        limits: Limits,
        now: datetime,
        limit: int,
        early: Callable[[int], timedelta] = lambda _delivery: timedelta(0),
    ) -> list[Claim]:
        """Take what is due on a platform; for what is to be sent, ``sending`` is committed when this returns.

        ``early`` says of a delivery that was tried how long nobody may look for it yet.
        """
        return self._write(lambda db: deliveries.claim(db, platform, limits, now, limit, self._token, early))

    def settle(self, claim: Claim, verdict: Verdict, now: datetime) -> bool:
        """Write down what became of a claimed delivery."""
        return self._write(lambda db: deliveries.settle(db, claim.delivery, claim.token, verdict, now))

    def held(self, channels: Iterable[Channel] | None = None) -> list[tuple[Delivery, str]]:
        """The posts that wait for a person, with the reason."""
        return self._read(lambda db: deliveries.held(db, channels))

    def send_held(self, delivery_id: int, now: datetime) -> bool:
        """Send a held post after all."""
        return self._write(lambda db: deliveries.reopen(db, delivery_id, now))

    def discard_held(self, delivery_id: int, now: datetime) -> bool:
        """Never send a held post."""
        return self._write(lambda db: deliveries.discard(db, delivery_id, now))

    def history(self, channel: Channel | None = None, limit: int = 1_000_000) -> list[Delivery]:
        """The latest deliveries, to a channel or to all, the latest first."""
        return self._read(lambda db: deliveries.history(db, channel, limit))

    def counts(self) -> dict[State, int]:
        """How many deliveries there are in every state."""
        return self._read(deliveries.counts)

    def survey(self) -> Survey:
        """How posting stands."""
        return self._read(survey)

    def next_delivery(self, platform: str | None = None) -> datetime | None:
        """When there is something to send or to look for next, on a platform or on any."""
        return self._read(lambda db: deliveries.next_time(db, platform))

    def next_slot(self) -> datetime | None:
        """When there is something to plan next."""
        return self._read(subscriptions.next_time)

    # The clock

    def release_deliveries(self, platform: str, now: datetime, *, was_put_back: bool) -> None:
        """Let nothing that is owed on a platform wait for a time that the clock showed when it was wrong."""
        self._write(lambda db: clock.release_deliveries(db, platform, now, was_put_back=was_put_back))

    def release_slots(self, now: datetime, *, was_put_back: bool) -> int:
        """The same for slots; gives how many subscriptions wait for an earlier one now."""
        return self._write(lambda db: clock.release_slots(db, now, was_put_back=was_put_back))

    # Sources

    def choice(self, channel: Channel) -> Choice:
        """Which of its workspace's sources a channel takes."""
        return self._read(lambda db: channels.choice(db, channel))

    def choose(self, channel: Channel, choice: Choice) -> None:
        """Keep which sources a channel takes."""
        self._write(lambda db: channels.choose(db, channel, choice))

    def tellings(self, channel: Channel, article_id: int) -> list[Telling]:
        """The posts to a channel that cite an article, the first one first."""
        return self._read(lambda db: tellings.tellings(db, channel, article_id))

    def cited(self) -> frozenset[int]:
        """Every article that a post cites, so that its text is kept."""
        return self._read(tellings.cited)

    # What is forgotten

    def forget_deliveries(self, before: datetime, limit: int) -> int:
        """Drop some posts that were settled before a time; gives how many."""
        return self._write(lambda db: retention.forget_deliveries(db, before, limit))

    # Questions

    def receive(self, inbound: Inbound, now: datetime) -> bool:
        """Keep what somebody asked; False where it was delivered before."""
        return self._write(lambda db: inbox.insert(db, inbound, now))

    def keep_reply(self, inbound_id: str, parts: Sequence[Message]) -> None:
        """Keep an answer before it is given."""
        self._write(lambda db: inbox.keep_reply(db, inbound_id, parts))

    def answered(self, inbound_id: str, now: datetime) -> None:
        """What somebody asked is answered."""
        self._write(lambda db: inbox.finish(db, inbound_id, now))

    def unanswered(self, platform: str) -> list[Kept]:
        """What a crash left unanswered on a platform."""
        return self._write(lambda db: inbox.begin_again(db, platform))

    def forget_answered(self, before: datetime) -> int:
        """Drop what was answered before a time."""
        return self._write(lambda db: inbox.forget(db, before))

    def save(self, place: Path) -> None:
        """Copy the whole database, through the handle that is open: its file may be gone."""
        self._database.save(place)

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        self._database.close()

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        return self._database.read(lambda db: question(db.conn))

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        return self._database.write(lambda db: change(db.conn))
