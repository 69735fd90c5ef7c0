"""The newsroom's desk for sources: adds and lists them, fetches what is due, annotates what came, and forgets in time.

Everything that concerns sources passes here, whoever asks for it: the tick of the running bot, a command in chat, or
one at a shell. All coroutines may be called at any time, again before they have ended, and be cancelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from briefings.errors import NewsbriefError, SourceError
from briefings.intake.annotating import AnnotationLine
from briefings.intake.choosing import choose
from briefings.intake.discovering import Found, discover
from briefings.intake.explaining import Explanation, explain
from briefings.intake.naming import distinct_name, feed_at, followed_at
from briefings.intake.polling import Poller, Rules
from briefings.intake.ports import FeedState, FeedStore, Following, Notice, Owner, SourceKind, Standing
from briefings.intake.progress import Progress, Report, unreported
from briefings.intake.reading import Scout
from briefings.models import Document, Scope
from briefings.ports import Clock
from briefings.sources import files
from briefings.sources.canonical import site_of
from briefings.sources.documents import publisher_of
from briefings.sources.feeds import Feed
from briefings.sources.fetching import Accept, Request

log = logging.getLogger(__name__)

T = TypeVar("T")
_SHOWN = 5  # articles of a preview
_COMPACTED = 200  # articles of one transaction


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is followed from now on, or was already; ``others`` are the site's other feeds."""

    following: Following
    is_new: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds: how many are new, how many were followed already, and the feeds themselves."""

    new: int
    known: int
    feeds: tuple[str, ...]
    refused: int = 0  # beyond what a workspace may follow


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source would bring: its first articles, and how many entries it lists."""

    found: Found
    documents: tuple[Document, ...]
    listed: int


