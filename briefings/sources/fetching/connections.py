"""The only code that opens a socket.

A name is looked up once, every address that it has must be public, and one of those very addresses is connected to.
This sits where a connection begins, so redirects, robots.txt and whatever else comes pass it too, and between the look
at an address and its use nobody is asked a second time (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import httpcore

from briefings.sources.fetching.addresses import Address, Network, refusal
from briefings.sources.fetching.faults import dns_error, private_error
from briefings.sources.fetching.model import Resolver

_ATTEMPTS = 3  # addresses of one host that are tried
_LOOKUPS = 8  # at a time; slow name servers must not keep the program's other threads

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class SystemResolver:
    """The system's look-up, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, "lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """All addresses of a host."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        )
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def close(self) -> None:
        """Let go of the threads; a look-up that still runs ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to those of the networks that are allowed."""

    def __init__(
        self,
        resolve: Resolver,
        allowed: Sequence[Network] = (),
        timeout: float | None = None,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """``timeout`` is for one address, in seconds; ``backend`` opens the sockets."""
        self._resolve = resolve
        self._allowed = tuple(allowed)
        self._timeout = timeout
        self._backend = backend or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises:
            FetchError: it has no address, or one of them is not public.
        """
        failure: Exception | None = None
        for address in (await self._look_up(host, port))[:_ATTEMPTS]:
            try:
                stream = await self._backend.connect_tcp(
                    str(address), port, self._timeout or timeout, local_address, socket_options
                )
                return _Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or dns_error(host, OSError("no addresses"))

    async def _look_up(self, host: str, port: int) -> list[Address]:
        try:
            addresses = [ip_address(host)]
            literal = True
        except ValueError:
            literal = False
            try:
                addresses = [ip_address(text) for text in await self._resolve(host, port)]
            except ValueError as error:  # an address with a zone that we do not know, or none at all
                raise dns_error(host, OSError(str(error))) from error
            except OSError as error:
                raise dns_error(host, error) from error
        for address in addresses:
            # one private address among public ones is how a look-up is steered: all must be public
            if why := refusal(address, self._allowed):
                raise private_error(host, str(address), why, literal=literal)
        return _in_turn(addresses)

    async def sleep(self, seconds: float) -> None:
        """Wait between retries, of which there are none."""
        await asyncio.sleep(seconds)


def _in_turn(addresses: list[Address]) -> list[Address]:
    """IPv6 and IPv4 by turns, so that a network without one of them is no reason to fail."""
    rank = Counter[int]()
    order: list[tuple[int, Address]] = []
    for address in addresses:
        order.append((rank[address.version], address))
        rank[address.version] += 1
    return [address for _, address in sorted(order, key=lambda each: each[0])]


class _Stream(httpcore.AsyncNetworkStream):
    """An open connection that does not stay open when we give up on it during the handshake (httpcore's would)."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
