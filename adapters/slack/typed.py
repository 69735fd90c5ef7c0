"""What people typed on Slack, read back from its markup into the words that they saw (pure).

https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from adapters.checks import linkable
from adapters.slack.payload import Payload, dig, part, parts, word

_TOKEN = re.compile(r"<([^<>]*)>")
_SIGNS = {"@": "@", "#": "#"}
_SPACES = re.compile(r"[^\S\n]+")


def read_words(text: str, *, bot: str = "", addresses: bool = False) -> str:
    """Give the words that a reader saw, without the mention of ``bot``.

    A link becomes its label, or its address where ``addresses`` is set.
    """

    def read(token: re.Match[str]) -> str:
        return " " if bot and _named(token[1]) == f"@{bot}" else _read_token(token[1], addresses)

    return _SPACES.sub(" ", unescape(_TOKEN.sub(read, text))).strip()


def mentions(text: str, user: str) -> bool:
    """Tell whether somebody is mentioned."""
    return bool(user) and any(_named(token) == f"@{user}" for token in _TOKEN.findall(text))


def first_mentioned(text: str) -> str:
    """Give the first person or bot that is mentioned, or ""."""
    return next((_named(token)[1:] for token in _TOKEN.findall(text) if token.startswith("@")), "")


def unescape(text: str) -> str:
    """Undo Slack's three escapes, the ampersand's last."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_post(message: Payload, *, bot: str = "") -> str:
    """Give the words of somebody's post; those of its blocks and attachments where it has none of its own."""
    text = read_words(word(message, "text"), bot=bot)
    if text:
        return text
    blocks = [words for block in parts(message, "blocks") for words in _block_words(block)]
    attached = [
        read_words(word(attachment, name))
        for attachment in parts(message, "attachments")
        for name in ("title", "text")
        if word(attachment, name)
    ]
    return "\n".join(filter(None, [*blocks, *attached]))


def find_links(message: Payload) -> tuple[str, ...]:
    """Give the addresses that a post links to, each once, in its order."""
    found = [
        *_text_links(word(message, "text")),
        *(url for block in parts(message, "blocks") for url in _block_links(block)),
        *(
            word(attachment, name)
            for attachment in parts(message, "attachments")
            for name in ("from_url", "original_url", "title_link")
        ),
    ]
    return tuple(dict.fromkeys(url for url in found if linkable(url)))


def _named(token: str) -> str:
    return token.partition("|")[0]


def _read_token(token: str, addresses: bool) -> str:
    target, _, label = token.partition("|")
    if target[:1] in _SIGNS:
        sign = _SIGNS[target[0]]
        return sign + (label or target[1:]).removeprefix(sign)
    if target[:1] == "!":  # <!here>, <!subteam^S1|@name>, <!date^1^{date}|words>
        return label or f"@{target[1:].partition('^')[0]}"
    return (target if addresses else label or target).removeprefix("mailto:")


def _text_links(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        if not token.startswith(("@", "#", "!")):
            yield unescape(_named(token))


def _block_words(block: Payload) -> Iterator[str]:
    if word(block, "text", "text"):
        yield read_words(word(block, "text", "text"))
    for field in parts(block, "fields"):
        yield read_words(word(field, "text"))
    written = "".join(_written(parts(block, "elements"))) if word(block, "type") == "rich_text" else ""
    if written.strip():
        yield written.strip()


def _written(elements: Iterable[Payload]) -> Iterator[str]:
    """Give the words of rich text: sections, lists and quotes hold elements, and elements hold text."""
    for element in elements:
        yield word(element, "text") or word(element, "url")
        yield from _written(parts(element, "elements"))
        if word(element, "type").startswith("rich_text_"):
            yield "\n"


def _block_links(block: Payload) -> Iterator[str]:
    yield word(block, "url")
    yield from _text_links(word(block, "text", "text"))
    for name in ("elements", "fields"):
        for element in parts(block, name):
            yield from _text_links(word(element, "text"))
            yield from _block_links(element)
    if isinstance(dig(block, "accessory"), dict):
        yield from _block_links(part(block, "accessory"))
