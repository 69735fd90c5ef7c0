"""What is asked of the network, what comes back, and every way in which it can fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from briefings.errors import SourceError


class Accept(StrEnum):
    """What a caller can use; the content types that are let through and the size cap follow from it.

    PAGE keeps to what robots.txt disallows. FEED and ANY are addresses that a person gave us to read, which we fetch
    as their browser would; the crawl delay binds all three.
    """

    FEED = "feed"  # RSS, Atom, JSON Feed, a sitemap: XML or JSON
    PAGE = "page"  # a web page or plain text
    ANY = "any"  # an address of which nobody knows yet what is there


@dataclass(frozen=True, slots=True)
class Request:
    """What to get, and what we know of it from the last time."""

    url: str
    accept: Accept = Accept.ANY
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One finished fetch; ``status`` is 304 when nothing changed, otherwise of the 200s.

    ``url`` is where it was found in the end, and ``moved`` the new address to remember: it is set when every redirect
    on the way was permanent (301, 308) and none led from https to http (``downgraded``). ``content`` is decompressed
    and, like ``content_type`` and ``charset``, empty for a 304. ``fresh_until`` is how long the server says that
    asking again is pointless, at most a day from now.
    """

    status: int
    url: str
    moved: str = ""
    content: bytes = b""
    content_type: str = ""  # "text/html", lower case, without parameters
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    fresh_until: datetime | None = None
    downgraded: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing changed since the last time."""
        return self.status == 304


class FetchFault(StrEnum):
    """What went wrong, for those who decide by it; the words for people are in the error's message."""

    ADDRESS = "address"  # no address that we can read: scheme, port, credentials, spelling
    PRIVATE = "private"  # it leads into a network that is not public
    DNS = "dns"
    CONNECT = "connect"  # nobody listens, or no way there
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # not HTTP, or broken off
    REDIRECT = "redirect"  # a loop, too many, or leading nowhere
    TOO_LARGE = "too_large"
    COMPRESSION = "compression"
    TYPE = "type"  # neither feed nor page
    EMPTY = "empty"
    ROBOTS = "robots"
    FORBIDDEN = "forbidden"  # 401, 402, 403, 407, 451
    MISSING = "missing"  # 404
    GONE = "gone"  # 410: retire the source
    RATE_LIMITED = "rate_limited"  # 429, or a 503 that says when to come back
    REFUSED = "refused"  # any other 4xx
    SERVER = "server"  # any other 5xx


class FetchError(SourceError):
    """An address could not be fetched; ``str(error)`` is one sentence for the person who added it.

    ``permanent`` says that asking again is pointless until somebody changes the address or a setting; ``retry_after``
    is when the server wants to be asked again; ``status`` is the HTTP status, 0 when there was none.
    """

    def __init__(
        self,
        kind: FetchFault,
        message: str,
        *,
        url: str = "",
        status: int = 0,
        retry_after: datetime | None = None,
        permanent: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.url = url
        self.status = status
        self.retry_after = retry_after
        self.permanent = permanent


class Fetcher(Protocol):
    """The one door to the network."""

    async def fetch(self, request: Request) -> Fetched:
        """Get what is at an address.

        Raises:
            FetchError: it could not be had, in one sentence.
        """
        ...


class Resolver(Protocol):
    """Looks names up."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """All addresses of a host, in the order in which to try them.

        Raises:
            OSError: there are none (``socket.gaierror`` says why).
        """
        ...


class Sleep(Protocol):
    """Waits, so that tests need not."""

    async def __call__(self, seconds: float, /) -> object:
        """Return after that many seconds."""
        ...
