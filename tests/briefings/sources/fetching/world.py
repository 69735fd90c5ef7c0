"""A fetcher that may reach the servers of a test, and nothing else on this machine."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from briefings.sources.fetching import Accept, Fetched, Fetcher, FetchError, FetchPolicy, Request, Resolver, user_agent
from briefings.sources.fetching.policy import USUAL_PORTS
from briefings.sources.fetching.web import WebFetcher
from tests.servers.web import WebServer

THIS_MACHINE = (ip_network("127.0.0.1/32"),)
AGENT = user_agent("9.9", "https://example.org/bot")


@dataclass
class Time:
    """A clock that only sleeping moves, and how long was slept."""

    now: datetime = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
    naps: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)


def policy(*servers: WebServer, **changes: object) -> FetchPolicy:
    """Short times, no rest between requests, and this machine allowed; ``changes`` are fields of the policy."""
    settings: dict[str, object] = {
        "user_agent": AGENT,
        "total_timeout": 5.0,
        "host_interval": 0.0,
        "ports": USUAL_PORTS | {server.port for server in servers},
        "allow_private": THIS_MACHINE,
        **changes,
    }
    return FetchPolicy(**settings)  # type: ignore[arg-type]


def fetcher(
    *servers: WebServer,
    time: Time | None = None,
    resolve: Resolver | None = None,
    tls: ssl.SSLContext | None = None,
    **changes: object,
) -> WebFetcher:
    time = time or Time()
    trust = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and takes no time to make
    return WebFetcher(policy(*servers, **changes), time, sleep=time.sleep, resolve=resolve, tls=trust)


async def read(
    web: Fetcher, url: str, accept: Accept = Accept.FEED, etag: str = "", last_modified: str = ""
) -> Fetched:
    return await web.fetch(Request(url, accept, etag, last_modified))


async def failure(web: Fetcher, url: str, accept: Accept = Accept.FEED) -> FetchError:
    """The error of a fetch that must fail; its message is one sentence that a person can read."""
    with pytest.raises(FetchError) as caught:
        await read(web, url, accept)
    message = str(caught.value)
    assert message.endswith("."), message
    assert message.isprintable(), message
    assert ";" in message or "," in message, f"no fix is named: {message}"
    assert caught.value.url or not url.strip()
    return caught.value
