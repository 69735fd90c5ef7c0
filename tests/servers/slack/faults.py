"""What goes wrong between Slack and the app, by script."""

from __future__ import annotations

import asyncio
import enum
import socket
import struct
from collections import deque
from dataclasses import dataclass

from aiohttp import web


class Fault(enum.Enum):
    """One way in which a call goes wrong."""

    RST = "the connection is reset"
    FIN = "the connection ends without an answer"
    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_503 = "503"
    ERROR_504 = "504"
    HANG = "no answer ever comes"
    LIMITED = "429"
    DRIP = "the answer comes letter by letter and never ends"
    GARBAGE = "the answer is no JSON"
    HTML = "the answer is a page, with 200"
    LATE = "no answer comes, and the call takes effect later"


LOSSES = (Fault.RST, Fault.FIN, Fault.ERROR_500, Fault.ERROR_502, Fault.ERROR_503, Fault.ERROR_504, Fault.HANG)
"""The seven ways of losing a reply."""
ERRORS = {Fault.ERROR_500: 500, Fault.ERROR_502: 502, Fault.ERROR_503: 503, Fault.ERROR_504: 504}
PAGE = "<!doctype html><html><head><title>Slack</title></head><body><h1>Something went wrong</h1></body></html>"


@dataclass(frozen=True)
class Trouble:
    """A fault that is due; ``after`` says that the call takes effect first, ``retry_after`` and ``delay`` are seconds."""

    fault: Fault
    after: bool = True
    retry_after: int = 1
    delay: float = 0.2


class Script:
    """Which calls go wrong, and how; the faults of a method come one a call, in order."""

    def __init__(self) -> None:
        self._due: dict[str, deque[Trouble]] = {}
        self.closing = asyncio.Event()

    def add(self, method: str, trouble: Trouble) -> None:
        self._due.setdefault(method, deque()).append(trouble)

    def clear(self) -> None:
        self._due.clear()

    def take(self, method: str) -> Trouble | None:
        due = self._due.get(method)
        return due.popleft() if due else None

    async def answer(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        """Let it go wrong on the wire."""
        fault = trouble.fault
        if fault in ERRORS:
            return web.Response(status=ERRORS[fault], text="upstream connect error or disconnect before headers")
        if fault is Fault.LIMITED:
            headers = {"Retry-After": str(trouble.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault is Fault.GARBAGE:
            return web.Response(body=b'\x00\xff{"ok": tru', content_type="application/json")
        if fault is Fault.HTML:
            return web.Response(text=PAGE, content_type="text/html")
        if fault is Fault.DRIP:
            return await self._drip(request)
        if fault in (Fault.RST, Fault.FIN):
            _hang_up(request, reset=fault is Fault.RST)
        else:
            await self.closing.wait()
        return web.Response(status=500)

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            await response.write(b'{"ok": true, "padding": "')
            while not self.closing.is_set():
                await response.write(b".")
                await asyncio.sleep(0.02)
        except ConnectionError:
            pass  # the caller has had enough
        return response


def _hang_up(request: web.Request, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset and (connection := transport.get_extra_info("socket")):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort() if reset else transport.close()
