"""Parsing in processes of its own, so that a hostile feed or page costs an error and never the bot.

Parsers are written in C or take time quadratic in what they read; a thread can neither be stopped nor held to a limit.
A worker gets one job at a time with a limit on its processor time and memory, which the system enforces inside it, and
a limit on the clock, which we enforce by killing it. A killed worker is replaced at once.

The methods of ``Workers`` block and may be called from any thread; from asyncio: ``await asyncio.to_thread(...)``.
"""

from __future__ import annotations

import logging
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import TypeVar, cast

from briefings.errors import LimitError, SourceError, UnreadableError
from briefings.models import Document
from briefings.sources.discovery import FeedLink, find_feeds
from briefings.sources.documents import read_entry
from briefings.sources.feeds import Entry, Feed, parse_feed
from briefings.sources.opml import Subscription, read_opml
from briefings.sources.pages import read_page

T = TypeVar("T")
_MEGABYTE = 1024 * 1024
_START = 60.0  # seconds; loading the parsers takes two
_STOP = 5.0  # seconds
_JOBS = 2_000  # of one worker's life; the libraries keep what they have seen
_HAS_TIMER = hasattr(signal, "setitimer")
_TIME_SIGNALS = {getattr(signal, name, None) for name in ("SIGPROF", "SIGXCPU")}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may cost: seconds of processor time, of the clock, and bytes of memory and of its result.

    The clock has more seconds, since a busy machine lets a worker wait; where the system cannot count processor time
    (Windows) it decides alone. Memory is limited on Linux only.
    """

    seconds: float
    clock: float
    advice: str = "read something else instead"  # for a person whose source went beyond them
    memory: int = 192 * _MEGABYTE  # beside the parsers themselves, which take 60 MB
    result: int = 32 * _MEGABYTE


FEED_LIMITS = Limits(seconds=1, clock=5, advice="follow another feed of that site")
PAGE_LIMITS = Limits(seconds=6, clock=12, advice="save its article as a .txt file and add that file")


class Workers:
    """One or more worker processes, started when they are first needed; close them when the program ends."""

    def __init__(self, size: int = 1, *, feed: Limits = FEED_LIMITS, page: Limits = PAGE_LIMITS) -> None:
        self._feed = feed
        self._page = page
        self._workers = [_Worker() for _ in range(size)]
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._closed = False

    def parse_feed(self, content: bytes, url: str, content_type: str = "", *, now: datetime | None = None) -> Feed:
        """The feed in some bytes: ``feeds.parse_feed`` in a worker.

        Raises:
            SourceError: as it does, and LimitError when it costs too much.
        """
        return self._run(partial(parse_feed, content, url, content_type, now=now), url or "The feed", self._feed)

    def read_page(self, html: bytes, url: str, *, now: datetime | None = None) -> Document:
        """The article in a web page: ``pages.read_page`` in a worker.

        Raises:
            SourceError: as it does, and LimitError when it costs too much.
        """
        return self._run(partial(read_page, html, url, now=now), url or "The page", self._page)

    def read_entry(
        self,
        entry: Entry,
        publisher: str = "",
        page: bytes | None = None,
        page_url: str = "",
        *,
        now: datetime | None = None,
    ) -> Document:
        """The document that an entry and its page make: ``documents.read_entry`` in a worker.

        A page that costs too much is left aside, and the feed's own text stands in.

        Raises:
            SourceError: as it does.
        """
        name = page_url or entry.url or entry.title or "The entry"
        try:
            return self._run(partial(read_entry, entry, publisher, page, page_url, now=now), name, self._page)
        except LimitError:
            if page is None or not (entry.content or entry.summary):
                raise
            return self._run(partial(read_entry, entry, publisher, now=now), name, self._page)

    def find_feeds(self, html: bytes, url: str) -> tuple[FeedLink, ...]:
        """The feeds that a page names: ``discovery.find_feeds`` in a worker.

        Raises:
            LimitError: it costs too much.
        """
        return self._run(partial(find_feeds, html, url), url or "The page", self._page)

    def read_opml(self, content: bytes, name: str) -> tuple[Subscription, ...]:
        """The subscriptions of an OPML file: ``opml.read_opml`` in a worker.

        Raises:
            SourceError: as it does, and LimitError when it costs too much.
        """
        return self._run(partial(read_opml, content, name), name, self._page)

    def close(self) -> None:
        """End the processes; a job under way fails with an error that says so."""
        self._closed = True
        for worker in self._workers:
            worker.stop()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, job: Callable[[], T], name: str, limits: Limits) -> T:
        worker = self._idle.get()
        try:
            if self._closed:
                raise _stopped(name)
            return worker.run(job, name, limits)
        finally:
            if self._closed:
                worker.stop()
            self._idle.put(worker)


class _Loss(Enum):
    """Why a worker gave no answer."""

    UNBORN = "unborn"  # it did not come up
    BEFORE = "before"  # it was gone before it was asked
    TIME = "time"
    MEMORY = "memory"
    RESULT = "result"  # what it found is too much
    CRASH = "crash"


class _Worker:
    """One process and the two pipes to it; used by one thread at a time, but stopped by any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # around starting and stopping
        self._process: SpawnProcess | None = None
        self._to: Connection | None = None
        self._from: Connection | None = None
        self._ready = False
        self._stopped = False
        self._jobs = 0

    def run(self, job: Callable[[], T], name: str, limits: Limits) -> T:
        """What a job returns or raises, unless it goes beyond its limits."""
        message = pickle.dumps((job, limits))
        answer = self._ask(message, limits)
        if answer is _Loss.BEFORE and not self._stopped:
            answer = self._ask(message, limits)
        if isinstance(answer, _Loss):
            raise _stopped(name) if self._stopped else _describe(answer, name, limits)
        outcome, value = answer
        if outcome == "done":
            return cast(T, value)
        if isinstance(value, SourceError):
            raise value
        raise (
            _describe(_Loss.MEMORY, name, limits)
            if outcome == "memory"
            else UnreadableError(
                f"{name} is broken in a way that our reader does not get over ({value}); tell its publisher."
            )
        )

    def stop(self, *, for_good: bool = True) -> None:
        """End the process, whatever it does."""
        with self._lock:
            self._stopped = self._stopped or for_good
            if self._process is not None:
                self._process.kill()
                self._process.join(_STOP)
                if self._process.exitcode is not None:
                    self._process.close()
            for pipe in (self._to, self._from):
                if pipe is not None and not for_good:
                    pipe.close()
            self._process = None
            self._ready = False
            self._jobs = 0
            if for_good:
                self._to = self._from = None  # a thread may wait at them: it sees the end, and they are collected

    def _ask(self, message: bytes, limits: Limits) -> tuple[str, object] | _Loss:
        """A job's outcome; after a loss a new process is on its way."""
        self._start()
        process, to, back = self._process, self._to, self._from
        if process is None or to is None or back is None or not self._wait_until_ready(back):
            return _Loss.UNBORN
        try:
            to.send_bytes(message)
        except OSError:
            self._replace()
            return _Loss.BEFORE
        try:
            if not back.poll(limits.clock):
                loss = _Loss.TIME
            else:
                answer = back.recv_bytes(limits.result)
                self._jobs += 1
                if self._jobs >= _JOBS:
                    self._replace()
                return cast("tuple[str, object]", pickle.loads(answer))
        except EOFError:
            loss = self._cause_of_death(process)
        except OSError:
            loss = _Loss.RESULT
        self._replace()
        return loss

    def _start(self) -> None:
        with self._lock:
            if self._stopped or self._process is not None:
                return
            context = get_context("spawn")
            there, self._to = context.Pipe(duplex=False)
            self._from, here = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(there, here), name="newsbrief-parser", daemon=True)
            process.start()
            self._process = process
            there.close()  # ours alone would keep the pipes open when the worker dies
            here.close()

    def _wait_until_ready(self, back: Connection) -> bool:
        if not self._ready:
            try:
                self._ready = back.poll(_START) and back.recv_bytes(100) == b"ready"
            except (OSError, EOFError):
                self._ready = False
            if not self._ready:
                self.stop(for_good=False)
        return self._ready

    def _replace(self) -> None:
        if not self._stopped:
            self.stop(for_good=False)
            self._start()

    def _cause_of_death(self, process: SpawnProcess) -> _Loss:
        try:
            process.join(_STOP)
            code = -(process.exitcode or 0)
        except ValueError:  # closed: somebody stopped us
            return _Loss.CRASH
        if code in _TIME_SIGNALS:
            return _Loss.TIME
        return _Loss.MEMORY if code == getattr(signal, "SIGKILL", None) else _Loss.CRASH


