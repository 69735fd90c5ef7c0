"""From an address as somebody types it to what can be followed: a feed, a site's feed, a page, a sitemap, a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from briefings.errors import NotFoundError, SourceError
from briefings.intake.ports import SourceKind
from briefings.intake.reading import Scout
from briefings.models import Document
from briefings.sources.canonical import canonical_address
from briefings.sources.discovery import find_sitemaps, usual_feeds
from briefings.sources.documents import publisher_of
from briefings.sources.feeds import Feed
from briefings.sources.fetching import Accept, Fetched, FetchError, FetchFault, Request
from briefings.sources.fetching.kinds import is_feed

_NAMED = 3  # feeds that a page names and we try
_GUESSED = 4  # usual addresses that we try where it names none
_PAGE_WORDS = 120  # a page with fewer is a front, or a list of links
_FEWEST_WORDS = 30  # a page with fewer is none that could be followed
_NO_ANSWER = frozenset({FetchFault.DNS, FetchFault.CONNECT, FetchFault.TIMEOUT, FetchFault.TLS})


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to.

    ``feed`` is its name in the store, ``others`` the addresses of the site's other feeds. ``content`` is what was read
    at the first look: a feed, or a page's article.
    """

    kind: SourceKind
    feed: str
    address: str
    name: str
    others: tuple[str, ...] = ()
    content: Feed | Document | None = None


async def discover(scout: Scout, typed: str, *, folders: bool = False) -> Found:
    """Find what can be followed at an address.

    Args:
        scout: what fetches and parses.
        typed: an address with or without its scheme, or a folder's path.
        folders: whether whoever asks may follow folders of this machine.

    Raises:
        SourceError: there is nothing to follow, in words for whoever typed it.
    """
    typed = typed.strip().strip("<>")
    if _is_path(typed):
        return _find_folder(typed, folders)
    fetched = await _fetch(scout, typed)
    if is_feed(fetched.content):
        return await _as_feed(scout, fetched)
    page = await _read_page(scout, fetched)
    named = [address for address in await scout.find_feeds(fetched) if canonical_address(address)]
    if page and _is_article(page, fetched.url):
        return Found(SourceKind.PAGE, page.key, fetched.url, page.title or page.source, tuple(named), page)
    guessed = list(usual_feeds(fetched.url))[:_GUESSED]
    for addresses in (named[:_NAMED], guessed if not named else [], await _sitemaps(scout, fetched.url, named)):
        found = await _first_feed(scout, addresses)
        if found:
            others = tuple(address for address in named if address not in (found.address, found.feed))
            return Found(found.kind, found.feed, found.address, found.name, others, found.content)
    if page and len(page.text.split()) >= _FEWEST_WORDS:
        return Found(SourceKind.PAGE, page.key, fetched.url, page.title or page.source, (), page)
    raise NotFoundError(
        f"{fetched.url} names no feed, and there is no article on it; give the address of its feed, often under “RSS”."
    )


async def _fetch(scout: Scout, typed: str) -> Fetched:
    """What is at an address; where the scheme was left out, https first."""
    address = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", typed).replace("feed://", "https://")
    if re.match(r"[a-z][a-z0-9+.-]*://", address, re.IGNORECASE):
        return await scout.fetch(Request(address))
    bare = address.removeprefix("//")
    try:
        return await scout.fetch(Request(f"https://{bare}"))
    except FetchError as error:
        if error.kind not in _NO_ANSWER:
            raise
        try:
            return await scout.fetch(Request(f"http://{bare}"))
        except FetchError as second:
            raise error if second.kind in _NO_ANSWER else second from None


async def _as_feed(scout: Scout, fetched: Fetched) -> Found:
    feed = await scout.parse(fetched)
    address = fetched.moved or fetched.url
    kind = SourceKind.SITEMAP if feed.format == "sitemap" else SourceKind.FEED
    return Found(kind, canonical_address(address) or address, address, publisher_of(feed, fetched.url), (), feed)


async def _first_feed(scout: Scout, addresses: Iterable[str]) -> Found | None:
    """The first of the addresses at which there is a feed with entries, else the first feed without any."""
    empty: Found | None = None
    for address in addresses:
        with suppress(SourceError):
            found = await _as_feed(scout, await scout.fetch(Request(address, Accept.FEED)))
            if isinstance(found.content, Feed) and found.content.entries:
                return found
            empty = empty or found
    return empty


async def _sitemaps(scout: Scout, url: str, named: list[str]) -> list[str]:
    """The sitemap for news of a site that names no feed."""
    if named:
        return []
    with suppress(SourceError):
        robots = await scout.fetch(Request(urljoin(url, "/robots.txt")))
        sitemaps = find_sitemaps(robots.content.decode("utf-8", "replace"), url)
        return [address for address in sitemaps if "news" in address.casefold()][:1]
    return []


async def _read_page(scout: Scout, fetched: Fetched) -> Document | None:
    with suppress(SourceError):
        return await scout.read_page(fetched)
    return None


def _is_article(page: Document, url: str) -> bool:
    """Whether a page is an article and not the front of a site or of a part of it."""
    inside = urlsplit(url).path.strip("/")
    return bool(inside and page.published and page.title) and len(page.text.split()) >= _PAGE_WORDS


def _is_path(typed: str) -> bool:
    return typed.startswith(("/", "~", "./", "../")) or ("://" not in typed and os.path.isdir(typed))


def _find_folder(typed: str, allowed: bool) -> Found:
    path = Path(typed).expanduser().absolute()
    if not allowed:
        raise NotFoundError("Folders are followed at the shell alone: newsbrief sources add PATH.")
    if not path.is_dir():
        raise NotFoundError(f"There is no folder {path}; check the spelling, or store files with newsbrief add.")
    return Found(SourceKind.FOLDER, path.as_uri(), str(path), path.name or str(path))
