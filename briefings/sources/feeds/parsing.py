"""Which kind of feed it is, and the one function that reads them all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from briefings.errors import EmptyError, LimitError, NotFeedError
from briefings.sources.discovery import find_feeds
from briefings.sources.feeds.characters import decode
from briefings.sources.feeds.entries import Feed
from briefings.sources.feeds.guard import refuse_costly, shorten
from briefings.sources.feeds.jsonfeed import read_json_feed
from briefings.sources.feeds.sitemaps import read_sitemap
from briefings.sources.feeds.syndication import read_syndication

MAX_FEED_BYTES = 20_000_000
"""A sitemap may have 50 MB by its standard; one for news, and any feed, is a hundredth of that."""

# Atomic groups: what may stand before the root is matched in one way or not at all, however hostile.
_BEFORE = r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^<>\[]*(?:\[.*?\]\s*)?>)*+"
_ROOT = re.compile(rf"{_BEFORE}<(?:[\w.-]{{1,40}}:)?([A-Za-z][\w.-]{{0,40}})", re.DOTALL | re.IGNORECASE)
_PAGE = frozenset({"html", "head", "title", "link", "meta", "body", "div", "p"})
_DOCTYPE = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)


def parse_feed(content: bytes, url: str, content_type: str = "", *, now: datetime | None = None) -> Feed:
    """The feed in some bytes: RSS 0.9x, 1.0 or 2.0, Atom, JSON Feed, or a sitemap.

    ``url`` is where they were fetched, ``content_type`` what the server called them, and ``now`` rules out dates to
    come. Pure, but hostile bytes can cost much: run it in a worker (``worker.Workers.parse_feed``).

    Raises:
        NotFeedError: they are something else; a web page's error names its feeds.
        EmptyError: there is nothing in them.
        UnreadableError: they are broken beyond repair.
        LimitError: they are larger or costlier than a feed may be.
    """
    name = url or "The feed"
    if len(content) > MAX_FEED_BYTES:
        size = f"{len(content) / 1e6:.0f} MB, and a feed may have {MAX_FEED_BYTES / 1e6:.0f} MB"
        raise LimitError(f"{name} has {size}; follow another feed of that site.")
    text = decode(content, content_type)
    if not text:
        raise EmptyError(f"{name} is empty; give the address of a feed, or of the site itself.")
    if text[0] in "{[":
        return read_json_feed(text, url, name, now)
    root = _root(text)
    if root in {"urlset", "sitemapindex"}:
        refuse_costly(text[:200_000], name)
        return read_sitemap(text, url, name, now)
    if root in _PAGE or _DOCTYPE.match(text):
        raise _page(content, url, name)
    shortened, total = shorten(text)
    refuse_costly(shortened, name)
    feed = read_syndication(shortened, url, name, now)
    if not (feed.format or feed.entries or root in {"rss", "feed", "rdf", "channel"}):
        raise NotFeedError(f"{name} is no feed; give the address of an RSS or Atom feed, or of the site itself.")
    return replace(feed, format=feed.format or root, total=max(total, len(feed.entries)))


def _root(text: str) -> str:
    match = _ROOT.match(text[:200_000])
    return match[1].casefold() if match else ""


def _page(content: bytes, url: str, name: str) -> NotFeedError:
    feeds = tuple(link.url for link in find_feeds(content, url))
    if not feeds:
        return NotFeedError(f"{name} is a web page, not a feed, and names none; look for “RSS” on the site.")
    return NotFeedError(f"{name} is a web page, not a feed; its feed is {feeds[0]}.", feeds)
