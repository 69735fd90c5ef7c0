"""The half of the SQLite store that the intake alone uses: feeds, what they brought, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from briefings.intake.ports import FeedState, Following, Notice, Seen, Standing, Trace
from briefings.models import Document, Ingested, Scope
from briefings.moments import microseconds
from briefings.ports import Intake
from briefings.storage import feeds, recording
from briefings.storage.database import Database

T = TypeVar("T")


class SqliteFeeds:
    """What ``FeedStore`` has beside ``Store``, over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_source(self, following: Following, now: datetime) -> bool:
        """Let a workspace follow a feed; False if it did, and then only its name may change."""
        return self._write(lambda db: feeds.add(db, following, microseconds(now)))

    def add_sources(self, followings: Sequence[Following], now: datetime) -> int:
        """The same for many; gives how many were new to their workspace."""
        return self._write(lambda db: sum(feeds.add(db, each, microseconds(now)) for each in followings))

    def following(self, workspace: str) -> list[Following]:
        """What a workspace follows, by name, its uploads included."""
        return self._read(lambda db: feeds.following(db, workspace))

    def stand(self, workspace: str, feed: str, standing: Standing, now: datetime) -> bool:
        """Pause or resume a workspace's following."""
        return self._write(lambda db: feeds.stand(db, workspace, feed, standing, microseconds(now)))

    def feed(self, feed: str) -> FeedState | None:
        """How a feed fares; None if it is none that is fetched."""
        return self._read(lambda db: feeds.state(db, feed))

    def claim(
        self, now: datetime, until: datetime, limit: int, named: Collection[str] | None = None
    ) -> list[FeedState]:
        """Take feeds that are due, or those that are named, and keep others from them until then."""
        return self._write(lambda db: feeds.claim(db, microseconds(now), microseconds(until), limit, named))

    def due(self, now: datetime) -> list[str]:
        """The feeds that are due and that somebody follows, the longest waiting first."""
        return self._read(lambda db: feeds.due(db, microseconds(now)))

    def next_poll(self) -> datetime | None:
        """When the next feed is due."""
        return self._read(feeds.next_poll)

    def settle(self, state: FeedState, now: datetime, *, articles: int = 0) -> None:
        """Keep how a fetch went, and count it and the articles that it brought under this day."""
        self._write(lambda db: feeds.settle(db, state, microseconds(now), articles))

    def working(self, since: datetime, besides: str) -> bool | None:
        """Whether any other active feed was fetched well since then; None if there is no other."""
        return self._read(lambda db: feeds.working(db, microseconds(since), besides))

    def seen(self, feed: str) -> Mapping[str, Seen]:
        """The entries that a feed brought, by their keys."""
        return self._read(lambda db: feeds.seen(db, feed))

    def take(
        self, feed: str, taken: Sequence[tuple[Seen, Document]], passed: Sequence[Seen], now: datetime
    ) -> list[Ingested]:
        """Store documents unannotated, and that these entries were seen; both or nothing."""
        at = microseconds(now)

        def change(db: sqlite3.Connection) -> list[Ingested]:
            intakes = [Intake(document, None, None, "", feed) for _, document in taken]
            ingested = [recording.record(db, intake, None, at) for intake in intakes]
            feeds.mark_seen(db, feed, [*(entry for entry, _ in taken), *passed], at)
            return ingested

        return self._write(change)

    def backlog(self) -> int:
        """How many articles wait for their annotation."""
        sql = "SELECT count(*) FROM articles WHERE annotated = 0"
        return self._read(lambda db: int(db.execute(sql).fetchone()[0]))

    def notices(self) -> list[Notice]:
        """Of the sources that were stopped and whose owner was not told yet."""
        return self._read(feeds.notices)

    def mark_told(self, notice: Notice) -> None:
        """Its owner knows."""
        self._write(lambda db: feeds.mark_told(db, notice))

    def trace(self, scope: Scope, links: Sequence[str]) -> list[Trace]:
        """What is known of an article under any of these addresses or keys, as the scope may see it."""
        return self._read(lambda db: feeds.trace(db, scope, links))

    def compact(self, before: datetime, cited: Collection[int], limit: int) -> int:
        """Let go of what was found in articles older than that, and of their texts unless cited; gives how many."""
        return self._write(lambda db: feeds.compact(db, microseconds(before), cited, limit))

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        return self._database.read(lambda db: question(db.conn))

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        return self._database.write(lambda db: change(db.conn))
