"""What is let through: feeds as feeds and pages as pages, whatever a server calls them."""

from __future__ import annotations

import time

import pytest

from briefings.sources.fetching import Accept, FetchFault
from briefings.sources.fetching.kinds import is_feed
from tests.briefings.sources.fetching.world import failure, fetcher, read
from tests.servers.web import FEED, PAGE, WebServer, answer

ATOM = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
OLD_RSS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "rss.dtd">\n<rss version="0.91"/>'
)
SITEMAP = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
JSON_FEED = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": []}'
WIDE = '<?xml version="1.0" encoding="utf-16"?><rss></rss>'.encode("utf-16")
PRECEDED = b"\n\n  Warning: mysql is slow in /www/feed.php\n" + FEED
XHTML = b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html><body></body></html>'
TEXT = b"The pier reopened on Friday.\n"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FEED, "application/rss+xml; charset=utf-8"),
        (FEED, "text/html"),
        (FEED, "text/plain"),
        (FEED, "application/octet-stream"),
        (FEED, ""),
        (ATOM, "text/html"),
        (RDF, "text/html"),
        (OLD_RSS, "text/html"),
        (SITEMAP, "text/plain"),
        (JSON_FEED, "application/feed+json"),
        (JSON_FEED, "application/json"),
        (JSON_FEED, "text/html"),
        (WIDE, "text/html"),
        (PRECEDED, "text/html"),
        (b"<broken", "application/xml"),
    ],
)
async def test_a_feed_is_known_by_its_body_when_its_server_calls_it_something_else(body: bytes, kind: str) -> None:
    async with WebServer({"/feed": answer(body, kind)}) as site, fetcher(site) as web:
        fetched = await read(web, site.url("/feed"))
        assert fetched.content == body
        assert fetched.content_type == kind.partition(";")[0]
        assert (await read(web, site.url("/feed"), Accept.ANY)).content == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "text/html; charset=UTF-8"),
        (PAGE, "TEXT/HTML"),
        (PAGE, "application/octet-stream"),
        (PAGE, ""),
        (XHTML, "application/xhtml+xml"),
        (XHTML, "text/xml"),
        (TEXT, "text/plain"),
        (b"<!-- no frame -->The pier", "text/html"),
    ],
)
async def test_a_page_is_let_through(body: bytes, kind: str) -> None:
    async with WebServer({"/page": answer(body, kind)}) as site, fetcher(site) as web:
        assert (await read(web, site.url("/page"), Accept.PAGE)).content == body
        assert (await read(web, site.url("/page"), Accept.ANY)).content == body


@pytest.mark.parametrize(
    ("body", "kind", "accept", "fix"),
    [
        (PAGE, "text/html", Accept.FEED, "look for its feed"),
        (PAGE, "application/octet-stream", Accept.FEED, "look for its feed"),
        (b"", "text/html", Accept.FEED, "open it in a browser"),
        (TEXT, "text/plain", Accept.FEED, "address of an RSS"),
        (FEED, "text/html", Accept.PAGE, "add it as a feed"),
        (FEED, "application/rss+xml", Accept.PAGE, "add it as a feed"),
        (PNG, "application/octet-stream", Accept.PAGE, "address of an article"),
        (PNG, "image/png", Accept.ANY, "give the address of one"),
        (PNG, "", Accept.ANY, "give the address of one"),
        (PDF, "application/pdf", Accept.ANY, "neither a feed nor a page"),
        (PDF, "application/octet-stream", Accept.FEED, "address of an RSS"),
        (b"PK\x03\x04", "application/vnd.ms-excel", Accept.ANY, "neither a feed nor a page"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4", Accept.PAGE, "neither a feed nor a page"),
    ],
)
async def test_anything_else_is_refused_with_what_it_is(body: bytes, kind: str, accept: Accept, fix: str) -> None:
    async with WebServer({"/thing": answer(body, kind)}) as site, fetcher(site) as web:
        error = await failure(web, site.url("/thing"), accept)
        assert error.kind is (FetchFault.TYPE if body else FetchFault.EMPTY)
        assert fix in str(error)


async def test_a_film_is_refused_before_it_is_read() -> None:
    film = WebServer({"/film": answer(b"\x00" * 3_000_000, "video/mp4")})
    async with film as site, fetcher(site, max_page_bytes=1_000, max_feed_bytes=1_000) as web:
        assert (await failure(web, site.url("/film"), Accept.ANY)).kind is FetchFault.TYPE


@pytest.mark.parametrize(
    ("header", "media", "charset"),
    [
        ("text/html; charset=ISO-8859-1", "text/html", "iso-8859-1"),
        ('text/html;charset="utf-8"', "text/html", "utf-8"),
        ("text/html; Charset = 'koi8-r'; x=y", "text/html", "koi8-r"),
        ("text/html; charset=", "text/html", ""),
        ("", "", ""),
    ],
)
async def test_the_charset_is_handed_on(header: str, media: str, charset: str) -> None:
    async with WebServer({"/page": answer(PAGE, header)}) as site, fetcher(site) as web:
        fetched = await read(web, site.url("/page"), Accept.PAGE)
        assert (fetched.content_type, fetched.charset) == (media, charset)


@pytest.mark.parametrize(
    "hostile",
    [b"<!--" * 30_000, b"<?" * 60_000, b"<!DOCTYPE [" * 10_000, b" " * 100_000 + b"<", b'{"' * 50_000, b"{" + b'"items" ' * 9_000],
    ids=["comments", "instructions", "doctypes", "spaces", "json", "keys"],
)  # fmt: skip
def test_looking_at_a_body_takes_no_time(hostile: bytes) -> None:
    began = time.process_time()
    assert not is_feed(hostile)
    assert time.process_time() - began < 0.05
