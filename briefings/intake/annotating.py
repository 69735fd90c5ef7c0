"""What was stored is annotated afterwards: in a thread while there is little, on every core while there is much.

Nothing is lost when it is interrupted: what waits is known to the store, and is taken up at the next start.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import connection, get_context, parent_process
from typing import Protocol, TypeVar

import numpy as np

from briefings.annotation import Annotation, Signature
from briefings.errors import NewsbriefError
from briefings.intake.ports import FeedStore
from briefings.intake.progress import Progress, Report, unreported
from briefings.models import Article
from briefings.ports import Annotator, Clock
from briefings.stories.signatures import sign

log = logging.getLogger(__name__)

T = TypeVar("T")
MANY = 40
"""Waiting articles from which on it pays to load the models once more for each core: two seconds, 400 MB."""
_AHEAD = 2  # articles handed to each process before the first comes back
_PORTION = 50  # articles that are looked up at a time
_NOTHING = Annotation((), np.zeros((0, 384), dtype=np.float32))

Place = Callable[[Article, Annotation, Signature, datetime], bool]
"""Gives a stored article what was found in it, and its story."""


class Hands(Protocol):
    """Those who annotate."""

    size: int

    def submit(self, article: Article) -> Future[tuple[Annotation, Signature]]:
        """Begin with an article."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""
        ...


class ThreadHands:
    """One thread with the annotator that answers questions too."""

    size = 1

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="annotate")

    def submit(self, article: Article) -> Future[tuple[Annotation, Signature]]:
        """Begin with an article."""
        return self._thread.submit(_find, self._annotator, article.title, article.text, article.dateline)

    def close(self) -> None:
        """Finish the article under way."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class ProcessHands:
    """A process for each core, with an annotator of its own and the lowest priority: questions come first.

    Args:
        load: loads an annotator; a function that another process can import.
        size: how many processes.
    """

    def __init__(self, load: Callable[[], Annotator], size: int) -> None:
        self.size = size
        self._pool: Executor = ProcessPoolExecutor(
            size, mp_context=get_context("spawn"), initializer=_begin, initargs=(load,)
        )

    def submit(self, article: Article) -> Future[tuple[Annotation, Signature]]:
        """Begin with an article."""
        return self._pool.submit(_find_apart, article.title, article.text, article.dateline)

    def close(self) -> None:
        """End the processes after the article that each has under way."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class AnnotationLine:
    """Annotates what waits, the oldest first; belongs to one event loop.

    Args:
        store: knows what waits.
        place: stores what was found.
        few: annotates while little waits.
        many: makes those who annotate while much waits; None where memory is short.
        clock: the time.
    """

    def __init__(
        self, store: FeedStore, place: Place, few: Hands, many: Callable[[], Hands] | None, clock: Clock
    ) -> None:
        self._store = store
        self._place = place
        self._few = few
        self._many = many
        self._clock = clock
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="place")

    async def work_off(self, report: Report = unreported, limit: int | None = None) -> int:
        """Annotate what waits, at most ``limit`` articles; gives how many. A second call waits for the first.

        Raises:
            ModelError: the language models cannot be loaded.
            StoreError: the database refused.
        """
        async with self._turn:
            backlog = await self._apart(self._store.backlog)
            if not backlog:
                return 0
            if self._many is None or min(backlog, limit or backlog) < MANY:
                return await self._work(self._few, report, limit)
            hands = self._many()
            try:
                return await self._work(hands, report, limit)
            finally:
                await asyncio.to_thread(hands.close)

    async def close(self) -> None:
        """Finish the article under way."""
        await asyncio.to_thread(self._few.close)
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _work(self, hands: Hands, report: Report, limit: int | None) -> int:
        done = 0
        tried: set[tuple[int, int]] = set()  # a revised article comes again, one that could not be placed does not
        under_way: deque[tuple[Article, Future[tuple[Annotation, Signature]]]] = deque()
        try:
            while limit is None or done < limit:
                if len(under_way) < hands.size:
                    room = _PORTION if limit is None else min(_PORTION, limit - done)
                    waiting = await self._apart(partial(self._store.waiting, len(under_way) + room))
                    for article in waiting:
                        if (article.id, article.revision) not in tried and len(under_way) < _AHEAD * hands.size:
                            tried.add((article.id, article.revision))
                            under_way.append((article, hands.submit(article)))
                if not under_way:
                    break
                article, future = under_way.popleft()
                annotation, signature = await self._found(article, future)
                if await self._apart(partial(self._place, article, annotation, signature, self._clock())):
                    done += 1
                    report(Progress(annotated=1))
        finally:
            for _, future in under_way:
                future.cancel()
        return done

    async def _found(
        self, article: Article, future: Future[tuple[Annotation, Signature]]
    ) -> tuple[Annotation, Signature]:
        try:
            return await asyncio.wrap_future(future)
        except (NewsbriefError, BrokenExecutor):
            raise
        except Exception:
            # One text that the models trip over must not keep all others waiting: nothing is found in it.
            log.exception("article %d (%s) could not be annotated", article.id, article.url)
            return _NOTHING, sign(article.title, _NOTHING)

    async def _apart(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)


def _find(annotator: Annotator, title: str, text: str, dateline: str) -> tuple[Annotation, Signature]:
    annotation = annotator.annotate(text, dateline)
    return annotation, sign(title, annotation, annotator.embed)


# What follows runs in a process of its own.

_annotator: Annotator | None = None


def _begin(load: Callable[[], Annotator]) -> None:
    global _annotator  # a worker process has one, and its jobs are plain functions
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which then closes us
    if hasattr(os, "nice"):
        os.nice(10)
    _annotator = load()


def _end_with(parent: int) -> None:
    """A parent that was killed closes no pipe that we wait at; without this we would wait for ever."""
    connection.wait([parent])
    os._exit(0)


def _find_apart(title: str, text: str, dateline: str) -> tuple[Annotation, Signature]:
    assert _annotator is not None  # ``_begin`` came first
    return _find(_annotator, title, text, dateline)
