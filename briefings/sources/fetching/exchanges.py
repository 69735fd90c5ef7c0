"""One request and its answer, read raw and with limits, over httpcore.

httpcore is the part of httpx that speaks HTTP, and its network backend is the one public place where the address of
a socket is chosen. httpx's client on top would keep cookies, read proxies from the environment, parse every Location
in its own way, and undo compression without a limit: all that is decided in this package.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpcore
import httpx

from briefings.sources.fetching.compression import Unpacker, too_large
from briefings.sources.fetching.faults import network_error, timeout_error
from briefings.sources.fetching.kinds import refuse_type
from briefings.sources.fetching.targets import Target

_IDLE = 15.0  # seconds for which a connection is kept for the next request
_DRAIN_BYTES, _DRAIN_SECONDS = 16_384, 0.5
_BREATH = 256  # pieces of a body
WITH_BODY = frozenset({200, 203})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of ``headers`` match in any case, ``content`` is only that of a 200 or 203."""

    status: int
    headers: httpx.Headers
    content: bytes = b""


class Exchanges:
    """A pool of connections."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext, connections: int) -> None:
        """``connections`` is the most at a time."""
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_IDLE,
            network_backend=backend,
        )

    async def get(self, target: Target, headers: Mapping[str, str], limit: int, seconds: float) -> Answer:
        """Ask once; no redirect is followed. A body has at most ``limit`` bytes, and all takes at most ``seconds``.

        Raises:
            FetchError: no answer, or one that we do not take.
        """
        try:
            # around everything: a time-out for each read never fires on a host that drips
            async with asyncio.timeout(seconds):
                return await self._get(target, headers, limit)
        except TimeoutError as error:
            raise timeout_error(target) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise network_error(error, target) from error

    async def _get(self, target: Target, headers: Mapping[str, str], limit: int) -> Answer:
        url = httpcore.URL(
            scheme=target.scheme.encode("ascii"),
            host=target.host.encode("ascii"),
            port=target.port,
            target=target.path.encode("ascii"),
        )
        fields = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        fields.insert(0, (b"Host", target.authority.encode("ascii")))
        async with self._pool.stream("GET", url, headers=fields) as response:
            answer = Answer(response.status, httpx.Headers(response.headers))
            if response.status not in WITH_BODY:
                await _drain(response)
                return answer
            return Answer(response.status, answer.headers, await _read(response, answer.headers, target.shown, limit))

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


async def _drain(response: httpcore.Response) -> None:
    """Read the short body of a redirect or an error page to its end, so that its connection serves the next request."""
    received = 0
    with suppress(TimeoutError, httpcore.NetworkError, httpcore.ProtocolError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for chunk in response.aiter_stream():
                received += len(chunk)
                if received > _DRAIN_BYTES:
                    return


async def _read(response: httpcore.Response, headers: httpx.Headers, shown: str, limit: int) -> bytes:
    refuse_type(headers.get("content-type", "").strip().lower(), shown)
    announced = headers.get("content-length", "").strip()
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise too_large(shown, limit)
    unpacker = Unpacker(headers.get("content-encoding", ""), shown, limit)
    received = pieces = 0
    async for chunk in response.aiter_stream():
        received, pieces = received + len(chunk), pieces + 1
        if pieces % _BREATH == 0:  # thousands of tiny pieces arrive at once, and would keep everyone else waiting
            await asyncio.sleep(0)
        if received > limit:  # compressed data may be long and hold nothing
            raise too_large(shown, limit)
        unpacker.feed(chunk)
    return unpacker.finish()
