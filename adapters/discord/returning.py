"""How a shard comes back: it resumes, where discord.py would begin anew, so that nothing said meanwhile is lost.

What discord.py does not look to: an address for resuming that cannot be reached, a server that neither resumes a
session nor calls it invalid, and one that closes each connection on which it is asked to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from discord.gateway import ReconnectWebSocket
from discord.shard import Shard

log = logging.getLogger(__name__)

RESUMING = 30.0
"""Seconds after which a session that Discord neither resumes nor calls invalid is given up."""
LONGEST_PAUSE = 5.0
"""Seconds between two tries on connections that are closed as soon as they are there."""


class Return:
    """Brings one shard back; ``gateway`` is where it connected first, ``is_closed`` tells that it is to stay away."""

    def __init__(self, shard: Shard, gateway: Any, is_closed: Callable[[], bool]) -> None:
        self._shard = shard
        self._other_address = gateway
        self._is_closed = is_closed
        self._connect_anew = shard.reidentify
        self._tries = 0
        self._giving_up: asyncio.Task[None] | None = None
        shard.reidentify = self.reidentify  # type: ignore[method-assign]
        shard.reconnect = self.reconnect  # type: ignore[method-assign]

    def arrive(self) -> None:
        """Note that the shard is back."""
        self._tries = 0
        self.stop()

    def stop(self) -> None:
        """Give nothing up any more."""
        if self._giving_up:
            self._giving_up.cancel()
            self._giving_up = None

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Connect once more, as discord.py asks, and resume or begin anew."""
        if self._tries > 1:  # the first try, and one more, lose no time
            await asyncio.sleep(min(0.1 * 2.0 ** min(self._tries, 16), LONGEST_PAUSE))
        self._tries += 1
        before = self._shard.ws
        resumes = exc.resume and before.session_id is not None
        await self._connect_anew(exc if resumes == exc.resume else ReconnectWebSocket(exc.shard_id, resume=resumes))
        if self._shard.ws is before:  # not connected: the address for resuming may be none that can be reached
            before.gateway, self._other_address = self._other_address, before.gateway
        elif resumes and self._giving_up is None:
            self._giving_up = asyncio.create_task(self._give_up())

    async def reconnect(self) -> None:
        """Come back after a try that failed."""
        await self.reidentify(ReconnectWebSocket(self._shard.id))

    async def _give_up(self) -> None:
        await asyncio.sleep(RESUMING)
        self._giving_up = None
        if not self._is_closed():
            log.warning("Discord does not resume the session of shard %s: it is begun anew", self._shard.id)
            socket = self._shard.ws
            socket.session_id = None
            await socket.close(code=4000)  # whereupon discord.py asks to connect once more
