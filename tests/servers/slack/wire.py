"""Slack's side of the wire: the Web API, the WebSockets, the response addresses and the page for installing."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from tests.servers.slack import chat, happenings, oauth, payloads, reading, streams
from tests.servers.slack.calls import Call, RefusalError, read_parameters
from tests.servers.slack.deliveries import Deliveries, SignedHttp, SocketMode
from tests.servers.slack.faults import Fault, Script, Trouble
from tests.servers.slack.hooks import Hooks
from tests.servers.slack.rules import violations
from tests.servers.slack.views import Surfaces
from tests.servers.slack.world import App, Conversation, Installation, Json, World

Method = Callable[[Call], Json]
WITHOUT_TOKEN = ("api.test", "oauth.v2.access", "apps.connections.open")
HOOK = "response_url"  # the name under which faults and requests of response addresses go


class Wire:
    """A Slack on 127.0.0.1; ``async with`` starts and ends it.

    ``requests`` are all calls as they came, ``violations`` what was against the rules in them. ``paced`` allows one
    post a second and channel.
    """

    def __init__(self, app: App | None = None, clock: Callable[[], float] = time.time) -> None:
        self.app = app or App()
        self.world = World(self.app, clock)
        self.world.emit = self._emit
        self.surfaces = Surfaces()
        self.consent = oauth.Consent(self.world)
        self.hooks = Hooks(self.world)
        self.sockets = SocketMode(self.app, lambda: self.url)
        self.deliveries = Deliveries(self.sockets)
        self.requests: deque[Call] = deque(maxlen=50_000)
        self.violations: list[str] = []
        self.pings: set[str] = set()
        self.paced = False
        self.port = 0
        self._script = Script()
        self._posted_at: dict[str, float] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._methods = self._list_methods()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """For SLACK_AUTHORIZE_URL."""
        return f"{self.url}/oauth/v2/authorize"

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=4_000_000)
        application.router.add_route("*", "/api/{method}", self._serve_method)
        application.router.add_post("/hooks/{name}", self._serve_hook)
        application.router.add_get("/link/", self.sockets.serve)
        application.router.add_get("/oauth/v2/authorize", self.consent.page)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        assert self._session is not None
        self._script.closing.set()
        await self.deliveries.close()
        for task in list(self._late):
            task.cancel()
        await self.sockets.close()
        await self._session.close()
        await self._runner.cleanup()

    # What a test arranges.

    async def use_http(self, url: str) -> SignedHttp:
        """Deliver to this address from now on; it has to answer the challenge."""
        assert self._session is not None
        carrier = SignedHttp(self.app, url, self._session, self.world.clock)
        if not await carrier.verify():
            raise AssertionError(f"{url} does not answer url_verification")
        self.deliveries.carrier = carrier
        return carrier

    def fail(self, method: str, *faults: Fault, after: bool = True, retry_after: int = 1, delay: float = 0.2) -> None:
        """Let the next calls of a method go wrong, one fault each; ``after`` it took effect, or before."""
        for fault in faults:
            self._script.add(method, Trouble(fault, after, retry_after, delay))

    def mend(self) -> None:
        """Nothing more goes wrong."""
        self._script.clear()

    def called(self, method: str) -> list[Json]:
        """The parameters of all calls of a method, in order."""
        return [call.parameters for call in self.requests if call.method == method]

    def hook_url(self, name: str) -> str:
        return f"{self.url}/hooks/{name}"

    # The wire.

    def _list_methods(self) -> dict[str, Method]:
        surfaces = self.surfaces
        return {
            "api.test": lambda call: {"args": call.parameters},
            "apps.connections.open": self._open_connection,
            "apps.uninstall": oauth.uninstall,
            "auth.test": oauth.test,
            "auth.revoke": oauth.revoke,
            "oauth.v2.access": self.consent.access,
            "chat.postMessage": self._pace(chat.post_message),
            "chat.postEphemeral": self._pace(chat.post_ephemeral),
            "chat.update": chat.update,
            "chat.delete": chat.delete,
            "chat.startStream": streams.start,
            "chat.appendStream": streams.append,
            "chat.stopStream": streams.stop,
            "reactions.add": chat.react,
            "reactions.remove": chat.unreact,
            "conversations.history": reading.history,
            "conversations.replies": reading.replies,
            "conversations.info": reading.info,
            "conversations.list": reading.channels,
            "conversations.open": reading.open_direct,
            "conversations.members": reading.members,
            "conversations.join": reading.join,
            "conversations.leave": reading.leave,
            "users.info": reading.user_info,
            "users.list": reading.users,
            "users.conversations": reading.channels,
            "team.info": reading.team_info,
            "bots.info": reading.bot_info,
            "views.open": surfaces.open,
            "views.push": surfaces.push,
            "views.update": surfaces.update,
            "views.publish": surfaces.publish,
            "assistant.threads.setStatus": surfaces.set_status,
            "assistant.threads.setTitle": surfaces.set_title,
            "assistant.threads.setSuggestedPrompts": surfaces.set_prompts,
        }

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(self.world, method, {}, headers={name.lower(): value for name, value in request.headers.items()})
        try:
            call.parameters, call.token = await read_parameters(request)
        except RefusalError as refusal:
            return _refuse(refusal)
        self._note(call)
        return await self._perform(request, method, lambda: self._answer(call))

    async def _serve_hook(self, request: web.Request) -> web.StreamResponse:
        try:
            said, _ = await read_parameters(request)
        except RefusalError as refusal:
            return _refuse(refusal)
        self._note(Call(self.world, HOOK, said))

        def answer() -> web.Response:
            try:
                self.hooks.use(request.match_info["name"], said)
            except RefusalError as refusal:
                return _refuse(refusal)
            return web.Response(text="ok")

        return await self._perform(request, HOOK, answer)

    def check(self, method: str, payload: object) -> None:
        """Collect what is against the rules; ``pings`` is whom an admin's setting lets the app call."""
        self.violations.extend(f"{method}: {each}" for each in violations(method, payload, pings=self.pings))

    def _note(self, call: Call) -> None:
        call.parameters.pop(
            "team_id", None
        )  # Bolt sends it with every call; Slack reads it only for whole organisations
        self.requests.append(call)
        self.check(call.method, call.parameters)

    async def _perform(
        self, request: web.Request, method: str, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        trouble = self._script.take(method)
        if trouble is None:
            return answer()
        if trouble.fault is Fault.LATE:
            task = asyncio.create_task(_later(trouble.delay, answer))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        elif trouble.after and trouble.fault is not Fault.LIMITED:
            answer()
        return await self._script.answer(request, trouble)

    def _answer(self, call: Call) -> web.Response:
        try:
            if call.method not in self._methods:
                raise RefusalError("unknown_method", req_method=call.method)
            if call.method not in WITHOUT_TOKEN:
                if call.token == self.app.app_token:
                    raise RefusalError("not_allowed_token_type")
                call.installation_or_none = oauth.authorize(self.world, call.token)
            told = self._methods[call.method](call)
        except RefusalError as refusal:
            return _refuse(refusal)
        if call.method in ("chat.postMessage", "chat.stopStream", "chat.startStream"):
            self.surfaces.said(told["channel"], call.text("thread_ts"))
        headers = {"X-OAuth-Scopes": ",".join(call.installation.scopes)} if call.installation_or_none else {}
        return web.json_response({"ok": True} | told, headers=headers)

    def _open_connection(self, call: Call) -> Json:
        if not call.token:
            raise RefusalError("not_authed")
        if call.token != self.app.app_token:
            known = any(each.token == call.token for each in self.world.installations)
            raise RefusalError("not_allowed_token_type" if known else "invalid_auth")
        return {"url": self.sockets.new_url()}

    def _pace(self, method: Method) -> Method:
        def paced(call: Call) -> Json:
            channel, now = call.text("channel"), time.monotonic()
            if self.paced and now - self._posted_at.get(channel, 0.0) < 1.0:
                raise RefusalError("ratelimited", status=429, headers={"Retry-After": "1"})
            told = method(call)
            self._posted_at[channel] = now
            return told

        return paced

    def _emit(self, installation: Installation, event: Json, kind: str) -> None:
        """Tell the app, if it subscribed to that and has the scope for it."""
        if self.app.events is not None and kind not in self.app.events:
            return
        scopes = happenings.SUBSCRIPTION_SCOPES.get(kind, ())
        if scopes and not set(scopes) & set(installation.scopes):
            return
        where = event.get("channel")
        conversation = self.world.conversations.get(where) if isinstance(where, str) else None
        self.deliveries.send_event(self.wrap(installation, event, conversation))

    def wrap(self, installation: Installation, event: Json, conversation: Conversation | None = None) -> Json:
        """An event in its wrapper."""
        name, at = self.world.new_id("Ev"), self.world.clock()
        return payloads.wrap_event(self.app, installation, event, conversation, name=name, at=at)


def _refuse(refusal: RefusalError) -> web.Response:
    told = {"ok": False, "error": refusal.error} | refusal.more
    return web.json_response(told, status=refusal.status, headers=refusal.headers)


async def _later(delay: float, answer: Callable[[], web.Response]) -> None:
    await asyncio.sleep(delay)
    answer()
