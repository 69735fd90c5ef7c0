"""What stands in channels: their kinds, their messages from the newest on, and the posts of forums."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime

import discord

from adapters.discord.connection import Connection
from adapters.discord.mentions import DIRECT
from adapters.discord.payloads import Payload, number, take, take_all, word, written_at
from adapters.discord.permissions import HISTORY, Permits, list_names
from adapters.discord.wire import Outcome, Refused, Taken
from adapters.inbound import Channel
from adapters.platform import Ambiguous, Reason, Unreadable

log = logging.getLogger(__name__)

PAGE = 100
MOST_PAGES = 50
PAUSES = (1.0, 2.0, 4.0)  # seconds before reading is tried again; what cannot be read holds a post
LONGEST_WAIT = 10.0
DIRECT_KIND = 1
_THREADS = (10, 11, 12)


class History:
    """Reads channels; reading may be done again, so it is, a few times."""

    def __init__(self, connection: Connection, permits: Permits) -> None:
        self._connection = connection
        self._permits = permits
        self._kinds: dict[str, int] = {}

    async def kind(self, channel: Channel) -> int:
        """Tell the channel's type by Discord's number; 0, a text channel, where it cannot be told."""
        if channel.workspace == DIRECT:
            return DIRECT_KIND
        known = self._connection.place(channel)
        if known is not None:
            return int(known.type.value)
        if channel.id not in self._kinds:
            outcome = await self._connection.ask("GET", "/channels/{channel_id}", {"channel_id": channel.id})
            if not (isinstance(outcome, Taken) and word(outcome.data, "type")):
                return 0
            self._kinds[channel.id] = number(outcome.data, "type")
        return self._kinds[channel.id]

    @staticmethod
    def is_thread(kind: int) -> bool:
        """Whether a type is a thread's."""
        return kind in _THREADS

    def required_tag(self, channel: Channel) -> str:
        """Give a tag that anybody may set, where the forum takes no post without one."""
        known = self._connection.place(channel)
        if not (isinstance(known, discord.ForumChannel) and known.flags.require_tag):
            return ""
        return next((str(tag.id) for tag in known.available_tags if not tag.moderated), "")

    async def read(self, channel: Channel, place: str, since: datetime) -> AsyncIterator[Payload | Unreadable]:
        """Give the messages of a channel, or of a thread in it, from the newest on; nothing where there is no such."""
        before = ""
        for _ in range(MOST_PAGES):
            query: dict[str, str | int] = {"limit": PAGE} | ({"before": before} if before else {})
            page = await self._get("/channels/{channel_id}/messages", channel, {"channel_id": place}, query)
            if isinstance(page, Unreadable | None):
                if page:
                    yield page
                return
            if not page.listed and not before:
                # Discord shows an empty channel to whoever may not read its history.
                lacking = await self._permits.missing(channel)
                if HISTORY in lacking:
                    yield await self._unreadable(channel, lacking)
                return
            # Discord begins with the newest; where the oldest comes first, it must not hide the others.
            listed = sorted(page.listed, key=lambda message: number(message, "id"), reverse=True)
            recent = [message for message in listed if written_at(message) >= since]
            for message in recent:
                yield message
            last = word(listed[-1], "id") if listed else ""
            if len(recent) < len(listed) or len(listed) < PAGE or last == before:
                return
            before = last
        yield Unreadable(f"more than {PAGE * MOST_PAGES} messages were written since")

    async def posts(self, forum: Channel, since: datetime, *, closed: bool) -> list[str] | Unreadable:
        """Give the ids of the bot's own posts in a forum; ``closed`` ones only if asked for."""
        active = await self._get("/guilds/{guild_id}/threads/active", forum, {"guild_id": forum.workspace})
        if isinstance(active, Unreadable):
            return active
        threads = take_all(active.data, "threads") if active else []
        if closed:
            archived = await self._get(
                "/channels/{channel_id}/threads/archived/public", forum, {"channel_id": forum.id}, {"limit": PAGE}
            )
            if isinstance(archived, Unreadable):
                return archived
            threads += take_all(archived.data, "threads") if archived else []
        ours = [
            word(thread, "id")
            for thread in threads
            if word(thread, "parent_id") == forum.id and word(thread, "owner_id") == self._connection.bot
            if written_at({**thread, **take(thread, "thread_metadata")}, "create_timestamp") >= since
        ]
        return list(dict.fromkeys(ours))

    async def opening(self, forum: Channel, thread: str) -> Payload | Unreadable:
        """Give the message that opens a forum's post, which has the post's own id."""
        path = "/channels/{channel_id}/messages/{message_id}"
        found = await self._get(path, forum, {"channel_id": thread, "message_id": thread})
        return found.data if isinstance(found, Taken) else found or {}

    async def _get(
        self, path: str, channel: Channel, ids: Mapping[str, str], query: Mapping[str, str | int] | None = None
    ) -> Taken | Unreadable | None:
        """Read something; None where there is no such thing."""
        outcome: Outcome = Ambiguous("Discord did not answer")
        for pause in (*PAUSES, None):
            outcome = await self._connection.ask("GET", path, ids, query=query)
            wait = _pause_after(outcome, pause)
            if wait is None:
                break
            await asyncio.sleep(wait)
        if isinstance(outcome, Taken):
            return outcome
        if isinstance(outcome, Refused) and outcome.reason is Reason.GONE:
            return None
        if isinstance(outcome, Refused) and outcome.reason is Reason.FORBIDDEN:
            return await self._unreadable(channel, await self._permits.missing(channel) or (HISTORY,))
        passes = isinstance(outcome, Ambiguous) or outcome.reason in (Reason.LIMITED, Reason.UNAVAILABLE)
        return Unreadable(outcome.detail, for_now=passes)

    async def _unreadable(self, channel: Channel, lacking: tuple[str, ...]) -> Unreadable:
        return Unreadable(f"I need {list_names(lacking)} in {self._permits.name(channel)}")


def _pause_after(outcome: Outcome, usual: float | None) -> float | None:
    """Tell how long to wait before trying again; None where that is of no use."""
    if usual is None or isinstance(outcome, Taken):
        return None
    if isinstance(outcome, Ambiguous) or outcome.reason is Reason.UNAVAILABLE:
        return usual
    if outcome.reason is Reason.LIMITED:
        wait = max(outcome.retry_after or 0.0, usual)
        return wait if wait <= LONGEST_WAIT else None
    return None
