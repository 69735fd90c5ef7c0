"""Is a document one that we have?  Pure: the store looks up the facts, this decides, the store acts on it.

Three rules, in words:

- A feed's key names one article for that feed, however often it comes ("1" is another article in another feed).
- The same text is the same article, whichever feed brings it, as long as the one who brings it may see that article.
- Only the feed and key that first brought an article may revise it. Another one that brought the same text once and
  another text now has an article of its own from then on: nobody rewrites what somebody else reported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from briefings.models import Outcome


@dataclass(frozen=True, slots=True)
class Held:
    """What a feed's key stands for: an article, and the text that this feed last brought for it."""

    article_id: int
    brought: bytes  # the fingerprint of the feed's last copy
    current: bytes  # the fingerprint of the article's present text
    is_origin: bool  # whether this feed and key were the first to bring the article


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a document; ``article_id`` is None for a new article."""

    outcome: Outcome
    article_id: int | None = None


def fingerprint(text: str) -> bytes:
    """32 bytes that two texts share when they differ in white space alone."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()


def decide(brought: bytes, held: Held | None, twin: int | None) -> Decision:
    """What a document is to the store.

    Args:
        brought: the fingerprint of its text.
        held: what its key already stands for in its feed.
        twin: an article with the same text that whoever brings the document may see.
    """
    if held is not None:
        # A stale copy from a slow mirror is no news: it equals what that mirror last brought.
        if brought in (held.brought, held.current):
            return Decision(Outcome.UNCHANGED, held.article_id)
        if held.is_origin:
            return Decision(Outcome.REVISED, held.article_id)
    if twin is not None:
        return Decision(Outcome.DUPLICATE, twin)
    return Decision(Outcome.NEW)
