"""A look at a feed before it is parsed: what would cost the parser too much is cut, or refused in a sentence.

feedparser takes 20 microseconds a tag, and time quadratic in a tag's attributes and in an item's categories; what
libraries do about entities differs. One pass over the tags settles it, so that hostile feeds seldom cost a worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.errors import LimitError
from briefings.sources.feeds.entries import MAX_ENTRIES

MAX_TAGS = 30_000
MAX_CHARACTERS = 4_000_000
MAX_ATTRIBUTES = 200
MAX_TAG = 40_000  # characters
MAX_ENTITY = 200  # characters that an entity may stand for
MAX_LISTED = 500  # categories, links, authors and pictures of one item
MAX_KEYWORDS = 5_000  # characters

_ASK = "follow another feed of that site, or tell its publisher"
_ITEM = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s>/])")
_LISTED = re.compile(
    r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:category|subject|keywords|tags?|author|creator|contributor|person|link|enclosure|"
    r"content|thumbnail|credit)(?=[\s>/])",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY\s([^>]*)", re.IGNORECASE)
_KEYWORDS = re.compile(rf"<(?:[A-Za-z][\w.-]{{0,30}}:)?keywords(?:\s[^<>]*)?>[^<]{{{MAX_KEYWORDS}}}", re.IGNORECASE)


def shorten(text: str) -> tuple[str, int]:
    """A feed cut to what we read of one, well-formed if it was, and how many items it had before.

    What is new stands at an end of a feed: the first half and the last half of what is kept come from its ends.
    """
    starts = [match.start() for match in _ITEM.finditer(text)]
    kept = min(MAX_ENTRIES, len(starts))
    shortened = _without_middle(text, starts, kept)
    if kept > 2:
        tags = sum(1 for _ in _tags(shortened))
        excess = max(tags / MAX_TAGS, len(shortened) / MAX_CHARACTERS)
        if excess > 1:
            shortened = _without_middle(text, starts, max(2, int(kept / excess)))
    return shortened, len(starts)


def refuse_costly(text: str, name: str) -> None:
    """Nothing, unless parsing a feed would cost far more than it is long.

    Raises:
        LimitError: too many tags, attributes or categories, or entities that are files or stand for others.
    """
    for declaration in _ENTITY.findall(text):
        value = re.search(r"""["']([^"']*)""", declaration)
        if re.search(r"\b(?:SYSTEM|PUBLIC)\b|%", declaration) or (
            value and (len(value[1]) > MAX_ENTITY or re.search(r"&(?!#\w+;)", value[1]))
        ):
            raise LimitError(f"{name} defines entities by files or by other entities, which no feed needs; {_ASK}.")
    if _KEYWORDS.search(text):
        raise LimitError(f"{name} has more than {MAX_KEYWORDS:,} characters of keywords in one place; {_ASK}.")
    count = listed = 0
    for tag in _tags(text):
        count += 1
        if len(tag) > MAX_TAG or (len(tag) > 2 * MAX_ATTRIBUTES and tag.count("=") > MAX_ATTRIBUTES):
            raise LimitError(f"{name} has a tag with more than {MAX_ATTRIBUTES} attributes; {_ASK}.")
        if count > MAX_TAGS:
            break
        listed = 0 if _ITEM.match(tag) else listed + bool(_LISTED.match(tag))
        if listed > MAX_LISTED:
            raise LimitError(f"{name} has an item with more than {MAX_LISTED} categories or links; {_ASK}.")
    if count > MAX_TAGS or len(text) > MAX_CHARACTERS:
        raise LimitError(f"{name} has an item of more than {MAX_TAGS:,} tags or {MAX_CHARACTERS:,} characters; {_ASK}.")


def _without_middle(text: str, starts: list[int], kept: int) -> str:
    if kept >= len(starts):
        return text
    first, last = (kept + 1) // 2, kept // 2
    return text[: starts[first]] + (text[starts[-last] :] if last else "")


def _tags(text: str) -> Iterator[str]:
    """The tags of a text; what stands in comments and CDATA is none. One pass, whatever is left open."""
    at = text.find("<")
    while at >= 0:
        if text.startswith("<![CDATA[", at):
            at = text.find("]]>", at)
        elif text.startswith("<!--", at):
            at = text.find("-->", at)
        else:
            following = text.find("<", at + 1)
            stop = following if following >= 0 else len(text)
            end = text.find(">", at, stop)
            yield text[at : end + 1 if end >= 0 else stop]
            at = following
            continue
        if at >= 0:
            at = text.find("<", at + 1)
