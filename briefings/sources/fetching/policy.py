"""How we behave on the network: who we say we are, how often we ask, how much we take, and where we never go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network

from briefings.sources.fetching.model import Accept

USUAL_PORTS = frozenset({80, 443, 8080, 8443})


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Times are in seconds, sizes in bytes, both before and after decompression."""

    user_agent: str
    total_timeout: float = 30.0  # for one address with all its redirects; waiting for our turn does not count
    connect_timeout: float = 5.0  # for one of a host's addresses
    max_feed_bytes: int = 10_000_000
    max_page_bytes: int = 5_000_000
    max_redirects: int = 5
    concurrency: int = 16  # requests at a time
    host_concurrency: int = 2  # of them to one host
    host_interval: float = 1.0  # between two requests to one host
    max_crawl_delay: float = 60.0  # a robots.txt that asks for more gets this much
    max_wait: timedelta = timedelta(days=1)  # the longest Retry-After and the longest freshness that we believe
    ports: frozenset[int] = USUAL_PORTS
    allow_private: tuple[IPv4Network | IPv6Network, ...] = ()  # networks that are not public, by consent

    @property
    def robot(self) -> str:
        """Our name, as a robots.txt would call us."""
        return self.user_agent.partition("/")[0]

    def limit(self, accept: Accept) -> int:
        """The most bytes of an answer."""
        match accept:
            case Accept.FEED:
                return self.max_feed_bytes
            case Accept.PAGE:
                return self.max_page_bytes
            case Accept.ANY:
                return max(self.max_feed_bytes, self.max_page_bytes)


def user_agent(version: str, contact: str) -> str:
    """Who we say we are: ``newsbrief/0.1.0 (+https://example.org/about)``; ``contact`` is an address or nothing."""
    visible = "".join(character for character in contact if "!" <= character <= "~" and character not in "()\\")
    return f"newsbrief/{version}" + (f" (+{visible})" if visible else "")
