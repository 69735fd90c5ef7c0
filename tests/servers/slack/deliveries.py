"""How payloads get to the app: over Socket Mode or signed HTTP, again and again until somebody acknowledges."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.servers.slack.world import App, Json

ATTEMPTS = 4  # the first and three more
MOST_SOCKETS = 10
EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"


@dataclass(frozen=True)
class Ack:
    """What came back within the time: ``payload`` is the answer in it; ``reason`` says why there was none."""

    ok: bool
    payload: Any = None
    reason: str = ""
    is_final: bool = False  # the app asked not to be told again


@dataclass
class Delivery:
    """One payload on its way."""

    kind: str
    payload: Json
    attempts: int = 0
    acks: list[Ack] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        return any(ack.ok for ack in self.acks)

    @property
    def event(self) -> Json:
        """The event, of an event."""
        told = self.payload.get("event", {})
        assert isinstance(told, dict)
        return told


class Carrier(Protocol):
    """One way to the app."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Ack:
        """Bring it once and wait for the acknowledgement."""


class Deliveries:
    """All that was sent to the app. ``patience`` and ``waits`` are seconds: for an acknowledgement, before each retry.

    Slack waits 3 s, and then nothing, a minute and five minutes. ``loses_acks`` takes every acknowledgement for lost,
    so that each event arrives four times.
    """

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.patience = 3.0
        self.waits = (0.0, 0.1, 0.2)
        self.loses_acks = False
        self.all: deque[Delivery] = deque(maxlen=20_000)
        self._tasks: set[asyncio.Task[None]] = set()

    def send_event(self, payload: Json) -> Delivery:
        """Begin to deliver an event."""
        delivery = Delivery(EVENTS, payload)
        self.all.append(delivery)
        task = asyncio.get_running_loop().create_task(self._insist(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def send(self, kind: str, payload: Json) -> Ack:
        """Deliver a command or an interaction: once, for its person waits."""
        delivery = Delivery(kind, payload)
        self.all.append(delivery)
        return await self._try(delivery, "")

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _insist(self, delivery: Delivery) -> None:
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self.waits[attempt - 1])
            ack = await self._try(delivery, reason)
            if (ack.ok and not self.loses_acks) or ack.is_final:
                return
            reason = ack.reason or "timeout"

    async def _try(self, delivery: Delivery, reason: str) -> Ack:
        delivery.attempts += 1
        ack = await self.carrier.carry(delivery, delivery.attempts - 1, reason, self.patience)
        delivery.acks.append(ack)
        return ack


class Socket:
    """One WebSocket, and what waits to be acknowledged on it."""

    def __init__(self, wire: web.WebSocketResponse) -> None:
        self.wire = wire
        self.waiting: dict[str, asyncio.Future[Ack]] = {}


class SocketMode:
    """Up to ten WebSockets, over which payloads are spread."""

    def __init__(self, app: App, origin: Callable[[], str]) -> None:
        self._app = app
        self._origin = origin
        self._tickets: set[str] = set()
        self._turn = 0
        self._came = asyncio.Condition()
        self.sockets: list[Socket] = []
        self.opened = 0  # in all
        self.strays: list[Json] = []  # what came that acknowledges nothing

    def new_url(self) -> str:
        """What apps.connections.open gives: good for one connection."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"{self._origin().replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app.id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /link/: a WebSocket."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(request.query["ticket"])
        wire = web.WebSocketResponse(heartbeat=10.0)
        await wire.prepare(request)
        if len(self.sockets) >= MOST_SOCKETS:
            await wire.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await wire.close()
            return wire
        socket = Socket(wire)
        self.opened += 1
        hello = {"type": "hello", "num_connections": len(self.sockets) + 1}
        about = {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18_060}
        await wire.send_json(hello | {"debug_info": about, "connection_info": {"app_id": self._app.id}})
        self.sockets.append(socket)
        async with self._came:
            self._came.notify_all()
        try:
            async for message in wire:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(socket, message.data)
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            for future in socket.waiting.values():
                if not future.done():
                    future.set_result(Ack(False, reason="connection_lost"))
        return wire

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Ack:
        try:
            async with asyncio.timeout(patience):
                socket = await self._choose(wait=delivery.kind == EVENTS)
                return await self._talk(socket, delivery, attempt, reason) if socket else Ack(False, reason="no_socket")
        except TimeoutError:
            return Ack(False, reason="timeout")
        except ConnectionError:
            return Ack(False, reason="connection_lost")

    async def ask_to_reconnect(self, reason: str = "refresh_requested", grace: float = 0.3) -> None:
        """Say that the connections will end, and end them: warning, refresh_requested, link_disabled."""
        leaving = list(self.sockets)
        for socket in leaving:
            if reason != "warning":
                self.sockets.remove(socket)
            await socket.wire.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
            )
        if reason != "warning":
            await asyncio.sleep(grace)
            for socket in leaving:
                await socket.wire.close()

    async def drop(self) -> None:
        """Lose all connections without a word."""
        dropped = list(self.sockets)
        self.sockets.clear()
        for socket in dropped:
            _reset(socket.wire)

    async def send_raw(self, text: str) -> None:
        """Say anything at all over one of the connections."""
        socket = await self._choose(wait=True)
        assert socket is not None
        await socket.wire.send_str(text)

    async def until_connected(self, count: int = 1) -> None:
        async with self._came:
            await self._came.wait_for(lambda: len(self.sockets) >= count)

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.wire.close()

    async def _choose(self, *, wait: bool) -> Socket | None:
        if wait:
            await self.until_connected()
        self._turn += 1
        return self.sockets[self._turn % len(self.sockets)] if self.sockets else None

    async def _talk(self, socket: Socket, delivery: Delivery, attempt: int, reason: str) -> Ack:
        envelope: Json = {"envelope_id": str(uuid.uuid4()), "type": delivery.kind, "payload": delivery.payload}
        envelope["accepts_response_payload"] = delivery.kind != EVENTS
        if delivery.kind == EVENTS:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = future
        try:
            await socket.wire.send_json(envelope)
            return await future
        finally:
            del socket.waiting[envelope["envelope_id"]]

    def _take(self, socket: Socket, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        future = socket.waiting.get(said.get("envelope_id", ""))
        if future is None:
            self.strays.append(said)  # late, or twice
        elif not future.done():
            future.set_result(Ack(True, said.get("payload")))


class SignedHttp:
    """Requests to one address of the app, signed with its secret."""

    def __init__(self, app: App, url: str, session: aiohttp.ClientSession, clock: Callable[[], float]) -> None:
        self._app = app
        self._clock = clock
        self.url = url
        self._session = session

    async def verify(self) -> bool:
        """Whether the address answers Slack's challenge."""
        challenge = uuid.uuid4().hex
        payload = {"token": self._app.verification, "challenge": challenge, "type": "url_verification"}
        status, _, body = await self.post(json.dumps(payload), "application/json")
        try:
            told = json.loads(body)
        except ValueError:
            told = body
        return status == 200 and (told == challenge or (isinstance(told, dict) and told.get("challenge") == challenge))

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Ack:
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        kind = "application/json" if delivery.kind == EVENTS else "application/x-www-form-urlencoded"
        payload = delivery.payload if delivery.kind == COMMANDS else {"payload": json.dumps(delivery.payload)}
        body = json.dumps(delivery.payload) if delivery.kind == EVENTS else urlencode(payload)
        try:
            async with asyncio.timeout(patience):
                status, more, said = await self.post(body, kind, headers)
        except TimeoutError:
            return Ack(False, reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(False, reason="connection_failed")
        if not 200 <= status < 300:
            return Ack(False, reason="http_error", is_final=more.get("x-slack-no-retry") == "1")
        if not said.strip():
            return Ack(True)
        if more.get("content-type", "").startswith("application/json"):
            try:
                return Ack(True, json.loads(said))
            except ValueError:
                return Ack(True, reason="no JSON")
        return Ack(True, {"text": said})

    async def post(
        self, body: str, kind: str, headers: dict[str, str] | None = None, *, secret: str = "", at: float | None = None
    ) -> tuple[int, dict[str, str], str]:
        """One signed request; ``secret`` and ``at`` (seconds since 1970) sign it otherwise than Slack would."""
        stamp = str(int(self._clock() if at is None else at))
        signature = sign(secret or self._app.signing_secret, stamp, body)
        signed = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        async with self._session.post(self.url, data=body.encode(), headers=signed | (headers or {})) as response:
            told = {name.lower(): value for name, value in response.headers.items()}
            return response.status, told, await response.text(errors="replace")


def sign(secret: str, stamp: str, body: str) -> str:
    """What stands in x-slack-signature."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()


def _reset(wire: web.WebSocketResponse) -> None:
    transport = wire._req.transport if wire._req else None
    if transport:
        transport.abort()
