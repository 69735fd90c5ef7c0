"""The intake for commands: they wait in threads, while the newsdesk belongs to the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from typing import Any, TypeVar

from briefings.errors import SourceError
from briefings.intake.newsdesk import Newsdesk

T = TypeVar("T")
PATIENCE = 90.0  # seconds that a command waits for the web


@dataclass(frozen=True, slots=True)
class Errands:
    """The newsdesk, and the event loop that it belongs to."""

    newsdesk: Newsdesk
    loop: asyncio.AbstractEventLoop

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

    def begin(self, work: Callable[[], object]) -> None:
        """Let the newsdesk begin with something on its event loop."""
        self.loop.call_soon_threadsafe(work)
