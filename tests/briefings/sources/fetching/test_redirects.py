"""Redirects: where a feed moved to is remembered only when that is certain, and no way leads in a circle."""

from __future__ import annotations

import pytest

from briefings.sources.fetching import FetchFault
from tests.briefings.sources.fetching.world import failure, fetcher, read
from tests.servers import certificates
from tests.servers.web import FEED, WebServer, answer, in_turn, redirect, revised


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], True),
        ([308], True),
        ([301, 308, 301], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([302, 301], False),
        ([], False),
    ],
)
async def test_a_new_address_is_remembered_when_every_step_was_permanent(statuses: list[int], moved: bool) -> None:
    routes = {f"/{step}": redirect(f"/{step + 1}", status) for step, status in enumerate(statuses)}
    end = f"/{len(statuses)}"
    async with WebServer({**routes, end: answer()}) as site, fetcher(site) as web:
        fetched = await read(web, site.url("/0"))
        assert (fetched.content, fetched.url) == (FEED, site.url(end))
        assert fetched.moved == (site.url(end) if moved else "")


async def test_a_moved_feed_is_still_asked_whether_it_changed() -> None:
    routes = {"/old": redirect("/new", 301), "/new": revised(FEED, '"v1"', "")}
    async with WebServer(routes) as site, fetcher(site) as web:
        fetched = await read(web, site.url("/old"), etag='"v1"')
        assert fetched.unchanged
        assert fetched.moved == site.url("/new")


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("b", "/a/b"),
        ("../c", "/c"),
        ("?page=2", "/a/?page=2"),
        ("//127.0.0.1:{port}/d", "/d"),
        ("/ü x", "/%C3%BC%20x"),
        ("/e#part", "/e"),
        ("  /f  ", "/f"),
    ],
)
async def test_a_location_is_read_as_browsers_read_it(location: str, path: str) -> None:
    site = WebServer({path.partition("?")[0]: answer()})
    async with site, fetcher(site) as web:
        step = answer(b"", status=302, headers={"Location": location.format(port=site.port)})
        site.routes = {"/a/": in_turn(step, answer()), **({} if "?" in path else site.routes)}
        assert (await read(web, site.url("/a/"))).url == site.url(path)


@pytest.mark.parametrize(
    "location",
    [
        "", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "javascript:alert(1)",
        "data:text/xml,<rss/>", "http://", "http://[", "http://a b/", "http://user:word@127.0.0.1/", "http://127.0.0.1:22/",
        "http://127.0.0.1:99999/", "http:\\\\127.0.0.1\\", "/" + "long" * 1_000, "http://xn--\u00fc/",
    ],
)  # fmt: skip
async def test_a_redirect_to_where_nobody_goes_is_named(location: str) -> None:
    step = answer(b"", status=301, headers={"Location": location})
    async with WebServer({"/feed": step}) as site, fetcher(site) as web:
        assert (await failure(web, site.url("/feed"))).kind is FetchFault.REDIRECT
        assert site.paths() == ["/feed"]


async def test_circles_end_at_once_and_long_ways_after_five_steps() -> None:
    long_way = {f"/{step}": redirect(f"/{step + 1}", 301) for step in range(9)}
    routes = {"/self": redirect("/self"), "/a": redirect("/b"), "/b": redirect("/a"), **long_way, "/9": answer()}
    async with WebServer(routes) as site, fetcher(site) as web:
        assert "circle" in str(await failure(web, site.url("/self")))
        assert "circle" in str(await failure(web, site.url("/a")))
        assert site.paths() == ["/self", "/a", "/b"]
        assert "5 times" in str(await failure(web, site.url("/0")))
        assert len(site.paths()) == 3 + 6
        assert (await read(web, site.url("/4"))).content == FEED


async def test_a_way_from_https_to_http_is_taken_noted_and_not_remembered() -> None:
    plain = WebServer({"/feed": answer()})
    secure = WebServer(tls=certificates.server("127.0.0.1"))
    async with plain, secure, fetcher(plain, secure, tls=certificates.client()) as web:
        secure.routes = {"/feed": redirect(plain.url("/feed"), 301)}
        down = await read(web, secure.url("/feed"))
        assert (down.content, down.url, down.moved, down.downgraded) == (FEED, plain.url("/feed"), "", True)
        plain.routes = {"/up": redirect(secure.url("/end"), 301)}
        secure.routes = {"/end": answer()}
        up = await read(web, plain.url("/up"))
        assert (up.moved, up.downgraded) == (secure.url("/end"), False)
