"""A site's feeds and sitemaps, as its pages and its robots.txt name them. Pure: nothing is fetched here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from briefings.sources.canonical import same_site
from briefings.sources.links import resolve
from briefings.sources.markup import read_line
from briefings.sources.vocabulary import load

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MAX_LINKS = 30
_LOOKED_AT = 1_000_000  # bytes of a page; its head comes first


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names; ``title`` as the page calls it."""

    url: str
    title: str = ""


def find_feeds(html: bytes, url: str) -> tuple[FeedLink, ...]:
    """The feeds that a page names, the likeliest first: declared before linked, articles before comments.

    ``url`` is where the page was fetched.
    """
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring

    try:
        parser = HTMLParser(no_network=True, remove_comments=True, encoding=_encoding(html))
        tree = document_fromstring(html[:_LOOKED_AT], parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return ()
    base = resolve(next(iter(tree.xpath("//base/@href")), ""), url) or url
    links = [*_declared(tree, base), *_linked(tree, base)]
    unique: dict[str, FeedLink] = {}
    for link in links:
        if link.url != url:
            unique.setdefault(link.url, link)
    return tuple(sorted(unique.values(), key=_is_beside))[:MAX_LINKS]


def usual_feeds(url: str) -> tuple[str, ...]:
    """The addresses where a site's feed usually is, for a page that names none; the likeliest first."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ()
    paths = load("discovery")["paths"]
    folder = urljoin(url, ".") if parts.path.count("/") > 1 else ""
    own = [urljoin(folder, path) for path in paths[:3]] if folder else []
    return tuple(dict.fromkeys([*own, *(urljoin(url, f"/{path}") for path in paths)]))


def find_sitemaps(robots: str, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, those for news first; ``url`` is any address of the site."""
    named = re.findall(r"^\s*sitemap\s*:\s*(\S+)", robots[:500_000], re.IGNORECASE | re.MULTILINE)
    found = dict.fromkeys(filter(None, (resolve(address, url) for address in named)))
    return tuple(sorted(found, key=lambda address: "news" not in address.casefold()))[:MAX_LINKS]


def _encoding(html: bytes) -> str | None:
    """UTF-8 where it is that, whatever the page says of itself; else None: the parser finds out."""
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _declared(tree: HtmlElement, base: str) -> list[FeedLink]:
    found = []
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").casefold().split()
        kind = (link.get("type") or "").casefold().partition(";")[0].strip()
        is_feed = kind in load("discovery")["types"] and ("alternate" in relations or "feed" in relations)
        if (is_feed or relations == ["feed"]) and (address := resolve(link.get("href") or "", base)):
            found.append(FeedLink(address, read_line(link.get("title") or "", 200)))
    return found


def _linked(tree: HtmlElement, base: str) -> list[FeedLink]:
    """Links to what looks like a feed of the same site."""
    found = []
    for link in tree.iter("a"):
        address = resolve(link.get("href") or "", base)
        if not address or not same_site(address, base):
            continue
        last = urlsplit(address).path.rstrip("/").rpartition("/")[2].casefold()
        if last in {"rss", "feed", "atom"} or re.search(
            r"\.(?:rss|atom|rdf)$|(?:^|[-_.])(?:rss|feed|atom|index)\d?\.xml$", last
        ):
            found.append(FeedLink(address, read_line(link.text_content()[:400], 200)))
            if len(found) == MAX_LINKS:
                break
    return found


def _is_beside(link: FeedLink) -> bool:
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", f"{link.title} {urlsplit(link.url).path}".casefold()))
    return bool(words & set(load("discovery")["beside"]))
