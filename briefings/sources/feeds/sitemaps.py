"""Sitemaps: a site's pages with their dates, and Google's news sitemaps with titles (sitemaps.org)."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefings.errors import UnreadableError
from briefings.sources.canonical import article_key
from briefings.sources.feeds.entries import MAX_CATEGORIES, MAX_ENTRIES, MAX_TITLE, Entry, Feed
from briefings.sources.feeds.moments import read_moment
from briefings.sources.links import resolve
from briefings.sources.markup import read_line

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

MAX_SITEMAPS = 200
"""Of an index; news sitemaps and the latest first."""

_UNDATED = datetime.min.replace(tzinfo=UTC)


def read_sitemap(text: str, url: str, name: str, now: datetime | None) -> Feed:
    """The pages of a sitemap, the latest first, or the sitemaps of an index; titles stand only in news sitemaps.

    Raises:
        UnreadableError: it is broken before its first address.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"{name} is a broken sitemap; tell the site's owner, or follow one of its feeds."
        ) from error
    pages: list[tuple[datetime, int, Entry]] = []
    parts: list[tuple[bool, datetime, str]] = []
    total = 0
    for place in root if root is not None else ():
        kind = _local(place)
        if kind == "url" and (entry := _entry(place, url, now)):
            total += 1
            # a heap of the latest: a sitemap may hold 50,000 pages, the oldest first
            item = (entry.published or _UNDATED, -total, entry)
            (heapq.heappush if len(pages) < MAX_ENTRIES else heapq.heappushpop)(pages, item)
        elif kind == "sitemap" and (address := resolve(_text(place, "loc"), url)):
            parts.append(
                ("news" in address.casefold(), read_moment(_text(place, "lastmod"), now=now) or _UNDATED, address)
            )
    parts.sort(key=lambda part: part[:2], reverse=True)
    return Feed(
        format="sitemap",
        title=next((entry.author for _, _, entry in pages if entry.author), ""),
        entries=tuple(entry for _, _, entry in sorted(pages, key=lambda page: page[:2], reverse=True)),
        sitemaps=tuple(dict.fromkeys(address for _, _, address in parts))[:MAX_SITEMAPS],
        total=total,
    )


def _entry(place: _Element, url: str, now: datetime | None) -> Entry | None:
    address = resolve(_text(place, "loc"), url)
    if not address:
        return None
    title = read_line(_text(place, "title"), MAX_TITLE)
    updated = read_moment(_text(place, "lastmod"), now=now)
    keywords = (read_line(word, 100) for word in _text(place, "keywords")[:2000].split(","))
    return Entry(
        id=article_key("", address),
        url=address,
        title=title,
        published=read_moment(_text(place, "publication_date"), now=now) or updated,
        updated=updated,
        image=resolve(_text(place, "loc", within="image"), url),
        categories=tuple(dict.fromkeys(word for word in keywords if word))[:MAX_CATEGORIES],
        language=_text(place, "language")[:20],
    )


def _text(place: _Element, wanted: str, within: str = "") -> str:
    """The text of the first element of a name, whatever its namespace; a picture has a "loc" of its own."""
    for element in place.iterdescendants():
        if _local(element) == wanted:
            parent = element.getparent()
            holder = _local(parent) if parent is not None else ""
            if (holder == "image") == (within == "image"):
                return (element.text or "").strip()
    return ""


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
