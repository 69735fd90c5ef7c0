"""The intake for commands: they wait in threads, while the newsdesk belongs to the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from typing import Any, TypeVar

from briefings.errors import SourceError
from briefings.intake.newsdesk import Newsdesk

T = TypeVar("T")
WAITING = 4
"""Commands that wait for the web at a time."""
PATIENCE = 90.0  # seconds that a command waits for the web


@dataclass(frozen=True, slots=True)
class Errands:
    """The newsdesk, the event loop that it belongs to, and the threads in which commands wait for it."""

    newsdesk: Newsdesk
    loop: asyncio.AbstractEventLoop
    threads: Executor = field(default_factory=lambda: ThreadPoolExecutor(WAITING, thread_name_prefix="errand"))

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """What the newsdesk's coroutine comes to; not to be called on the event loop itself.

        Raises:
            SourceError: it takes too long.
        """
        pending = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return pending.result(PATIENCE)
        except Late as error:
            pending.cancel()
            raise SourceError("That address keeps us waiting for too long; try again later.") from error

    def close(self) -> None:
        """Let no more commands wait."""
        self.threads.shutdown(wait=False, cancel_futures=True)

    def begin(self, work: Callable[[], object]) -> None:
        """Let the newsdesk begin with something on its event loop."""
        self.loop.call_soon_threadsafe(work)
