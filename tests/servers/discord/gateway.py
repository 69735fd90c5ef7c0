"""Discord's gateway: hello, identify, heartbeats, events in order, resume, and every way of being sent away.

Close codes and their meaning are from Discord's page "Opcodes and Status Codes".
"""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import TypeAlias

from aiohttp import WSMsgType, web

from tests.servers.discord.payloads import guild_create_json, user_json
from tests.servers.discord.world import Guild, Json, User, World


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11


class Intent(IntFlag):
    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.PRESENCES | Intent.MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 26) - 1
REPLAYED = 1_000  # events kept for a session that resumes
SENDS_A_MINUTE = 120

Payload: TypeAlias = Json | Callable[[Intent], Json]


@dataclass(eq=False)
class Session:
    """What a client gets over one or more connections: numbered events, kept for a resume."""

    id: str
    shard: int
    shards: int
    intents: Intent
    socket: web.WebSocketResponse | None = None
    number: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def put(self, event: str, payload: Json) -> None:
        self.number += 1
        text = json.dumps({"op": Op.DISPATCH, "t": event, "s": self.number, "d": payload})
        self.sent.append((self.number, text))
        if self.socket:
            self.outbox.put_nowait(text)


class _ClosedError(Exception):
    """The connection ends with this code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(eq=False)
class Gateway:
    """All sessions of the one bot.

    Attributes:
        privileged: the privileged intents that the application was granted.
        heartbeat: seconds between heartbeats; who misses one by half of it again is closed.
        identifies: how often a session was begun, by shard.
        resumes: how often one was taken up again.
        resumable: whether a session can be taken up again.
        sparing: whether READY is without what is optional in it.
        closes: with which codes connections were closed, by us or by the client.
    """

    world: World
    bot: User
    token: str
    url: Callable[[], str]
    privileged: Intent = Intent.NONE
    heartbeat: float = 41.25
    identifies: Counter[int] = field(default_factory=Counter)
    resumes: int = 0
    closes: list[int] = field(default_factory=list)
    resumable: bool = True
    sparing: bool = False
    sessions: dict[str, Session] = field(default_factory=dict)

    # What happens in the world.

    def tell(self, event: str, payload: Payload, guild: Guild | None, needs: Intent = Intent.NONE) -> None:
        """Send an event to the shard of its guild, or to the first; None of it to sessions without the intent."""
        for session in self.sessions.values():
            if session.shard != shard_of(guild, session.shards) or (needs and not session.intents & needs):
                continue
            session.put(event, payload if isinstance(payload, dict) else payload(session.intents))

    @property
    def connected(self) -> list[Session]:
        return [each for each in self.sessions.values() if each.socket]

    async def reconnect(self) -> None:
        """Ask every client to connect anew and to resume (op 7)."""
        await self._each({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is over (op 9)."""
        if not resumable:
            for session in self.connected:
                del self.sessions[session.id]
                assert session.socket
                await self._send(session.socket, {"op": Op.INVALID_SESSION, "d": False})
        else:
            await self._each({"op": Op.INVALID_SESSION, "d": True})

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for session in self.connected:
            assert session.socket
            self._closing[session.socket] = code
            await session.socket.close(code=code)

    async def _each(self, payload: Json) -> None:
        for session in self.connected:
            assert session.socket
            await self._send(session.socket, payload)

    # A connection.

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(autoping=True, max_msg_size=4096, timeout=1.0)
        await socket.prepare(request)
        if request.query.get("compress") == "zlib-stream":
            self._zippers[socket] = zlib.compressobj()
        session: Session | None = None
        writer: asyncio.Task[None] | None = None
        sends: deque[float] = deque(maxlen=SENDS_A_MINUTE)
        loop = asyncio.get_running_loop()
        try:
            if request.query.get("encoding", "json") != "json" or request.query.get("v") not in ("9", "10"):
                raise _ClosedError(4012, "Invalid API version")
            await self._send(socket, {"op": Op.HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
            while True:
                try:
                    received = await socket.receive(timeout=self.heartbeat * 1.5)
                except TimeoutError:
                    raise _ClosedError(4000, "no heartbeat") from None
                if received.type is not WSMsgType.TEXT:
                    if received.type is WSMsgType.BINARY:
                        raise _ClosedError(4002, "Decode error")
                    break
                if len(sends) == SENDS_A_MINUTE and loop.time() - sends[0] < 60:
                    raise _ClosedError(4008, "Rate limited")
                sends.append(loop.time())
                op, data = _read(received.data)
                if op is Op.HEARTBEAT:
                    await self._send(socket, {"op": Op.ACK})
                elif op in (Op.IDENTIFY, Op.RESUME):
                    if session:
                        raise _ClosedError(4005, "Already authenticated")
                    session = self._identify(data) if op is Op.IDENTIFY else self._resume(data)
                    if session is None:
                        await self._send(socket, {"op": Op.INVALID_SESSION, "d": False})
                        continue
                    await self._begin(session, socket, None if op is Op.IDENTIFY else int(data["seq"]))
                    writer = asyncio.create_task(self._write(session, socket))
                elif session is None:
                    raise _ClosedError(4003, "Not authenticated")
        except _ClosedError as closed:
            self._closing[socket] = closed.code
            await socket.close(code=closed.code, message=closed.words.encode())
        except ConnectionError:
            pass
        finally:
            if writer:
                writer.cancel()
            ours = self._closing.pop(socket, 0)
            self.closes.append(ours or int(socket.close_code or 1006))
            self._zippers.pop(socket, None)
            if session and session.socket is socket:
                session.socket = None
                if not ours and socket.close_code in (1000, 1001):  # a client that says so ends its session
                    self.sessions.pop(session.id, None)
        return socket

    def __post_init__(self) -> None:
        self._zippers: dict[web.WebSocketResponse, zlib._Compress] = {}
        self._closing: dict[web.WebSocketResponse, int] = {}  # by us, with this code

    def _identify(self, data: Json) -> Session:
        if data.get("token") != self.token:
            raise _ClosedError(4004, "Authentication failed.")
        if not isinstance(data.get("properties"), dict) or not isinstance(data.get("intents"), int):
            raise _ClosedError(4002, "Decode error")
        if data["intents"] & ~KNOWN_INTENTS:
            raise _ClosedError(4013, "Invalid intent(s).")
        intents = Intent(data["intents"] & int(~Intent.NONE))
        if data["intents"] & int(PRIVILEGED & ~self.privileged):
            raise _ClosedError(4014, "Disallowed intent(s).")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise _ClosedError(4010, "Invalid shard.")
        self.identifies[shard] += 1
        session = Session(secrets.token_hex(16), shard, shards, intents)
        self.sessions[session.id] = session
        return session

    def _resume(self, data: Json) -> Session | None:
        if data.get("token") != self.token:
            raise _ClosedError(4004, "Authentication failed.")
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or not self.resumable:
            return None
        if not isinstance(data.get("seq"), int) or data["seq"] > session.number:
            raise _ClosedError(4007, "Invalid seq.")
        self.resumes += 1
        return session

    async def _begin(self, session: Session, socket: web.WebSocketResponse, seen: int | None) -> None:
        session.outbox = asyncio.Queue()
        session.socket = socket
        if seen is not None:
            for number, text in session.sent:
                if number > seen:
                    session.outbox.put_nowait(text)
            session.put("RESUMED", {})
            return
        guilds = [each for each in self.world.guilds.values() if self.bot.id in each.members]
        guilds = [each for each in guilds if shard_of(each, session.shards) == session.shard]
        ready = {
            "v": 10,
            "user": user_json(self.bot) | {"email": None, "mfa_enabled": True, "verified": True, "flags": 0},
            "guilds": [{"id": each.id, "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url(),
            **({} if self.sparing else {"shard": [session.shard, session.shards]}),
            "application": {"id": self.bot.id, "flags": 0},
        }
        session.put("READY", ready)
        for each in guilds:
            if session.intents & Intent.GUILDS:
                session.put("GUILD_CREATE", guild_create_json(each, self.bot))

    async def _write(self, session: Session, socket: web.WebSocketResponse) -> None:
        outbox = session.outbox
        while True:
            text = await outbox.get()
            try:
                await self._send_text(socket, text)
            except (ConnectionError, RuntimeError):  # it is closing: what was not sent is replayed
                return

    async def _send(self, socket: web.WebSocketResponse, payload: Json) -> None:
        await self._send_text(socket, json.dumps(payload))

    async def _send_text(self, socket: web.WebSocketResponse, text: str) -> None:
        zipper = self._zippers.get(socket)
        if zipper is None:
            await socket.send_str(text)
        else:
            await socket.send_bytes(zipper.compress(text.encode()) + zipper.flush(zlib.Z_SYNC_FLUSH))


def shard_of(guild: Guild | None, shards: int) -> int:
    """The shard that hears of a guild; direct messages are the first one's."""
    return (int(guild.id) >> 22) % shards if guild else 0


def _read(text: str) -> tuple[Op, Json]:
    try:
        payload = json.loads(text)
        op = Op(payload["op"])
    except (ValueError, TypeError, KeyError):
        raise _ClosedError(4002, "Decode error") from None
    if op in (Op.DISPATCH, Op.RECONNECT, Op.INVALID_SESSION, Op.HELLO, Op.ACK):
        raise _ClosedError(4001, "Unknown opcode")
    data = payload.get("d")
    return op, data if isinstance(data, dict) else {}
