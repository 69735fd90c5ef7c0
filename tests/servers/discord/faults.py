"""How the way to Discord goes wrong: a reply is lost or garbled, a request is limited or taken late."""

from __future__ import annotations

import asyncio
import enum
import re
import socket
import struct
from dataclasses import dataclass, field

from aiohttp import web

HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center>cloudflare</center></body></html>"


class Way(enum.Enum):
    """What comes back instead of the answer."""

    RST = "the connection is reset"
    FIN = "the connection is closed"
    E500 = "500"
    E502 = "502"
    E503 = "503"
    E504 = "504"
    HANG = "nothing, ever"
    E524 = "524"
    DRIP = "a byte now and then"
    GARBAGE = "bytes that are no HTTP"
    NOT_JSON = "200 with a page instead of JSON"
    LIMITED = "429"
    LIMITED_GLOBALLY = "429 for everything"
    BANNED = "429 from Cloudflare: without a Via header, and in HTML"


SEVEN_WAYS = (Way.RST, Way.FIN, Way.E500, Way.E502, Way.E503, Way.E504, Way.HANG)
"""In which a reply can be lost, so that nobody knows whether the request counted."""
_STATUS = {Way.E500: 500, Way.E502: 502, Way.E503: 503, Way.E504: 504, Way.E524: 524}
LIMITING = (Way.LIMITED, Way.LIMITED_GLOBALLY, Way.BANNED)


@dataclass
class Fault:
    """What befalls the next ``times`` requests to a route ("POST /channels/*/messages").

    Attributes:
        counts: whether the request takes effect before its answer is lost.
        late: seconds after which it takes effect, where it does so only when the answer is already lost.
        wait: seconds that a limited client is told to wait.
        fresh: whether it passes by an address that something befell already.
    """

    route: str
    way: Way
    times: int = 1
    counts: bool = False
    late: float | None = None
    wait: float = 0.05
    fresh: bool = False

    def matches(self, method: str, path: str) -> bool:
        named, _, pattern = self.route.partition(" ")
        return self.times > 0 and named in (method, "*") and bool(_compiled(pattern).fullmatch(path))


@dataclass
class Script:
    """The faults to come, in order; the first that fits is taken."""

    faults: list[Fault] = field(default_factory=list)
    befallen: set[str] = field(default_factory=set)

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.matches(method, path) and not (fault.fresh and path in self.befallen):
                fault.times -= 1
                self.befallen.add(path)
                return fault
        return None


async def lose(request: web.BaseRequest, way: Way) -> web.StreamResponse:
    """Answer in this way."""
    transport = request.transport
    if way in _STATUS:
        return web.Response(status=_STATUS[way], text=HTML, content_type="text/html")
    if way is Way.NOT_JSON:
        return web.Response(status=200, text=HTML, content_type="text/html")
    if way is Way.DRIP:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    if way is Way.HANG or transport is None:
        await asyncio.Event().wait()
    assert transport
    if way is Way.GARBAGE:
        transport.write(b"\x00\xff%\x80 is no HTTP\r\n\r\n")
    elif way is Way.RST:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    transport.close()
    return web.Response(status=500)  # the connection is gone; nobody reads it


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("/".join("[^/]+" if part == "*" else re.escape(part) for part in pattern.split("/")))
