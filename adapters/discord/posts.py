"""Posts in channels, threads, forums and direct messages: made once, found again, edited."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.discord.bare_posts import BarePosts
from adapters.discord.connection import Connection
from adapters.discord.custom_ids import markers_of
from adapters.discord.history import History
from adapters.discord.mentions import DIRECT
from adapters.discord.payloads import Payload, take, take_all, word
from adapters.discord.permissions import FORUMS, Permits
from adapters.discord.refusals import (
    ALREADY_CROSSPOSTED,
    HAS_THREAD,
    NO_HISTORY,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    WRONG_CHANNEL,
)
from adapters.discord.render import name_thread, render, render_plainly
from adapters.discord.wire import Outcome, Refused, Taken, is_too_much
from adapters.inbound import Channel, MessageRef
from adapters.message import Message
from adapters.platform import Absent, Ambiguous, Finding, Reason, Receipt, Rejected, Sent, Unreadable

log = logging.getLogger(__name__)

T = TypeVar("T")

ANNOUNCEMENTS = 5  # channel type
LOOKED_BACK = timedelta(hours=1)
"""How old a forum's post may be that an earlier try made: nothing but looking keeps a second one away there."""

POST = "/channels/{channel_id}/messages"
ONE = "/channels/{channel_id}/messages/{message_id}"


