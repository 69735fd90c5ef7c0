"""Whether a text is the whole article, or only the teaser that a paywall or a feed lets through."""

from __future__ import annotations

import re
from functools import cache

from briefings.sources.vocabulary import load

_STUB = 35  # words; a news flash is as short, and leads to an article as well
_SHORT = 400  # words; in a longer text what looks like a wall is an offer beside it
_LOCKED = 250  # words; a publisher that declares a wall and lets more through lets all of it through
_WHOLE = 150  # words; a feed's text of this length is its article
_TAIL = 500  # characters
_FINISHED = re.compile(r"[.!?][\"'”’)\]]*\Z")
_PAID = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
_TIER = re.compile(
    r"""<meta[^<>]{0,200}?article:content_tier["'][^<>]{0,100}?content\s*=\s*["']?locked""", re.IGNORECASE
)


def is_teaser(text: str, *, locked: bool = False) -> bool:
    """Whether a text ends where an article goes on; ``locked`` when its page says that it must be paid for."""
    words = len(text.split())
    if words < _STUB or (locked and words < _LOCKED):
        return True
    if words >= _SHORT:
        return False
    tail = text[-_TAIL:].casefold().replace("’", "'")
    return _is_cut(tail) or any(wall in tail for wall in load("teasers")["walls"])


def is_whole(text: str) -> bool:
    """Whether a feed's own text is long enough to be the article, so that its page need not be fetched."""
    return len(text.split()) >= _WHOLE and not is_teaser(text)


def is_content(content: str, summary: str) -> bool:
    """Whether a feed gives a short article whole: paragraphs beside a shorter summary, of which the last is finished.

    Atom, JSON Feed and RSS's content:encoded have a field for each of the two; a feed with one text gives a teaser.
    """
    lines = content.strip().split("\n")
    finished = _FINISHED.search(lines[-1].rstrip()) is not None
    return len(lines) > 1 and finished and len(content) > len(summary) and not is_teaser(content)


def is_locked(page: str) -> bool:
    """Whether a page's source declares its article to be for those who pay."""
    return bool(_PAID.search(page) or _TIER.search(page))


def strip_additions(text: str) -> str:
    """A feed's text without the lines that the publisher's program puts below an article."""
    lines = text.split("\n")
    while len(lines) > 1 and _addition().fullmatch(lines[-1].strip(" →»>.…\t")):
        lines.pop()
    return "\n".join(lines)


def _is_cut(tail: str) -> bool:
    return tail.rstrip().endswith(tuple(load("teasers")["endings"]))


@cache
def _addition() -> re.Pattern[str]:
    return re.compile("|".join(load("teasers")["additions"]), re.IGNORECASE)
