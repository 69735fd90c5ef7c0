"""Not too much at a time, and not too often to one host."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from briefings.ports import Clock
from briefings.sources.fetching.faults import closed_error
from briefings.sources.fetching.model import Sleep
from briefings.sources.fetching.targets import Target

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST_HOSTS = 4_096  # that are remembered; whoever is not has not been asked lately


@dataclass(slots=True)
class _Host:
    """What we owe one host."""

    room: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: datetime = _LONG_AGO
    closed_until: datetime = _LONG_AGO
    users: int = 0


class Pace:
    """Turns for requests: ``concurrency`` at a time in all, ``host_concurrency`` to one host.

    Waiting for a host keeps nobody from asking another one.
    """

    def __init__(self, clock: Clock, sleep: Sleep, concurrency: int, host_concurrency: int) -> None:
        self._clock = clock
        self._sleep = sleep
        self._room = asyncio.Semaphore(concurrency)
        self._host_concurrency = host_concurrency
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, target: Target, interval: float) -> AsyncIterator[None]:
        """Wait until the host may be asked: ``interval`` seconds after it was last asked.

        Raises:
            FetchError: the host does not want to be asked now, or said so while we waited.
        """
        state = self._state(target.host)
        state.users += 1
        try:
            async with state.room:
                async with state.turn:
                    self._refuse_closed(state, target)
                    passed = (self._clock() - state.last).total_seconds()
                    # a clock that was set back must not make us wait for longer than once
                    wait = min(interval - passed, interval)
                    if wait > 0:
                        await self._sleep(wait)
                        self._refuse_closed(state, target)
                    state.last = self._clock()
                async with self._room:
                    yield
        finally:
            state.users -= 1

    def close(self, host: str, until: datetime) -> None:
        """The host does not want to be asked before then."""
        state = self._state(host)
        state.closed_until = max(state.closed_until, until)

    def _refuse_closed(self, state: _Host, target: Target) -> None:
        if state.closed_until > self._clock():
            raise closed_error(target, state.closed_until)

    def _state(self, host: str) -> _Host:
        if host not in self._hosts:
            self._forget()
            self._hosts[host] = _Host(asyncio.Semaphore(self._host_concurrency))
        self._hosts.move_to_end(host)
        return self._hosts[host]

    def _forget(self) -> None:
        """Drop what was asked longest ago, as long as there are too many."""
        for name, state in list(self._hosts.items()) if len(self._hosts) >= _MOST_HOSTS else ():
            if not state.users and state.closed_until < self._clock():
                del self._hosts[name]
                return