def _describe(loss: _Loss, name: str, limits: Limits) -> SourceError:
    match loss:
        case _Loss.TIME:
            return LimitError(
                f"{name} takes more than {limits.seconds:g} s to read, as only attacks and mistakes do; "
                f"{limits.advice}."
            )
        case _Loss.MEMORY | _Loss.RESULT:
            return LimitError(
                f"{name} takes more than {limits.memory // _MEGABYTE} MB of memory to read; {limits.advice}."
            )
        case _Loss.CRASH:
            return UnreadableError(f"{name} is broken in a way that our reader does not get over; tell its publisher.")
    return UnreadableError(f"{name} was not read, since our reader did not start; look into the log of the bot.")


def _stopped(name: str) -> SourceError:
    return SourceError(f"{name} was not read, since the bot is stopping; it will be read at the next start.")


# What follows runs in the worker.


def _serve(inbox: Connection, outbox: Connection) -> None:
    """Do jobs until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which then closes us
    logging.disable(logging.CRITICAL)  # what parsers complain of becomes our one sentence
    _load_parsers()
    outbox.send_bytes(b"ready")
    with suppress(EOFError, OSError):
        while True:
            outbox.send_bytes(_perform(inbox.recv_bytes()))


def _perform(message: bytes) -> bytes:
    """What came of a job, pickled: ("done", result), ("refused", error), ("memory", None) or ("failed", its name)."""
    job, limits = pickle.loads(message)
    del message
    _limit(limits)
    try:
        return pickle.dumps(("done", job()))
    except SourceError as error:
        return pickle.dumps(("refused", error))
    except MemoryError:
        _limit(None)  # to say so takes memory too
        return pickle.dumps(("memory", None))
    except Exception as error:  # a parser's mistake must cost one source, not the worker
        return pickle.dumps(("failed", type(error).__name__))
    finally:
        _limit(None)


def _limit(limits: Limits | None) -> None:
    """Let the system end this process when a job takes too much; None lifts the limits."""
    if _HAS_TIMER:
        signal.setitimer(signal.ITIMER_PROF, limits.seconds if limits else 0)
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        wanted = pages * resource.getpagesize() + limits.memory if limits else hard
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _load_parsers() -> None:
    """Import what takes long before the first limit is set."""
    for name in ("feedparser", "listparser", "lxml.html", "readability", "trafilatura", "courlan.clean"):
        import_module(name)