class Newsdesk:
    """The use cases of the intake.

    Args:
        store: where everything is kept.
        scout: what fetches and parses.
        poller: fetches feeds and stores what is new.
        line: annotates.
        clock: the time.
        rules: what the operator decides.
        release: called at the end, lets go of what the scout uses.
    """

    def __init__(
        self,
        store: FeedStore,
        scout: Scout,
        poller: Poller,
        line: AnnotationLine,
        *,
        clock: Clock,
        rules: Rules,
        release: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._scout = scout
        self._poller = poller
        self._line = line
        self._clock = clock
        self._rules = rules
        self._release = release
        self._errands: set[asyncio.Task[None]] = set()

    # Sources

    async def add(
        self, typed: str, workspace: str, name: str = "", *, owner: Owner | None = None, folders: bool = False
    ) -> Added:
        """Follow what is at an address; its articles come with ``fetch``, or with the next poll.

        Raises:
            SourceError: there is nothing to follow, or the workspace follows as much as it may.
        """
        following = await self._scout.apart(partial(self._store.following, workspace))
        known = followed_at(typed, following)
        found = None
        if known is None:
            found = await discover(self._scout, typed, folders=folders)
            known = next((each for each in following if each.feed == found.feed), None)
        if known is not None:
            if name and name != known.name:
                known = replace(known, name=distinct_name(name, following))
                await self._scout.apart(partial(self._store.add_source, known, self._clock()))
            return Added(known, is_new=False)
        assert found is not None  # or it would be known
        self._require_room(len(following) + 1)
        made = Following(
            workspace,
            found.feed,
            distinct_name(name or found.name or site_of(found.address) or found.address, following),
            found.kind.value,
            found.address,
            owner=owner or Owner(),
        )
        is_new = await self._scout.apart(partial(self._store.add_source, made, self._clock()))
        return Added(made, is_new, found.others)

    async def preview(self, typed: str, *, folders: bool = False) -> Preview:
        """What an address would bring, as if it were added now; nothing is stored.

        Raises:
            SourceError: there is nothing to follow.
        """
        found = await discover(self._scout, typed, folders=folders)
        if isinstance(found.content, Document):
            return Preview(found, (found.content,), 1)
        if found.kind is SourceKind.FOLDER or found.content is None:
            paths = await self._scout.apart(partial(files.discover, [found.address]))
            read = [await self._scout.read_file(path, self._rules.max_file_bytes) for path in paths[:_SHOWN]]
            return Preview(found, tuple(read), len(paths))
        return await self._preview_feed(found, found.content)

    async def read_link(self, address: str) -> Document:
        """The article at an address; nothing is stored.

        Raises:
            SourceError: it cannot be had, or there is no article in it.
        """
        return await self._scout.read_page(await self._scout.fetch(Request(address, Accept.PAGE)))

    async def import_feeds(self, content: bytes, name: str, workspace: str, *, owner: Owner | None = None) -> Imported:
        """Follow all feeds of an OPML file; they are fetched with the next polls, or by ``fetch``.

        Raises:
            SourceError: it is no such file, or it names no feed.
        """
        subscriptions = await self._scout.read_opml(content, name)
        following = await self._scout.apart(partial(self._store.following, workspace))
        known = {each.feed for each in following}
        fresh = [each for each in subscriptions if feed_at(each.address) not in known]
        room = max(0, self._rules.most_feeds - len(following))
        made: list[Following] = []
        for each in fresh[:room]:
            title = distinct_name(each.title or site_of(each.address) or each.address, [*following, *made])
            kind = SourceKind.FEED.value
            made.append(Following(workspace, feed_at(each.address), title, kind, each.address, owner=owner or Owner()))
        new = await self._scout.apart(partial(self._store.add_sources, made, self._clock()))
        feeds = tuple(each.feed for each in made)
        return Imported(new, len(subscriptions) - len(fresh), feeds, max(0, len(fresh) - room))

    async def import_link(self, address: str, workspace: str, *, owner: Owner | None = None) -> Imported:
        """Follow all feeds of the OPML file at an address.

        Raises:
            SourceError: it cannot be had, is no such file, or names no feed.
        """
        fetched = await self._scout.fetch(Request(address))
        return await self.import_feeds(fetched.content, fetched.url, workspace, owner=owner)

    def following(self, workspace: str) -> list[Following]:
        """What a workspace follows, by name; blocks for a moment."""
        return self._store.following(workspace)

    def stand(self, following: Following, standing: Standing) -> None:
        """Pause a source, or resume it, whyever it rested; blocks for a moment."""
        self._store.stand(following.workspace, following.feed, standing, self._clock())

    def remove(self, following: Following) -> None:
        """Follow a source no more; blocks for a moment."""
        self._store.unfollow(following.workspace, following.feed)

    def explain(self, scope: Scope, link: str) -> Explanation:
        """All that is known of a link; blocks for a moment."""
        return explain(self._store, scope, link)

    def state(self, feed: str) -> FeedState | None:
        """How a feed fares; blocks for a moment."""
        return self._store.feed(feed)

    # Polling

    async def begin_due(self, now: datetime) -> int:
        """Begin to fetch what is due and return at once; gives how many feeds that is."""
        return len(await self._poller.begin_due(now))

    async def poll_due(self, now: datetime, report: Report = unreported) -> Progress:
        """Fetch all that is due, and return when each feed was tried."""
        total = Progress()

        def count(progress: Progress) -> None:
            nonlocal total
            total += progress
            report(progress)

        while due := await self._scout.apart(partial(self._store.due, now)):
            await self._poller.poll(due, count)
        return total

    async def fetch(self, feeds: Collection[str], report: Report = unreported) -> None:
        """Fetch these feeds now, due or not."""
        await self._poller.poll(feeds, report)

    def fetch_soon(self, feeds: Collection[str]) -> None:
        """Begin to fetch these feeds and to annotate what they bring, without anybody waiting for it."""

        async def errand() -> None:
            try:
                await self._poller.poll(feeds)
                await self._line.work_off()
            except NewsbriefError as error:
                log.error("what %d sources brought is not all read yet: %s", len(feeds), error)

        task = asyncio.create_task(errand())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def annotate_waiting(self, report: Report = unreported, limit: int | None = None) -> int:
        """Annotate what was stored and waits for it; gives how many articles.

        Raises:
            ModelError: the language models cannot be loaded.
        """
        return await self._line.work_off(report, limit)

    async def backlog(self) -> int:
        """How many articles wait for their annotation."""
        return await self._scout.apart(self._store.backlog)

    async def apart(self, job: Callable[[], T]) -> T:
        """What a job returns that blocks, without blocking the event loop."""
        return await self._scout.apart(job)

    # Telling and forgetting

    async def notices(self) -> Sequence[Notice]:
        """The sources that were stopped and whose owner is to be told; until ``mark_told`` they come again."""
        return await self._scout.apart(self._store.notices)

    async def mark_told(self, notice: Notice) -> None:
        """Its owner was told, or will surely be."""
        await self._scout.apart(partial(self._store.mark_told, notice))

    async def compact(self, now: datetime, cited: Callable[[], Collection[int]]) -> int:
        """Let go of articles that are older than the operator keeps them, but for the texts of those cited."""
        if self._rules.kept_for is None:
            return 0
        kept, done = frozenset(await self._scout.apart(cited)), 0
        while True:
            before = now - self._rules.kept_for
            some = await self._scout.apart(partial(self._store.compact, before, kept, _COMPACTED))
            done += some
            if some < _COMPACTED:
                break
        return done

    async def close(self) -> None:
        """Stop what is under way and let go of everything; what was stored stays."""
        for errand in list(self._errands):
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._poller.close()
        await self._line.close()
        await self._release()

    def _require_room(self, sources: int) -> None:
        if sources > self._rules.most_feeds:
            raise SourceError(
                f"{self._rules.most_feeds} sources are followed here, as many as allowed; remove one with"
                " /sources remove NAME, or raise max_sources in the settings."
            )

    async def _preview_feed(self, found: Found, feed: Feed) -> Preview:
        choice = choose(feed.entries, {}, is_new=True, now=self._clock())
        latest = choice.taken[::-1][:_SHOWN]
        documents = [
            read.document
            async for read in self._scout.read_all(latest, publisher_of(feed, found.address), {})
            if read.document
        ]
        return Preview(found, tuple(documents), max(feed.total, len(feed.entries)))
