"""What the intake keeps of the feeds that it fetches, and the store that keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from briefings.models import Article, Document, Ingested, Scope
from briefings.ports import Store

USUAL_RHYTHM = timedelta(hours=1)
"""How often a feed is fetched of which nothing is known yet."""


class SourceKind(StrEnum):
    """What is followed; uploads are a source too, but nothing that could be fetched."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"
    FOLDER = "folder"


class Standing(StrEnum):
    """Whether a feed, or one workspace's following of it, is fetched."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"  # its server says that it is gone for good


@dataclass(frozen=True, slots=True)
class FeedState:
    """How one feed fares, whoever follows it.

    ``feed`` is its name in the store, the address under which it was first followed; ``address`` is where it is
    fetched now. ``failures`` are those in a row, since ``failing_since``; ``stopped`` is when we paused or retired it.
    """

    feed: str
    kind: SourceKind
    address: str
    next_try: datetime
    standing: Standing = Standing.ACTIVE
    etag: str = ""
    last_modified: str = ""
    last_try: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str = ""
    every: timedelta = USUAL_RHYTHM
    stopped: datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether its first fetch is still to be finished."""
        return self.last_success is None


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that a feed brought: by ``marker`` a changed one is known; ``reason`` says why it is no article."""

    key: str
    marker: bytes
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who added a source and where, so that they can be told of it; all opaque to the core."""

    channel: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """A workspace's following of a feed."""

    workspace: str
    feed: str
    name: str
    kind: str
    address: str
    standing: Standing = Standing.ACTIVE
    owner: Owner = Owner()


@dataclass(frozen=True, slots=True)
class Notice:
    """That a source was stopped, for whoever added it; the same notice has the same ``since``."""

    following: Following
    standing: Standing
    error: str
    failures: int
    since: datetime


class Stage(StrEnum):
    """How far the language pipeline came with a stored article."""

    WAITING = "waiting"
    READ = "read"
    COMPACTED = "compacted"


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a link: the source that brought it, and what it became.

    ``article`` is None for what came and could not be stored (``reason``). Where ``origin`` is false another source
    had the same text first. ``url`` and ``outlet`` are those of this copy.
    """

    source: str
    url: str
    outlet: str = ""
    brought: datetime | None = None
    article: Article | None = None
    origin: bool = True
    stage: Stage = Stage.WAITING
    story_id: int | None = None
    reason: str = ""


class FeedStore(Store, Protocol):
    """The store as the intake sees it. Each method is one transaction, callable from any thread."""

    def add_source(self, following: Following, now: datetime) -> bool:
        """Let a workspace follow a feed, from now on fetched; False if it did, and then only its name may change."""
        ...

    def add_sources(self, followings: Sequence[Following], now: datetime) -> int:
        """The same for many; gives how many were new to their workspace."""
        ...

    def following(self, workspace: str) -> list[Following]:
        """What a workspace follows, by name, its uploads included."""
        ...

    def stand(self, workspace: str, feed: str, standing: Standing, now: datetime) -> bool:
        """Pause or resume a workspace's following; a resumed feed is due at once, whyever it rested."""
        ...

    def feed(self, feed: str) -> FeedState | None:
        """How a feed fares; None if it is none that is fetched."""
        ...

    def claim(
        self, now: datetime, until: datetime, limit: int, named: Collection[str] | None = None
    ) -> list[FeedState]:
        """Take feeds that are due and that somebody follows, the longest waiting first, or those that are named.

        Nobody else gets them before ``until``.
        """
        ...

    def due(self, now: datetime) -> list[str]:
        """The feeds that are due and that somebody follows, by their names in the store, the longest waiting first."""
        ...

    def next_poll(self) -> datetime | None:
        """When the next feed is due."""
        ...

    def settle(self, state: FeedState, now: datetime, *, articles: int = 0) -> None:
        """Keep how a fetch went, and count it and the articles that it brought under this day."""
        ...

    def working(self, since: datetime, besides: str) -> bool | None:
        """Whether any other active feed was fetched well since then; None if there is no other."""
        ...

    def seen(self, feed: str) -> Mapping[str, Seen]:
        """The entries that a feed brought, by their keys."""
        ...

    def take(
        self, feed: str, taken: Sequence[tuple[Seen, Document]], passed: Sequence[Seen], now: datetime
    ) -> list[Ingested]:
        """Store documents unannotated, and that these entries were seen; both or nothing."""
        ...

    def backlog(self) -> int:
        """How many articles wait for their annotation."""
        ...

    def notices(self) -> list[Notice]:
        """Of the sources that were stopped and whose owner was not told yet."""
        ...

    def mark_told(self, notice: Notice) -> None:
        """Its owner knows."""
        ...

    def trace(self, scope: Scope, links: Sequence[str]) -> list[Trace]:
        """What is known of an article under any of these addresses or keys, as the scope may see it."""
        ...

    def compact(self, before: datetime, cited: Collection[int], limit: int) -> int:
        """Let go of what was found in articles older than that, and of their texts unless cited; gives how many."""
        ...
