"""Sitemaps: a site's pages with their dates, and Google's news sitemaps with titles (sitemaps.org)."""

from __future__ import annotations

import heapq
from datetime import datetime
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
    places: list[_Element] = list(root) if root is not None else []
    pages = [place for place in places if _local(place) == "url"]
    # A sitemap may hold 50,000 pages, the oldest first. Its dates sort as they are written, year first.
    latest = heapq.nlargest(
        MAX_ENTRIES, pages, key=lambda page: _text(page, "publication_date") or _text(page, "lastmod")
    )
    parts = [(_text(place, "loc"), _text(place, "lastmod")) for place in places if _local(place) == "sitemap"]
    parts.sort(key=lambda part: ("news" in part[0].casefold(), part[1]), reverse=True)
    addresses = dict.fromkeys(resolve(address, url) for address, _ in parts)
    return Feed(
        format="sitemap",
        title=read_line(next(filter(None, (_text(page, "name") for page in latest)), ""), MAX_TITLE),
        entries=tuple(entry for page in latest if (entry := _entry(page, url, now))),
        sitemaps=tuple(filter(None, addresses))[:MAX_SITEMAPS],
        total=len(pages),
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
