"""What a feed says, whatever its format: the feed, and its entries in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_ENTRIES = 1000
"""Of one feed; a feed that lists its whole archive is cut to the ends of it, where what is new stands."""

MAX_TITLE = 400
MAX_SUMMARY = 2_000
MAX_CONTENT = 200_000
MAX_CATEGORIES = 20
"""Characters of a title, a summary and a content, and categories of an entry; more is cut."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as its feed tells it; what the feed does not tell stays empty.

    ``id`` is what the feed knows it by (see ``canonical.article_key``); ``url`` leads to it as the feed links it, made
    absolute. ``title``, ``summary`` and ``content`` (the longest text that the feed has of it) are plain text, the
    latter two in paragraphs, one a line. Addresses are http or https.
    """

    id: str
    url: str = ""
    title: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    content: str = ""
    image: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries.

    ``home`` is the site that it is of, ``address`` the one that it says to be fetched at, ``hub`` its WebSub hub and
    ``every`` how often it says that it changes. ``sitemaps`` are the parts of a sitemap that is only an index, and
    ``total`` counts the entries before the cut to ``MAX_ENTRIES``.
    """

    format: str  # "rss20", "atom10", "json11", "sitemap" ...
    title: str = ""
    home: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    every: timedelta | None = None
    address: str = ""
    hub: str = ""
    image: str = ""
    sitemaps: tuple[str, ...] = ()
    total: int = 0
