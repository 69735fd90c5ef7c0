"""A web server on 127.0.0.1 whose answers a test writes, down to the single byte, and which keeps what it was asked.

A path is answered by a function of an ``Asked`` and a ``Wire``; the functions below make the usual ones and the
faulty ones. A path that nobody named is answered with 404.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour News</title></channel></rss>'
PAGE = b"<!doctype html><html><head><title>Harbour</title></head><body><p>The pier reopened.</p></body></html>"
ROBOTS = "/robots.txt"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; the names of headers are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    connection: int  # which connection it came over, from 1


class Wire:
    """What goes back over a connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, status: int, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()) -> None:
        """A whole, correct answer, unless a header given says otherwise."""
        named = {name.lower() for name, _ in headers}
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase if status in set(HTTPStatus) else 'Odd'}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if "content-length" not in named and "transfer-encoding" not in named and status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        await self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


Respond = Callable[[Asked, Wire], Awaitable[None]]


class HangupError(Exception):
    """Raised by an answer to close the connection at once."""


@dataclass
class WebServer:
    """The server; ``async with`` starts and ends it."""

    routes: dict[str, Respond] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    port: int = 0
    greeting: bytes = b""  # what is said before anything is asked
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0  # that were made
    held: int = 0  # that are open now
    most_at_once: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: int = 0
    _server: asyncio.Server | None = None

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return self.origin + path

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != ROBOTS]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the transports close in the loop's next round

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._serve(reader, writer, self.connections))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> None:
        wire = Wire(writer)
        self.held += 1
        try:
            await wire.send(self.greeting)
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.rstrip("\r\n").split("\r\n")
                method, path, _ = first.split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                asked = Asked(method, path, headers, connection)
                self.asked.append(asked)
                self._busy += 1
                self.most_at_once = max(self.most_at_once, self._busy)
                try:
                    await self.routes.get(path.partition("?")[0], answer(b"", status=404))(asked, wire)
                finally:
                    self._busy -= 1
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ssl.SSLError, HangupError):
            pass
        finally:
            self.held -= 1
            writer.transport.abort()


def answer(
    body: bytes = FEED,
    kind: str = "application/rss+xml",
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Respond:
    """The same whole answer each time; ``kind`` "" sends no Content-Type."""
    fields = [*([("Content-Type", kind)] if kind else []), *(headers or {}).items()]

    async def respond(asked: Asked, wire: Wire) -> None:
        await wire.answer(status, body, fields)

    return respond


def in_turn(*responses: Respond) -> Respond:
    """One answer after the other, and the last for ever."""
    waiting = list(responses)

    async def respond(asked: Asked, wire: Wire) -> None:
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(asked, wire)

    return respond


def revised(body: bytes, etag: str, changed: str) -> Respond:
    """A body for those who do not have it yet, and 304 for those who do."""

    async def respond(asked: Asked, wire: Wire) -> None:
        known = asked.headers.get("if-none-match") == etag or asked.headers.get("if-modified-since") == changed
        fields = [("ETag", etag), ("Last-Modified", changed), ("Content-Type", "application/rss+xml")]
        await wire.answer(304 if known else 200, b"" if known else body, fields)

    return respond


def redirect(to: str, status: int = 302) -> Respond:
    return answer(b"moved", "text/plain", status=status, headers={"Location": to} if to else {})


def bytes_then_hangup(data: bytes) -> Respond:
    """Exactly these bytes, whether they are HTTP or not, and the end of the connection."""

    async def respond(asked: Asked, wire: Wire) -> None:
        await wire.send(data)
        raise HangupError

    return respond


def silence() -> Respond:
    """Takes the request and never answers."""

    async def respond(asked: Asked, wire: Wire) -> None:
        await asyncio.Event().wait()

    return respond


def drip(head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n", every: float = 0.02) -> Respond:
    """One byte at a time, for ever, often enough that no time-out between two reads fires."""

    async def respond(asked: Asked, wire: Wire) -> None:
        await wire.send(head)
        while True:
            await wire.send(b" ")
            await asyncio.sleep(every)

    return respond


def endless(chunk: bytes = b"<item/>" * 1_000, first: bytes = b"<rss>") -> Respond:
    """A chunked body without an end, as fast as it is read."""

    async def respond(asked: Asked, wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n")
        await wire.send(b"%x\r\n%b\r\n" % (len(first), first))
        while True:
            await wire.send((b"%x\r\n%b\r\n" % (len(chunk), chunk)) * (1 + 4_096 // len(chunk)))

    return respond


def babble() -> Respond:
    """ "Wait a moment", for ever."""

    async def respond(asked: Asked, wire: Wire) -> None:
        while True:
            await wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 100)

    return respond


def flood(lines: int | None = None) -> Respond:
    """Header after header, for ever or so many."""

    async def respond(asked: Asked, wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\n")
        sent = 0
        while lines is None or sent < lines:
            await wire.send(b"".join(b"X-%d: %b\r\n" % (sent + each, b"y" * 100) for each in range(100)))
            sent += 100
        await wire.send(b"\r\n")
        raise HangupError

    return respond


def zipped(body: bytes, layers: int = 1) -> bytes:
    for _ in range(layers):
        body = gzip.compress(body, mtime=0)
    return body


def bomb(size: int) -> bytes:
    """A gzip file of spaces that unpacks to ``size`` bytes; a thousandth of it."""
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 1_000_000
    pieces = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join([*pieces, packer.flush()])


class Names:
    """A name server: each name has its answers, given one after the other, the last for ever; it keeps the questions."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self.answers = {name: [list(each) for each in given] for name, given in names.items()}
        self.questions: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.questions.append(host)
        given = self.answers.get(host)
        if not given:
            raise OSError(f"{host} is not known here")
        return given.pop(0) if len(given) > 1 else given[0]
