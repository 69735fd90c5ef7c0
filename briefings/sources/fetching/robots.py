"""What a site asks of robots (RFC 9309), read by Protego and kept for a day."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from briefings.ports import Clock
from briefings.sources.fetching.model import FetchError, FetchFault
from briefings.sources.fetching.targets import Target

LIMIT = 512_000  # bytes; the RFC wants 500 kibibytes to be read
_KEPT = timedelta(hours=24)
_KEPT_FAILURE = timedelta(hours=1)
_MOST_SITES = 2_048
# there is no file that we could read, so everything is allowed
_NO_FILE = frozenset(
    {
        FetchFault.MISSING,
        FetchFault.FORBIDDEN,
        FetchFault.GONE,
        FetchFault.REFUSED,
        FetchFault.REDIRECT,
        FetchFault.TYPE,
    }
)
# what happens to robots.txt here will happen to the page as well, and the page's error tells more
_SAME_FATE = {FetchFault.DNS, FetchFault.CONNECT, FetchFault.TLS, FetchFault.PRIVATE}


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's wishes; ``parsed`` None allows everything, ``failure`` is why they are not known."""

    robot: str
    parsed: Protego | None = None
    failure: FetchError | None = None

    @property
    def delay(self) -> float:
        """The seconds that the site wants between two requests."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.robot)
        wanted = [self.parsed.crawl_delay(self.robot) or 0.0]
        if rate and rate.requests:
            wanted.append(rate.seconds / rate.requests)
        return max((each for each in wanted if math.isfinite(each)), default=0.0)

    def check(self, target: Target) -> None:
        """Whether a page may be read.

        Raises:
            FetchError: it may not, or nobody knows.
        """
        if self.failure is not None:
            raise FetchError(
                FetchFault.ROBOTS,
                f"{target.host} does not say whether we may read its pages (its robots.txt cannot be read); "
                "we try again in an hour.",
                url=target.url,
            ) from self.failure
        if self.parsed is not None and not self.parsed.can_fetch(target.url, self.robot):
            raise FetchError(
                FetchFault.ROBOTS,
                f"{target.shown} is closed to robots by its site's robots.txt; add the site's feed instead.",
                url=target.url,
                permanent=True,
            )


def read_rules(content: bytes, robot: str) -> Rules:
    """The rules in a robots.txt; ``robot`` is our name."""
    return Rules(robot, Protego.parse(content.decode("utf-8-sig", "replace")))


@dataclass(slots=True)
class _Kept:
    """A site's rules, and the lock behind which they are fetched once."""

    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Rules | None = None
    until: datetime | None = None


class Robots:
    """The rules of the sites that we asked lately."""

    def __init__(self, robot: str, clock: Clock, read: Callable[[Target], Awaitable[bytes]]) -> None:
        """``read`` fetches a robots.txt."""
        self._robot = robot
        self._clock = clock
        self._read = read
        self._sites: OrderedDict[str, _Kept] = OrderedDict()

    async def rules(self, target: Target) -> Rules:
        """The rules for an address's site.

        Raises:
            FetchError: the host cannot be reached at all.
        """
        kept = self._sites.setdefault(target.origin, _Kept())
        self._sites.move_to_end(target.origin)
        while len(self._sites) > _MOST_SITES:
            self._sites.popitem(last=False)
        async with kept.asking:
            if kept.rules is None or kept.until is None or kept.until <= self._clock():
                kept.rules = await self._ask(target)
                kept.until = self._clock() + (_KEPT_FAILURE if kept.rules.failure else _KEPT)
            return kept.rules

    async def _ask(self, target: Target) -> Rules:
        try:
            return read_rules(await self._read(target), self._robot)
        except FetchError as error:
            if error.kind in _SAME_FATE:
                raise
            if error.kind in _NO_FILE:
                return Rules(self._robot)
            return Rules(self._robot, failure=error)
