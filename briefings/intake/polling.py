"""One feed after another, and many at a time: fetched, read, stored, and due again when it has its next rhythm.

What a feed brings is stored in small transactions together with the note that it was seen, and the feed's new state
last: killed at any point, the next fetch finds what is missing and stores nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from briefings.errors import SourceError, StoreError
from briefings.intake.choosing import AGAIN, choose
from briefings.intake.ports import FeedState, FeedStore, Seen, SourceKind
from briefings.intake.progress import Progress, Report, unreported
from briefings.intake.reading import Read, Scout
from briefings.intake.rhythm import DAY, Bounds, failed, find_rhythm, succeeded
from briefings.intake.spreading import spread
from briefings.models import Document, Outcome
from briefings.ports import Clock
from briefings.sources import files
from briefings.sources.canonical import canonical_address
from briefings.sources.documents import publisher_of
from briefings.sources.fetching import Accept, Request

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Feeds under way at a time; the door to the network lets fewer through."""
LEASE = timedelta(minutes=2)
"""How long a feed is ours; one that a crash left is due again after it."""
BACKLOG = 2_000
"""Articles that may wait for their annotation before no more feeds are fetched by themselves."""
_BATCH = 10  # articles that are stored in one transaction


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator decides: how often, how much, how long."""

    bounds: Bounds = field(default_factory=Bounds)
    most_feeds: int = 500  # of a workspace
    kept_for: timedelta | None = None
    max_file_bytes: int = files.MAX_BYTES


class Poller:
    """Fetches feeds; its methods belong to one event loop.

    Args:
        store: where feeds and articles are kept.
        scout: what fetches and parses.
        clock, chance: time and chance; chance gives numbers in [0, 1).
        rules: what the operator decides.
    """

    def __init__(
        self, store: FeedStore, scout: Scout, *, clock: Clock, chance: Callable[[], float], rules: Rules
    ) -> None:
        self._store = store
        self._scout = scout
        self._clock = clock
        self._chance = chance
        self._rules = rules
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def begin_due(self, now: datetime) -> list[asyncio.Task[None]]:
        """Begin to fetch what is due, as far as there is room, and return at once."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0 or await self._scout.apart(self._store.backlog) >= BACKLOG:
            return []
        return self._begin(await self._scout.apart(partial(self._store.claim, now, now + LEASE, room)), unreported)

    async def poll(self, feeds: Collection[str], report: Report = unreported) -> None:
        """Fetch these feeds now, due or not, and return when each was tried."""
        left = list(dict.fromkeys(feeds))
        under_way: set[asyncio.Task[None]] = {self._under_way[feed] for feed in left if feed in self._under_way}
        left = [feed for feed in left if feed not in self._under_way]
        while left or under_way:
            room = max(0, AT_ONCE - len(under_way))
            chosen, left = left[:room], left[room:]
            if chosen:
                now = self._clock()
                states = await self._scout.apart(partial(self._store.claim, now, now + LEASE, len(chosen), chosen))
                under_way.update(self._begin(states, report))
            if under_way:
                _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """Stop what is under way; what was stored stays, the rest is fetched again."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, states: Sequence[FeedState], report: Report) -> list[asyncio.Task[None]]:
        begun = []
        for state in spread(states):
            if state.feed not in self._under_way:
                task = asyncio.create_task(self._poll(state, report), name=f"poll {state.feed}")
                self._under_way[state.feed] = task
                task.add_done_callback(lambda _task, feed=state.feed: self._under_way.pop(feed, None))  # type: ignore[misc]
                begun.append(task)
        return begun

    async def _poll(self, state: FeedState, report: Report) -> None:
        """Fetch one feed, store what is new, and keep how it went; never raises but for being cancelled."""
        stored = 0

        def count(progress: Progress) -> None:
            nonlocal stored
            stored += progress.stored
            report(progress)

        try:
            try:
                after = await self._take(state, count)
                report(Progress(feeds=1))
            except SourceError as error:
                now = self._clock()
                others = await self._scout.apart(partial(self._store.working, now - DAY, state.feed))
                after = failed(state, error, now, self._chance(), others)
                log.info("%s: %s", state.feed, error)
                report(Progress(feeds=1, failed=1))
            await self._scout.apart(partial(self._store.settle, after, self._clock(), articles=stored))
        except StoreError as error:
            log.error("%s was not stored: %s", state.feed, error)
            report(Progress(feeds=1, failed=1))
        except Exception:
            log.exception("%s could not be taken in", state.feed)
            report(Progress(feeds=1, failed=1))

    async def _take(self, state: FeedState, report: Report) -> FeedState:
        match state.kind:
            case SourceKind.FOLDER:
                return await self._take_folder(state, report)
            case SourceKind.PAGE:
                return await self._take_page(state, report)
            case _:
                return await self._take_feed(state, report)

    async def _take_feed(self, state: FeedState, report: Report) -> FeedState:
        fetched = await self._scout.fetch(Request(state.address, Accept.FEED, state.etag, state.last_modified))
        now, bounds = self._clock(), self._rules.bounds
        if fetched.unchanged:
            return succeeded(state, now, self._chance(), bounds, fetched=fetched)
        feed = await self._scout.parse(fetched)
        known = await self._scout.apart(partial(self._store.seen, state.feed))
        oldest = now - self._rules.kept_for if self._rules.kept_for else None
        choice = choose(feed.entries, known, is_new=state.is_new, now=now, oldest=oldest)
        report(Progress(found=len(choice.taken), passed=len(choice.passed)))
        if choice.passed:
            await self._store_batch(state.feed, [], choice.passed, report)
        batch: list[Read] = []
        again = choice.left > 0
        publisher = publisher_of(feed, fetched.url)
        async for read in self._scout.read_all(choice.taken, publisher, known):
            again = again or read.seen.marker == AGAIN
            batch.append(read)
            if len(batch) == _BATCH:
                await self._store_reads(state.feed, batch, report)
                batch = []
        await self._store_reads(state.feed, batch, report)
        after = succeeded(
            state,
            self._clock(),
            self._chance(),
            bounds,
            fetched=fetched,
            rhythm=find_rhythm(feed.entries, feed.every, now),
        )
        # What is left to be read must not be hidden behind a 304.
        return replace(after, etag="", last_modified="") if again else after

    async def _take_page(self, state: FeedState, report: Report) -> FeedState:
        fetched = await self._scout.fetch(Request(state.address, Accept.PAGE, state.etag, state.last_modified))
        if not fetched.unchanged:
            report(Progress(found=1))
            document = await self._scout.read_page(fetched)
            document = replace(document, key=canonical_address(state.feed) or state.feed)
            await self._store_reads(state.feed, [Read(Seen(document.key, b"", document.url), document)], report)
        return succeeded(state, self._clock(), self._chance(), self._rules.bounds, fetched=fetched)

    async def _take_folder(self, state: FeedState, report: Report) -> FeedState:
        known = await self._scout.apart(partial(self._store.seen, state.feed))
        found = await self._scout.apart(partial(_changed_files, Path(state.address), known))
        report(Progress(found=len(found)))
        for start in range(0, len(found), _BATCH):
            batch = [await self._read_file(path, seen) for path, seen in found[start : start + _BATCH]]
            await self._store_reads(state.feed, batch, report)
        return succeeded(state, self._clock(), self._chance(), self._rules.bounds, rhythm=self._rules.bounds.shortest)

    async def _read_file(self, path: Path, seen: Seen) -> Read:
        try:
            return Read(seen, await self._scout.read_file(path, self._rules.max_file_bytes))
        except SourceError as error:
            return Read(replace(seen, reason=str(error)))

    async def _store_reads(self, feed: str, reads: Sequence[Read], report: Report) -> None:
        taken = [(read.seen, read.document) for read in reads if read.document]
        passed = [read.seen for read in reads if not read.document]
        await self._store_batch(feed, taken, passed, report)

    async def _store_batch(
        self, feed: str, taken: Sequence[tuple[Seen, Document]], passed: Sequence[Seen], report: Report
    ) -> None:
        if taken or passed:
            ingested = await self._scout.apart(partial(self._store.take, feed, taken, passed, self._clock()))
            stored = sum(each.outcome in (Outcome.NEW, Outcome.REVISED) for each in ingested)
            report(Progress(read=len(taken), stored=stored))


def _changed_files(folder: Path, known: Mapping[str, Seen]) -> list[tuple[Path, Seen]]:
    """The files in a folder that are new, or whose size or time of change is another.

    Raises:
        SourceError: the folder is gone.
    """
    paths = files.discover([folder])
    if paths == [folder]:
        files.read(folder)  # says what is wrong with it
    changed = []
    for path in paths:
        try:
            facts = path.stat()
            mark = f"{facts.st_size} {facts.st_mtime_ns}".encode()
        except OSError:
            mark = b""
        if str(path) not in known or known[str(path)].marker != mark:
            changed.append((path, Seen(str(path), mark)))
    return changed
