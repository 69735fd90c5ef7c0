"""Is it what was asked for?  By the content type where that can be believed, otherwise by how the body begins."""

from __future__ import annotations

import re

from briefings.sources.fetching.model import Accept, FetchError, FetchFault
from briefings.sources.fetching.targets import visible

HEADERS = {
    Accept.FEED: (
        "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
    ),
    Accept.PAGE: "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1",
    Accept.ANY: (
        "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
        "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
    ),
}
"""What we say in the Accept header."""

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
# sent for everything, so that only the body tells
_VAGUE = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/x-gzip", "application/gzip"}
)
_HOPELESS = re.compile(r"(?:image|audio|video|font|model)/|application/(?:pdf|zip|msword|vnd\.(?!\w+\+(?:xml|json)))")
_LOOKED_AT = 4_096  # bytes; comments and style sheets may stand before the first element
_BEFORE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>\[]*(?:\[[^\]]*\]\s*)?>)*", re.S | re.I)
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|opml|channel)[\s>/]", re.I)
_JSON_FEED = re.compile(rb"""\{.*?"(?:version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org|items"\s*:)""", re.S)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|article)\b", re.I)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def refuse_type(content_type: str, shown: str) -> None:
    """Before the body is read: pictures, films, archives and papers are neither feeds nor pages.

    Raises:
        FetchError: it is one of them.
    """
    if _HOPELESS.match(content_type):
        raise _fault(f"{shown} is {visible(content_type)}, neither a feed nor a page; give the address of one.")


def check_kind(content: bytes, content_type: str, accept: Accept, shown: str) -> None:
    """After the body is read: is it what was asked for?

    Raises:
        FetchError: it is not, and what it is instead.
    """
    if not content.strip():
        raise FetchError(
            FetchFault.EMPTY, f"{shown} answers with nothing; open it in a browser and give the address that shows it."
        )
    head = _plain_head(content)
    feed, page = is_feed(head), bool(_PAGE.match(head))
    if accept is Accept.FEED:
        feed = feed or (not page and bool(_FEED.search(head)))  # behind a warning of somebody's script
        if not feed and (page or content_type in _PAGES):
            raise _fault(f"{shown} is a web page, not a feed; add the site's address and we look for its feed.")
        if not feed and not _is_data(content_type):
            raise _fault(f"{shown} is no feed; open it in a browser and give the address of an RSS, Atom or JSON feed.")
    elif accept is Accept.PAGE:
        if feed:
            raise _fault(f"{shown} is a feed, not a page; add it as a feed.")
        if not page and content_type not in _PAGES and not _is_text(head, content_type):
            raise _fault(f"{shown} is no web page; give the address of an article.")
    elif not (feed or page or content_type in _PAGES or _is_data(content_type) or _is_text(head, content_type)):
        raise _fault(f"{shown} is neither a feed nor a page; give the address of one.")


def is_feed(content: bytes) -> bool:
    """Whether a body begins as a feed, a sitemap or an OPML file does."""
    head = _plain_head(content)
    return bool(_FEED.match(head) or _JSON_FEED.match(head))


def _plain_head(content: bytes) -> bytes:
    """The first bytes without byte-order mark, declarations and comments; UTF-16 as ASCII."""
    head = content[:_LOOKED_AT]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\x00", b"")
    head = head.removeprefix(b"\xef\xbb\xbf")
    before = _BEFORE.match(head)
    return head[before.end() :] if before else head


def _is_data(content_type: str) -> bool:
    return content_type.endswith(("/xml", "+xml", "/json", "+json")) and content_type not in _PAGES


def _is_text(head: bytes, content_type: str) -> bool:
    return (content_type in _VAGUE or content_type.startswith("text/")) and not _BINARY.search(head)


def _fault(message: str) -> FetchError:
    return FetchError(FetchFault.TYPE, message)
