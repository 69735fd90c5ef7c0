"""Answers in a thread of the agent's conversation, seen while they are being said: begun, gone on with, ended.

https://docs.slack.dev/reference/methods/chat.startStream, https://docs.slack.dev/reference/methods/chat.stopStream

A stream is one post that grows. Slack has no key under which it would take a stream once, and takes the metadata by
which a post is found again only with its end. So that no answer is there twice or in half, whatever gets lost:

- What is streamed are the blocks of the rendered answer, in chunks, which Slack puts together in order: no word of an
  article passes through Slack's Markdown, and in the end there stands what would have been posted. Its first block
  bears the answer's marker, by which a stream that broke off is found.
- Whatever does not go as planned once a stream is there, it is stopped, and its post is changed into the whole answer,
  which may be done twice. Only where Slack does not let it be changed, it is taken back, and the answer is posted.
- Of a stream that may or may not have been begun the ledger is told that nobody knows; it asks again a minute later.
- A workspace in which Slack does not take streams, or shows the first one otherwise than a post, gets posts.

Two things are Slack's own: the line for notifications, which it makes of the blocks, and previews of what is linked to,
for which streams have no switch; of an app's links Slack previews pictures and videos alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from adapters.inbound import Inbound, MessageRef, Question
from adapters.message import Message
from adapters.platform import Ambiguous, Reason, Receipt, Rejected, Sent, Unreadable
from adapters.slack.actions import action_blocks
from adapters.slack.payload import Payload, parts, word
from adapters.slack.posts import POST, Posts, write_mark
from adapters.slack.refusals import lacks
from adapters.slack.render import Rendered, render
from adapters.slack.turns import Turn
from adapters.slack.web_api import Told, ask
from adapters.slack.words import Json
from adapters.slack.workspaces import UNINSTALLED, Workspace, Workspaces

log = logging.getLogger(__name__)

LOOKED_THROUGH = timedelta(days=2)
"""How far back a stream of an earlier process is looked for."""
_NAME = "answer:"
_ENDED = "message_not_in_streaming_state"  # after five minutes, or since its reader stopped it
_FOR_NOW = (Reason.LIMITED, Reason.UNAVAILABLE)
_FOR_GOOD = (Reason.FORBIDDEN, Reason.INVALID)


class Streams:
    """Streams, where Slack offers them."""

    def __init__(self, workspaces: Workspaces, posts: Posts, clock: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._posts = posts
        self._clock = clock
        self._without: set[str] = set()  # workspaces that get posts
        self._proven: set[str] = set()  # workspaces in which a stream stood as it should

    async def reply(self, inbound: Inbound, turn: Turn, message: Message, marker: str) -> Receipt | None:
        """Stream an answer to a question in the agent's conversation; None where it is to be posted instead.

        With None surely nothing of it is there. Further parts of an answer are for posts.
        """
        if not (marker and inbound.direct and inbound.thread and isinstance(inbound.what, Question)):
            return None
        workspace = await self._workspaces.find(inbound.where.workspace)
        if workspace is None:
            return UNINSTALLED
        if marker in turn.streams or not turn.deferred:  # what nobody deferred here, an earlier process may have begun
            ref = turn.streams.get(marker) or await self._find_begun(inbound, marker)
            return await self._mend(workspace, ref, message, marker) if ref else None
        if turn.streams or inbound.where.workspace in self._without:
            return None
        return await self._stream(workspace, inbound, turn, message, marker)

    async def _stream(
        self, workspace: Workspace, inbound: Inbound, turn: Turn, message: Message, marker: str
    ) -> Receipt | None:
        rendered = render(message)
        ends = action_blocks(message.actions)
        first, *more = rendered.blocks[: len(rendered.blocks) - len(ends)]
        turn.streams[marker] = None
        ref = await self._begin(workspace, inbound, [first | {"block_id": _NAME + marker}], marker)
        if not isinstance(ref, MessageRef):
            if not isinstance(ref, Ambiguous):
                del turn.streams[marker]
            return ref
        turn.streams[marker] = ref
        if not (await self._go_on(workspace, ref, more) and await self._end(workspace, ref, ends, marker)):
            return await self._mend(workspace, ref, message, marker)
        return await self._prove(inbound, ref, rendered, marker)

    async def _go_on(self, workspace: Workspace, ref: MessageRef, blocks: Sequence[Json]) -> bool:
        if not blocks:
            return True
        call = workspace.writing.chat_appendStream(channel=ref.channel.id, ts=ref.id, chunks=_chunks(blocks))
        return self._is_taken(ref, await ask(call))

    async def _end(self, workspace: Workspace, ref: MessageRef, blocks: Sequence[Json], marker: str) -> bool:
        """End a stream with the blocks that come last, its buttons."""
        call = workspace.writing.chat_stopStream(
            channel=ref.channel.id, ts=ref.id, blocks=blocks or None, metadata=write_mark(POST, marker)
        )
        return self._is_taken(ref, await ask(call))

    def _is_taken(self, ref: MessageRef, told: Told | Rejected | Ambiguous) -> bool:
        if isinstance(told, Rejected) and told.reason in _FOR_GOOD and not lacks(told, _ENDED):
            self._renounce(ref.channel.workspace, told.detail)
        return isinstance(told, Told)

    async def _begin(
        self, workspace: Workspace, inbound: Inbound, blocks: Sequence[Json], marker: str
    ) -> MessageRef | Ambiguous | None:
        """Begin a stream; None where there surely is none."""
        team = inbound.where.workspace
        told = await ask(
            workspace.writing.chat_startStream(
                channel=inbound.where.id, thread_ts=inbound.thread or "", chunks=_chunks(blocks)
            )
        )
        if isinstance(told, Ambiguous):
            return await self._find_begun(inbound, marker) or told
        if isinstance(told, Rejected):
            if told.reason in _FOR_GOOD:
                self._renounce(team, told.detail)
            return None
        if not word(told.data, "ts"):
            self._renounce(team, "Slack did not say where a stream lies")
            return None
        return MessageRef(inbound.where, word(told.data, "ts"), inbound.thread)

    async def _prove(self, inbound: Inbound, ref: MessageRef, rendered: Rendered, marker: str) -> Receipt | None:
        """See once in each workspace that a stream stands as a post would, and can be found as one."""
        team = inbound.where.workspace
        if team in self._proven:
            return Sent(ref)
        found = await self._look(inbound, lambda post: word(post, "ts") == ref.id)
        if isinstance(found, Unreadable):
            return Sent(ref)
        if found and _marker_of(found) == marker and _kinds(parts(found, "blocks")) == _kinds(rendered.blocks):
            self._proven.add(team)
            return Sent(ref)
        self._renounce(team, "a stream does not stand as a post would")
        return await self._take_back(ref)

    async def _mend(self, workspace: Workspace, ref: MessageRef, message: Message, marker: str) -> Receipt | None:
        """Make the whole answer of what was begun, however far it came; None where it is gone."""
        told = await ask(workspace.writing.chat_stopStream(channel=ref.channel.id, ts=ref.id))
        if isinstance(told, Rejected) and told.reason in _FOR_NOW:
            return told
        receipt = await self._posts.update(ref, message, marker=marker)  # refused while the stream is open
        if not isinstance(receipt, Rejected) or receipt.reason in _FOR_NOW:
            return receipt
        if lacks(receipt, "streaming_state_conflict"):
            return Ambiguous(f"a stream cannot be ended: {told.detail if not isinstance(told, Told) else 'it goes on'}")
        return await self._take_back(ref)

    async def _take_back(self, ref: MessageRef) -> Receipt | None:
        """Delete a stream's post; None where it is not there any more, or cannot ever be deleted."""
        receipt = await self._posts.delete(ref)
        if isinstance(receipt, Ambiguous) or (isinstance(receipt, Rejected) and receipt.reason in _FOR_NOW):
            return receipt
        return None

    async def _find_begun(self, inbound: Inbound, marker: str) -> MessageRef | None:
        """Look for a stream that was begun for an answer and has no metadata yet."""

        def is_it(post: Payload) -> bool:
            names = [word(block, "block_id") for block in parts(post, "blocks")]
            if any(name.startswith(_NAME) for name in names):
                return _NAME + marker in names
            return bool(word(post, "streaming_state")) and not _marker_of(post)  # should Slack not keep the names

        found = await self._look(inbound, is_it)
        if found is None or isinstance(found, Unreadable):
            return None
        return MessageRef(inbound.where, word(found, "ts"), inbound.thread)

    async def _look(self, inbound: Inbound, is_it: Callable[[Payload], bool]) -> Payload | Unreadable | None:
        since = self._clock() - LOOKED_THROUGH
        async for page in self._posts.pages(inbound.where, since, inbound.thread):
            if isinstance(page, Unreadable):
                return page
            for post in parts(page.data, "messages"):
                if is_it(post):
                    return post
        return None

    def _renounce(self, team: str, why: str) -> None:
        log.info("answers in the agent's conversation are posted whole from now on: %s", why)
        self._without.add(team)


def _chunks(blocks: Sequence[Json]) -> list[Json]:
    return [{"type": "blocks", "blocks": list(blocks)}]


def _kinds(blocks: Sequence[Payload]) -> list[str]:
    return [word(block, "type") for block in blocks]


def _marker_of(post: Payload) -> str:
    return word(post, "metadata", "event_payload", "marker")
