"""The sign that an answer is coming: a line in the pane, elsewhere a post in whose place the answer then stands.

It is found again by its metadata, so that none is left standing, whatever broke off in between.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from adapters.inbound import Inbound, MessageRef
from adapters.message import Message, note
from adapters.platform import Ambiguous, Receipt, Rejected, Sent
from adapters.slack.posts import READING, Posts
from adapters.slack.turns import Turn
from adapters.slack.web_api import Told, ask
from adapters.slack.workspaces import Workspaces

SOON_ENOUGH = 3.0
"""Seconds that an answer waits for its sign."""
LOOKS = (1.0, 4.0, 10.0, 20.0, 30.0)
"""Seconds before each look for a sign that may still come, until after a minute none can arrive any more."""
LAST_LOOK = 2.0
"""Seconds for a last look when the bot is told to end."""
STALE = timedelta(hours=1)
"""How far back the sign of an earlier process is looked for."""


class Signs:
    """Shows, finds and takes back."""

    def __init__(self, workspaces: Workspaces, posts: Posts, clock: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._posts = posts
        self._clock = clock
        self._late: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()

    async def show(self, inbound: Inbound, words: str) -> Receipt | None:
        """Show the words; what is shown in the pane is no post, and has no id."""
        if inbound.direct and inbound.thread and await self._show_status(inbound, inbound.thread, words):
            return Sent(MessageRef(inbound.where, "", inbound.thread))
        sign = Message((note(words),), words)
        return await self._posts.send(inbound.where, sign, marker=_marker(inbound), thread=inbound.thread, kind=READING)

    async def wait(self, standing: asyncio.Task[Receipt | None]) -> Receipt | None:
        """Wait for a sign, but not for ever; it goes on."""
        done, _ = await asyncio.wait({standing}, timeout=SOON_ENOUGH)
        return standing.result() if done else None

    async def look(self, inbound: Inbound) -> Receipt | None:
        """Look for the sign among the posts."""
        thread = MessageRef(inbound.where, inbound.thread) if inbound.thread else None
        found = await self._posts.find(
            inbound.where, _marker(inbound), since=self._clock() - STALE, thread=thread, kind=READING
        )
        return found if isinstance(found, Sent) else None

    async def find(self, inbound: Inbound, turn: Turn) -> MessageRef | None:
        """Give the post that an answer takes the place of; one that may have got lost, or its place, is looked for.

        One that is not there may still come, of this process or an earlier one: then it is taken back.
        """
        if turn.standing is None:
            return None
        receipt = await self.wait(turn.standing)
        if turn.standing.done() and (turn.doubtful or isinstance(receipt, Ambiguous)):
            receipt = await self.look(inbound)
        if receipt is None:
            if not turn.doubtful:  # else an answer stands in its place
                self._take_back_later(inbound, turn.standing)
            turn.standing = None
        return receipt.ref if isinstance(receipt, Sent) and receipt.ref.id else None

    async def finish(self) -> None:
        """Look once more for what is late."""
        self._ending.set()
        if self._late:
            await asyncio.wait(self._late, timeout=LAST_LOOK)

    async def _show_status(self, inbound: Inbound, thread: str, words: str) -> bool:
        workspace = await self._workspaces.find(inbound.where.workspace)
        if workspace is None:
            return False
        status = f"is {words[:1].lower()}{words[1:]}"  # after the bot's name
        told = await ask(
            workspace.writing.assistant_threads_setStatus(channel_id=inbound.where.id, thread_ts=thread, status=status)
        )
        return isinstance(told, Told)

    def _take_back_later(self, inbound: Inbound, standing: asyncio.Task[Receipt | None]) -> None:
        task = asyncio.create_task(self._take_back(inbound, standing))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _take_back(self, inbound: Inbound, standing: asyncio.Task[Receipt | None]) -> None:
        """Take a sign back as soon as it is there, and see that it is gone."""
        receipt = await standing
        taken = False
        for pause in LOOKS:
            if isinstance(receipt, Rejected) or (taken and receipt is None):
                return
            if isinstance(receipt, Sent):
                if not receipt.ref.id:
                    return
                await self._posts.delete(receipt.ref)
                taken = True
            elif self._ending.is_set():
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._ending.wait()
            receipt = await self.look(inbound)
        if isinstance(receipt, Sent):
            await self._posts.delete(receipt.ref)


def _marker(inbound: Inbound) -> str:
    return hashlib.sha256(inbound.id.encode()).hexdigest()[:24]
