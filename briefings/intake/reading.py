"""Entries and their pages into documents: fetched politely, parsed in a worker, one bad page stopping no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from briefings.errors import EmptyError, SourceError
from briefings.intake.choosing import AGAIN
from briefings.intake.ports import Seen
from briefings.models import Document
from briefings.ports import Clock
from briefings.sources import files
from briefings.sources.documents import has_full_text
from briefings.sources.feeds import Entry, Feed
from briefings.sources.fetching import Accept, Fetched, Fetcher, FetchError, FetchFault, Request
from briefings.sources.opml import Subscription
from briefings.sources.worker import Workers

T = TypeVar("T")
_AT_ONCE = 8  # pages of one feed; its host is asked for fewer at a time
_INDEXED = 2  # sitemaps of an index that are read, those for news and the latest
_PASSING = frozenset(
    {
        FetchFault.DNS,
        FetchFault.CONNECT,
        FetchFault.TLS,
        FetchFault.TIMEOUT,
        FetchFault.PROTOCOL,
        FetchFault.RATE_LIMITED,
        FetchFault.SERVER,
    }
)
"""Why a page may be had at the next try."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of an entry: its document, or the reason why there is none."""

    seen: Seen
    document: Document | None = None


class Scout:
    """Fetches and parses for the intake; its parsing runs in ``workers``, which ``threads`` wait for."""

    def __init__(
        self, fetcher: Fetcher, workers: Workers, threads: Executor, clock: Clock, *, full_text: bool = True
    ) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._threads = threads
        self._clock = clock
        self._full_text = full_text

    async def fetch(self, request: Request) -> Fetched:
        """What is at an address.

        Raises:
            FetchError: it could not be had.
        """
        return await self._fetcher.fetch(request)

    async def apart(self, job: Callable[[], T]) -> T:
        """What a job returns that blocks, without blocking the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    async def parse(self, fetched: Fetched) -> Feed:
        """The feed in an answer; of an index of sitemaps, the entries of its first ones.

        Raises:
            SourceError: there is none in it, or it cannot be read.
        """
        feed = await self._parse(fetched)
        if feed.sitemaps and not feed.entries:
            parts = [
                await self._parse(await self._fetcher.fetch(Request(address, Accept.FEED)))
                for address in feed.sitemaps[:_INDEXED]
            ]
            feed = replace(
                feed,
                title=feed.title or next((part.title for part in parts if part.title), ""),
                entries=tuple(entry for part in parts for entry in part.entries),
                total=sum(part.total for part in parts),
            )
        return feed

    async def read_page(self, fetched: Fetched) -> Document:
        """The article in a page.

        Raises:
            SourceError: there is none in it.
        """
        return await self.apart(partial(self._workers.read_page, fetched.content, fetched.url, now=self._clock()))

    async def find_feeds(self, fetched: Fetched) -> tuple[str, ...]:
        """The feeds that a page names."""
        links = await self.apart(partial(self._workers.find_feeds, fetched.content, fetched.url))
        return tuple(link.url for link in links)

    async def read_opml(self, content: bytes, name: str) -> tuple[Subscription, ...]:
        """The feeds of an OPML file.

        Raises:
            SourceError: it names none.
        """
        return await self.apart(partial(self._workers.read_opml, content, name))

    async def read_file(self, path: Path, max_bytes: int) -> Document:
        """The article in a file.

        Raises:
            SourceError: there is none in it.
        """
        return await self.apart(partial(files.read, path, max_bytes=max_bytes, now=self._clock()))

    async def read_all(
        self, entries: Sequence[tuple[Entry, Seen]], publisher: str, known: Mapping[str, Seen]
    ) -> AsyncIterator[Read]:
        """Every entry's document, in order, a few at a time; ``known`` is what was seen of the feed before."""
        waiting = list(entries)
        pending: list[asyncio.Task[Read]] = []
        try:
            while waiting or pending:
                while waiting and len(pending) < _AT_ONCE:
                    entry, seen = waiting.pop(0)
                    tried = seen.key in known and known[seen.key].marker == AGAIN
                    pending.append(asyncio.create_task(self._read(entry, seen, publisher, tried)))
                yield await pending.pop(0)
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _parse(self, fetched: Fetched) -> Feed:
        kind = f"{fetched.content_type}; charset={fetched.charset}" if fetched.charset else fetched.content_type
        return await self.apart(
            partial(self._workers.parse_feed, fetched.content, fetched.url, kind, now=self._clock())
        )

    async def _read(self, entry: Entry, seen: Seen, publisher: str, tried: bool) -> Read:
        page, address, passing, reason = b"", "", False, ""
        if self._full_text and entry.url and not has_full_text(entry):
            try:
                fetched = await self._fetcher.fetch(Request(entry.url, Accept.PAGE))
                page, address = fetched.content, fetched.url
            except FetchError as error:
                reason = str(error)
                # Once more at the next fetch of the feed, but only once: its own text stands in meanwhile.
                passing = error.kind in _PASSING and not tried
        seen = replace(seen, marker=AGAIN) if passing else seen
        try:
            document = await self.apart(
                partial(self._workers.read_entry, entry, publisher, page or None, address, now=self._clock())
            )
        except EmptyError as error:
            return Read(replace(seen, reason=reason or str(error)))
        except SourceError as error:
            return Read(replace(seen, reason=str(error)))
        return Read(seen, document)
