"""Slack as a platform: slack-bolt hears, slack_sdk speaks."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.commands import CommandSpec
from adapters.inbound import Change, Channel, Inbound, MessageRef, Person, PlaceChanged
from adapters.message import Form, Message
from adapters.platform import (
    Ambiguous,
    Completer,
    Finding,
    Listener,
    Permissions,
    Reason,
    Receipt,
    Rejected,
    Status,
)
from adapters.slack.answers import Answers
from adapters.slack.connection import Connection
from adapters.slack.inbound import read_payload, team_of
from adapters.slack.installing import Installing
from adapters.slack.payload import part, parts, word
from adapters.slack.places import NAME, direct, root_of
from adapters.slack.posts import Posts
from adapters.slack.render import LIMITS
from adapters.slack.rights import Rights
from adapters.slack.settings import SlackSettings
from adapters.slack.signs import Signs
from adapters.slack.streams import Streams
from adapters.slack.turns import Turns
from adapters.slack.web import Doors
from adapters.slack.web_api import ask
from adapters.slack.workspaces import UNINSTALLED, Identity, Workspaces

log = logging.getLogger(__name__)

LAST_WORDS = 20.0
"""Seconds for what is being answered when the bot is told to stop."""
SOLE = "workspace"
"""What the only workspace is called until something names it."""
KNOWING = 1.0
"""Seconds for asking who the bot is, or what a channel is called, where a payload does not say."""
NAMELESS = (Change.JOINED, Change.LEFT, Change.CLOSED)


class SlackPlatform:
    """Slack, for one workspace or for all that installed the bot.

    ``clock`` gives the time, aware, for signatures and caches. Nothing is opened before ``listen`` or the first call.
    """

    def __init__(self, settings: SlackSettings, *, clock: Callable[[], datetime]) -> None:
        self.name = NAME
        self.limits = LIMITS
        self._settings = settings
        self._clock = clock
        self._installing = Installing(settings, clock) if settings.installs else None
        self._workspaces = Workspaces(settings, self._installing.store if self._installing else None)
        self._posts = Posts(self._workspaces)
        self._turns = Turns()
        self._signs = Signs(self._workspaces, self._posts, clock)
        streams = Streams(self._workspaces, self._posts, clock)
        self._answers = Answers(self._workspaces, self._posts, self._turns, self._signs, streams)
        self._rights = Rights(self._workspaces, clock)
        self._commands: tuple[CommandSpec, ...] = ()
        self._listener: Listener | None = None
        self._connection: Connection | None = None
        self._since: datetime | None = None
        self._home = ""
        self._closing = asyncio.Event()

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        """Post once, carrying the marker in the post's metadata."""
        return await self._posts.send(channel, message, marker=marker, thread=root_of(thread) if thread else None)

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        """Look through the channel's history, or the thread's replies, newest first."""
        return await self._posts.find(channel, marker, since=since, thread=thread)

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Replace what a post says; what it is found by stays."""
        return await self._posts.update(ref, message)

    async def defer(self, inbound: Inbound, words: str = "", *, private: bool = False) -> Receipt:
        """Acknowledge, and let words stand where the answer will."""
        return await self._answers.defer(inbound, words, private=private)

    async def reply(self, inbound: Inbound, message: Message, *, marker: str = "") -> Receipt:
        """Answer in the thread, the channel, the direct message or the pane; an opened home is filled."""
        return await self._answers.reply(inbound, message, marker=marker)

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Answer so that only the asker sees it; a page of a private answer turns in its place."""
        return await self._answers.reply_privately(inbound, message)

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Open a modal."""
        return await self._answers.open_form(inbound, form)

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Show what is wrong under the fields of a modal that is still open."""
        return await self._answers.return_form(inbound, errors)

    async def direct(self, person: Person) -> Channel | Rejected:
        """Open the conversation with a person."""
        workspace = await self._workspaces.find(person.workspace)
        if workspace is None:
            return UNINSTALLED
        told = await ask(workspace.reading.conversations_open(users=person.id))
        if isinstance(told, Ambiguous):
            return Rejected(Reason.UNAVAILABLE, told.detail)
        if isinstance(told, Rejected):
            return told
        channel = word(told.data, "channel", "id")
        return Channel(NAME, person.workspace, channel) if channel else Rejected(Reason.GONE, "Slack named no channel")

    async def zone_of(self, person: Person) -> str:
        """Tell the zone in somebody's profile."""
        return await self._rights.zone_of(person)

    async def publish(self, commands: Sequence[CommandSpec]) -> None:
        """Take the command table, to read by; Slack registers commands from the app's manifest alone."""
        self._commands = tuple(commands)

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """Tell whether a person manages the channel, and what the bot lacks there."""
        return await self._rights.permissions(channel, person)

    def autocomplete(self, completer: Completer) -> None:
        """Nothing: Slack completes no command's words."""

    async def status(self) -> Status:
        """Tell whether Slack can reach the bot."""
        if self._listener is None:
            return Status(False, "not listening")
        if self._connection is None:
            return Status(True, f"signed HTTP on {self._settings.host}:{self._settings.port}", self._since)
        if await self._connection.is_connected():
            return Status(True, "Socket Mode is connected", self._since)
        return Status(False, "Socket Mode is connecting", self._since)

    async def listen(self, listener: Listener) -> None:
        """Hear what people do until closed; then let what is being answered come to its end.

        Raises:
            OSError: the port cannot be had.
        """
        self._workspaces.open()
        await self._workspaces.locate()
        self._listener, self._since = listener, self._clock()
        app = self._make_app()
        doors = self._make_doors(app)
        try:
            if doors:
                await doors.open(self._settings.host, self._settings.port)
            knowing = asyncio.create_task(self._workspaces.identity("")) if not self._installing else None
            if self._settings.app_token:
                await self._connect(app)
            await self._closing.wait()
            if knowing:
                knowing.cancel()
        finally:
            if self._connection:
                await self._connection.close()  # type: ignore[no-untyped-call]
            if doors:
                await doors.close()
            await self._turns.finish(LAST_WORDS)
            await self._signs.finish()
            self._listener = None
            await self._workspaces.close()

    async def close(self) -> None:
        """Let ``listen`` come to its end."""
        self._closing.set()

    async def _connect(self, app: AsyncApp) -> None:
        client = self._workspaces.client(None, [])
        self._connection = connection = Connection(app, self._settings.app_token, client)
        connecting = asyncio.create_task(connection.connect())
        closing = asyncio.create_task(self._closing.wait())
        await asyncio.wait({connecting, closing}, return_when=asyncio.FIRST_COMPLETED)
        for task in (connecting, closing):
            task.cancel()

    async def _hear(self, req: AsyncBoltRequest) -> BoltResponse:
        """Take every payload, before Bolt asks who sent it: what Bolt would do then, reading a payload does."""
        body = req.body
        if word(body, "type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": word(body, "challenge")})
        we = await self._identity(body)
        inbound = read_payload(
            self._at_home(body, we),
            bot=we.user,
            agent=we.is_agent,
            commands=self._commands,
            new_id=lambda: uuid.uuid4().hex,
        )
        if inbound is None or self._listener is None:
            return BoltResponse(status=200 if inbound is None else 503)
        if isinstance(inbound.what, PlaceChanged) and inbound.what.change in (Change.UNINSTALLED, Change.REVOKED):
            await self._workspaces.purge(inbound.where.workspace)
        return await self._turns.take(inbound, self._serve)

    async def _serve(self, inbound: Inbound) -> None:
        assert self._listener
        await self._listener(await self._named(inbound))
        await self._answers.end(inbound)
        page = self._answers.renew(inbound)
        if page:
            await self._listener(page)

    def _at_home(self, body: Mapping[str, object], we: Identity) -> Mapping[str, object]:
        """Say of which workspace a payload is that does not tell; with one token there is only one."""
        team = team_of(body)
        self._home = self._home or team
        return body if team or self._installing else {**body, "team_id": we.team or self._home or SOLE}

    async def _identity(self, body: Mapping[str, object]) -> Identity:
        """Tell who the bot is; asked only where an event's authorization does not say it, or what it is matters."""
        team, event = team_of(body), part(body, "event")
        named = any(word(each, "user_id") for each in parts(body, "authorizations"))
        begins = direct(word(event, "channel")) and not word(event, "thread_ts") and word(event, "type") == "message"
        if word(body, "type") != "event_callback" or (named and not begins):
            return self._workspaces.known(team)
        try:
            async with asyncio.timeout(KNOWING):
                return await self._workspaces.identity(team)
        except TimeoutError:
            return Identity()

    async def _named(self, inbound: Inbound) -> Inbound:
        """Add the name of a channel that the bot comes to or loses, which Slack does not tell by itself."""
        what = inbound.what
        if not isinstance(what, PlaceChanged) or what.change not in NAMELESS or what.name:
            return inbound
        try:
            async with asyncio.timeout(KNOWING):
                return replace(inbound, what=replace(what, name=await self._rights.name_of(inbound.where)))
        except TimeoutError:
            return inbound

    def _make_app(self) -> AsyncApp:
        """Make the Bolt app: it parses and dispatches; signatures are checked at the door, identities by payload."""
        quiet = logging.getLogger(f"{__name__}.bolt")
        quiet.setLevel(logging.ERROR)  # it warns of tokens in the environment, where ours stand, too
        return AsyncApp(
            logger=quiet,
            name=NAME,
            signing_secret=self._settings.signing_secret,
            client=self._workspaces.client(None, []),
            authorize=_authorize,
            before_authorize=_Ear(self._hear),
            request_verification_enabled=False,
        )

    def _make_doors(self, app: AsyncApp) -> Doors | None:
        if not self._settings.serves:
            return None
        flow = partial(self._installing.flow, self._workspaces) if self._installing else None
        return Doors(app, signing_secret=self._settings.signing_secret, flow=flow, clock=self._clock)


async def _authorize() -> AuthorizeResult:
    """Nobody comes this far: every payload is answered before."""
    raise NotImplementedError


class _Ear(AsyncMiddleware):
    """Hands every payload on as it came; for a plain function Bolt would read it first, and stumble over odd ones."""

    def __init__(self, hear: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> None:
        self._hear = hear

    async def async_process(self, *, req: AsyncBoltRequest, **_more: object) -> BoltResponse:
        """Answer a payload, and let Bolt go no further."""
        return await self._hear(req)