class Posts:
    """What the bot posts; ``spawn`` runs what need not be waited for."""

    def __init__(
        self,
        connection: Connection,
        permits: Permits,
        clock: Callable[[], datetime],
        spawn: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._connection = connection
        self._permits = permits
        self._clock = clock
        self._spawn = spawn
        self._history = History(connection, permits)
        self._bare_posts = BarePosts()
        self._failed_over: set[str] = set()  # markers of what the server stumbled over

    async def send(
        self,
        channel: Channel,
        message: Message,
        marker: str,
        *,
        thread: MessageRef | None = None,
        replying_to: str = "",
    ) -> Receipt:
        """Post once: in the channel, in a thread that is opened where there is none yet, or as a forum's post."""
        kind = await self._history.kind(channel)
        if thread and channel.workspace != DIRECT and not self._history.is_thread(kind):
            return await self._send_into_thread(channel, message, marker, thread.thread or thread.id)
        if kind in FORUMS:
            return await self._open_post(channel, message, marker)
        outcome = await self._post(channel.id, message, marker, replying_to)
        if isinstance(outcome, Refused) and outcome.code == NO_HISTORY and replying_to:
            outcome = await self._post(channel.id, message, marker)
        receipt = await self._receipt(outcome, channel)
        if isinstance(receipt, Sent) and kind == ANNOUNCEMENTS:
            self._spawn(self._publish(receipt.ref))
        return receipt

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Replace what a post says."""
        body = render(message)
        place = ref.thread or ref.channel.id
        outcome = await self._connection.ask("PATCH", ONE, {"channel_id": place, "message_id": ref.id}, body)
        return await self._receipt(outcome, ref.channel, ref.thread)

    async def find(self, channel: Channel, marker: str, since: datetime, thread: MessageRef | None) -> Finding:
        """Look for the post with a marker, in the thread and, where there is no such thread, in the channel."""
        kind = await self._history.kind(channel)
        root = (thread.thread or thread.id) if thread and channel.workspace != DIRECT else None
        if root and not self._history.is_thread(kind):
            finding = await self._look(channel, root, marker, since)
            if not isinstance(finding, Absent) or kind in FORUMS:
                return finding
        if kind in FORUMS:
            return await self._look_among_posts(channel, marker, since, closed=True)
        finding = await self._look(channel, None, marker, since)
        if isinstance(finding, Sent) and kind == ANNOUNCEMENTS:
            self._spawn(self._publish(finding.ref))
        return finding

    async def _send_into_thread(self, channel: Channel, message: Message, marker: str, root: str) -> Receipt:
        """Post in a post's thread; where the post is gone, or no thread can be, in the channel itself."""
        outcome = await self._post(root, message, marker)
        if isinstance(outcome, Refused) and outcome.code == UNKNOWN_CHANNEL:
            opened = await self._connection.ask(
                "POST", ONE + "/threads", {"channel_id": channel.id, "message_id": root}, {"name": name_thread(message)}
            )
            if isinstance(opened, Refused) and opened.code != HAS_THREAD:
                if opened.reason is Reason.FORBIDDEN or opened.code in (UNKNOWN_MESSAGE, WRONG_CHANNEL):
                    return await self._receipt(await self._post(channel.id, message, marker), channel)
                return opened.plainly()
            if isinstance(opened, Ambiguous):
                return Rejected(Reason.UNAVAILABLE, f"no thread could be opened: {opened.detail}")
            outcome = await self._post(root, message, marker)
        return await self._receipt(outcome, channel, root)

    async def _open_post(self, channel: Channel, message: Message, marker: str) -> Receipt:
        """Open a forum's post. Discord takes no nonce for it, so an earlier try is looked for first."""
        if marker:
            before = await self._look_among_posts(channel, marker, self._clock() - LOOKED_BACK, closed=False)
            if isinstance(before, Sent):
                return before
        payload: dict[str, object] = {"name": name_thread(message), "message": render(message, marker=marker)}
        tag = self._history.required_tag(channel)
        if tag:
            payload["applied_tags"] = [tag]
        outcome = await self._connection.ask(
            "POST", "/channels/{channel_id}/threads", {"channel_id": channel.id}, payload
        )
        if not isinstance(outcome, Taken):
            return await self._receipt(outcome, channel)
        thread = word(outcome.data, "id")
        post = word(take(outcome.data, "message"), "id") or thread
        return Sent(MessageRef(channel, post, thread)) if thread else Ambiguous("Discord did not name the post")

    async def _post(self, place: str, message: Message, marker: str, replying_to: str = "") -> Outcome:
        """Post; without cards, and in answer to nothing, where the server does not take those or fails over them."""
        body, plain = render(message, marker=marker, nonce=True), render_plainly(message, marker=marker, nonce=True)
        before = self._bare_posts.take(marker, body, plain[0])
        if before:
            return Taken(before)
        if replying_to:
            body["message_reference"] = {"message_id": replying_to, "fail_if_not_exists": False}
        if marker not in self._failed_over:
            outcome = await self._connection.ask("POST", POST, {"channel_id": place}, body)
            if not is_too_much(outcome):
                return outcome
            if isinstance(outcome, Ambiguous):  # it may be there all the same
                self._failed_over |= {marker} if marker else set()
                return outcome
        self._failed_over.discard(marker)
        return await self._post_plainly(place, plain)

    async def _post_plainly(self, place: str, bodies: Sequence[Mapping[str, object]]) -> Outcome:
        first, *more = bodies
        outcome = await self._connection.ask("POST", POST, {"channel_id": place}, first)
        for body in more if isinstance(outcome, Taken) else ():
            await self._connection.ask("POST", POST, {"channel_id": place}, body)
        return outcome

    async def _receipt(self, outcome: Outcome, channel: Channel, thread: str | None = None) -> Receipt:
        if isinstance(outcome, Taken):
            post = word(outcome.data, "id")
            return Sent(MessageRef(channel, post, thread)) if post else Ambiguous("Discord did not name the post")
        if isinstance(outcome, Refused):
            return await self._permits.explain(outcome.plainly(), channel)
        return outcome

    async def _publish(self, ref: MessageRef) -> None:
        """Let an announcement go to the channels that follow; the post stands whether or not that works."""
        outcome = await self._connection.ask(
            "POST", ONE + "/crosspost", {"channel_id": ref.channel.id, "message_id": ref.id}
        )
        if isinstance(outcome, Refused) and outcome.code == ALREADY_CROSSPOSTED:
            return
        if not isinstance(outcome, Taken):
            log.warning("a post in %s was not published to its followers: %s", ref.channel, outcome.detail)

    async def _look(self, channel: Channel, thread: str | None, marker: str, since: datetime) -> Finding:
        ours: list[Payload] = []
        async for message in self._history.read(channel, thread or channel.id, since):
            if isinstance(message, Unreadable):
                return message
            if self._carries(message, marker):
                return Sent(MessageRef(channel, word(message, "id"), thread))
            if self._is_ours(message):
                ours.append(message)
        self._bare_posts.note(marker, ours)
        return Absent()

    async def _look_among_posts(self, forum: Channel, marker: str, since: datetime, *, closed: bool) -> Finding:
        threads = await self._history.posts(forum, since, closed=closed)
        if isinstance(threads, Unreadable):
            return threads
        for thread in threads:
            opening = await self._history.opening(forum, thread)
            if isinstance(opening, Unreadable):
                return opening
            if self._carries(opening, marker):
                return Sent(MessageRef(forum, word(opening, "id"), thread))
        return Absent()

    def _carries(self, message: Payload, marker: str) -> bool:
        """Whether a message is the bot's own and has the marker; Discord's history does not tell nonces."""
        if not self._is_ours(message):
            return False
        return word(message, "nonce") == marker or marker in markers_of(take_all(message, "components"))

    def _is_ours(self, message: Payload) -> bool:
        return word(take(message, "author"), "id") == self._connection.bot


async def patiently(work: Callable[[], Coroutine[None, None, T]], *, tries: int = 3, longest: float = 10.0) -> T:
    """Do something again that Discord surely did not take, when it says to wait no longer than ``longest`` seconds."""
    outcome = await work()
    for _ in range(tries - 1):
        if not (isinstance(outcome, Rejected) and outcome.reason is Reason.LIMITED):
            break
        wait = outcome.retry_after if outcome.retry_after is not None else 1.0
        if wait > longest:
            break
        await asyncio.sleep(wait)
        outcome = await work()
    return outcome
