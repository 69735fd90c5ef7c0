"""Posting to a channel, changing what was posted, and finding it again by its marker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

from adapters.inbound import Channel, MessageRef, Person
from adapters.message import Message
from adapters.platform import Absent, Ambiguous, Finding, Reason, Receipt, Rejected, Sent, Unreadable
from adapters.slack.payload import Payload, parts, word
from adapters.slack.places import OURS, root_of
from adapters.slack.render import Rendered, render
from adapters.slack.web_api import Told, ask
from adapters.slack.words import Json
from adapters.slack.workspaces import UNINSTALLED, Workspace, Workspaces

POST, READING = f"{OURS}post", f"{OURS}reading"
"""What a post's metadata is called: an answer or digest, or the words that stand in for an answer still to come."""
PAGE = 200  # what Slack recommends; it takes 999
PAGES = 25
_EVER = datetime.fromtimestamp(0, UTC)
SKEW = 120.0  # seconds by which our clock and Slack's may differ


class Posts:
    """What the bot says in a workspace's channels."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: str | None = None, kind: str = POST
    ) -> Receipt:
        """Post once, with the marker in the metadata, and with no preview of what it links to."""
        workspace = await self._workspaces.find(channel.workspace)
        if workspace is None:
            return UNINSTALLED
        rendered = render(message)
        told = await ask(
            workspace.writing.chat_postMessage(
                channel=channel.id,
                text=rendered.text,
                blocks=_marked(rendered.blocks, kind, marker),
                thread_ts=thread,
                metadata=write_mark(kind, marker) if marker else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        if not isinstance(told, Told):
            return told
        # A post to a person lands in the conversation with them.
        place = replace(channel, id=word(told.data, "channel") or channel.id)
        ts = word(told.data, "ts")
        if not ts and marker:  # it is there, and where can be seen
            root = MessageRef(channel, thread) if thread else None
            found = await self.find(channel, marker, since=_EVER, thread=root, kind=kind)
            ts = found.ref.id if isinstance(found, Sent) else ""
        return Sent(MessageRef(place, ts, thread))

    async def update(self, ref: MessageRef, message: Message, *, marker: str | None = None) -> Receipt:
        """Replace what a post says; with a marker, even an empty one, also what it is found by."""
        workspace = await self._workspaces.find(ref.channel.workspace)
        if workspace is None:
            return UNINSTALLED
        rendered = render(message)
        told = await ask(
            workspace.writing.chat_update(
                channel=ref.channel.id,
                ts=ref.id,
                text=rendered.text,
                blocks=_marked(rendered.blocks, POST, marker or ""),
                metadata=None if marker is None else write_mark(POST, marker),
            )
        )
        return Sent(ref) if isinstance(told, Told) else told

    async def delete(self, ref: MessageRef) -> Receipt:
        """Take a post back, as far as Slack lets it."""
        workspace = await self._workspaces.find(ref.channel.workspace)
        if workspace is None:
            return UNINSTALLED
        told = await ask(workspace.writing.chat_delete(channel=ref.channel.id, ts=ref.id))
        return Sent(ref) if isinstance(told, Told) else told

    async def whisper(self, channel: Channel, person: Person, message: Message, thread: str | None) -> Receipt:
        """Post what only one person sees, until they load Slack anew."""
        workspace = await self._workspaces.find(channel.workspace)
        if workspace is None:
            return UNINSTALLED
        rendered = render(message)
        told = await ask(
            workspace.writing.chat_postEphemeral(
                channel=channel.id, user=person.id, text=rendered.text, blocks=rendered.blocks, thread_ts=thread
            )
        )
        return Sent(MessageRef(channel, word(told.data, "message_ts"), thread)) if isinstance(told, Told) else told

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None, kind: str = POST
    ) -> Finding:
        """Look for a post with this marker; the channel's history leaves out what lies in threads.

        The first block bears it too, so absence is believed without the scope that lets metadata be read.
        """
        async for page in self.pages(channel, since, root_of(thread) if thread else None):
            if isinstance(page, Unreadable):
                return page
            for post in parts(page.data, "messages"):
                if _carries(post, kind, marker):
                    return Sent(MessageRef(channel, word(post, "ts"), word(post, "thread_ts") or None))
        return Absent()

    async def pages(self, channel: Channel, since: datetime, thread: str | None) -> AsyncIterator[Told | Unreadable]:
        """Give a channel's history, newest first, or a thread's posts, with their metadata, page by page."""
        workspace = await self._workspaces.find(channel.workspace)
        if workspace is None:
            yield Unreadable(UNINSTALLED.detail)
            return
        place = channel.id
        if place[:1] in ("U", "W"):  # a person: the history is that of the conversation with them
            opened = await ask(workspace.reading.conversations_open(users=place))
            place = word(opened.data, "channel", "id") if isinstance(opened, Told) else place
        cursor = ""
        oldest = f"{max(0.0, since.timestamp() - SKEW):.6f}"
        for _ in range(PAGES):
            asked: Json = {"channel": place, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
            asked |= {"cursor": cursor} if cursor else {}
            told = await self._page(workspace, asked, thread)
            if isinstance(told, Rejected) and told.reason is Reason.INVALID:  # metadata is unknown there
                told = await self._page(workspace, asked | {"include_all_metadata": None}, thread)
            if not isinstance(told, Told):
                gone = isinstance(told, Rejected) and told.detail.startswith("thread_not_found")
                for_now = isinstance(told, Ambiguous) or told.reason in (Reason.LIMITED, Reason.UNAVAILABLE)
                yield Told({}) if gone else Unreadable(told.detail, for_now)
                return
            yield told
            cursor = word(told.data, "response_metadata", "next_cursor")
            if not cursor:
                return
        yield Unreadable(f"there are more than {PAGES} pages of posts since {since:%Y-%m-%d %H:%M}")

    @staticmethod
    async def _page(workspace: Workspace, asked: Json, thread: str | None) -> Told | Rejected | Ambiguous:
        reading = workspace.reading
        return await ask(
            reading.conversations_replies(**asked, ts=thread)  # type: ignore[arg-type]
            if thread
            else reading.conversations_history(**asked)  # type: ignore[arg-type]
        )


def said(rendered: Rendered) -> Json:
    """Give a message as a response address takes it."""
    return {"text": rendered.text, "blocks": rendered.blocks}


def write_mark(kind: str, marker: str) -> Json:
    """Make the metadata by which a post is found again."""
    return {"event_type": kind, "event_payload": {"marker": marker}}


def _marked(blocks: list[Json], kind: str, marker: str) -> list[Json]:
    """Name the first block after the marker: by that a post is found again where its metadata is not told."""
    return [blocks[0] | {"block_id": f"{kind}/{marker}"}, *blocks[1:]] if blocks and marker else blocks


def _carries(post: Payload, kind: str, marker: str) -> bool:
    metadata = post.get("metadata")
    if word(metadata, "event_type") == kind and word(metadata, "event_payload", "marker") == marker:
        return True
    return any(word(block, "block_id") == f"{kind}/{marker}" for block in parts(post, "blocks"))
