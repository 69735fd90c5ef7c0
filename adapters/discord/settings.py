"""What the Discord adapter has to be told: whose bot it is, where Discord is, and which part of it is ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_SHARDS = re.compile(r"(?:(?P<first>\d{1,6})(?:-(?P<last>\d{1,6}))?/)?(?P<count>\d{1,6})\Z")


@dataclass(frozen=True, slots=True)
class Shards:
    """Which shards this process connects, of how many there are in all."""

    ids: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """``token`` is the bot's own; the addresses are for another server than Discord's and may be left empty.

    ``shards`` is "" (Discord says how many), "8" (all of eight), "3/8" (one of them) or "0-3/8" (a range of them).
    """

    token: str = field(repr=False)
    api_url: str = ""
    gateway_url: str = ""
    shards: str = ""

    def __post_init__(self) -> None:
        if not self.token.strip():
            raise ValueError("the Discord token is empty; copy it from the Bot page of the developer portal")
        _require_address(self.api_url, "Discord's API", ("http", "https"))
        _require_address(self.gateway_url, "Discord's gateway", ("ws", "wss"))
        read_shards(self.shards)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the platform waits, in seconds: only tests have reason to change it.

    ``request`` is for one request (the ledger gives a send half of a platform's settle time), ``turn`` how long one
    may wait for Discord's limits before it is given back as refused. ``patience`` is after what time an interaction is
    acknowledged in the listener's place, since Discord waits three seconds. ``between`` two shards' IDENTIFYs Discord
    wants five. ``pause`` comes before a failed connection is tried again, ``drain`` is for what is being answered when
    the platform is closed.
    """

    request: float = 12.0
    turn: float = 5.0
    patience: float = 2.5
    between: float = 5.0
    pause: float = 2.0
    drain: float = 10.0


def read_shards(text: str) -> Shards | None:
    """Read "8", "3/8" or "0-3/8"; nothing means that Discord says how many there are."""
    if not text.strip():
        return None
    found = _SHARDS.match(text.strip())
    if found is None:
        raise ValueError(f'{text!r} names no shards; write a count ("8"), one of them ("3/8") or a range ("0-3/8")')
    count = int(found["count"])
    first = int(found["first"] or 0)
    last = int(found["last"] or found["first"] or count - 1)
    if not first <= last < count:
        raise ValueError(f"{text!r} names shards that do not exist; of {count} shards the numbers are 0 to {count - 1}")
    return Shards(tuple(range(first, last + 1)), count)


def _require_address(url: str, what: str, schemes: tuple[str, ...]) -> None:
    parts = urlsplit(url)
    if url and not (parts.scheme in schemes and parts.netloc):
        raise ValueError(f"{url!r} is no address of {what}; it begins with {' or '.join(f'{s}://' for s in schemes)}")
