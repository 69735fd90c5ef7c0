"""What is refused when a message is built, because every platform would refuse it later."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_URL = 2_000
_LINK = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"|\\^`{}]+\Z", re.IGNORECASE)


def linkable(url: str) -> bool:
    """Tell whether an address may be shown as a link: http or https, whole, and short enough for every platform."""
    return len(url) <= MAX_URL and url.isprintable() and _LINK.match(url) is not None


def require_line(words: str, name: str, limit: int | None = None) -> None:
    """Refuse words that are blank, more than one line, or longer than ``limit`` letters."""
    if not words.strip():
        raise ValueError(f"{name} needs text")
    if "\n" in words or "\r" in words:
        raise ValueError(f"{name} is one line: {words[:60]!r}")
    if limit is not None and len(words) > limit:
        raise ValueError(f"{name} has more than {limit} letters: {words[:60]!r}")


def require_unique(names: Sequence[str], what: str) -> None:
    """Refuse a name that is used twice."""
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two {what} share the name {min(twice)!r}")
