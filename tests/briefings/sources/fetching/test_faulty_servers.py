"""Servers that are broken, slow, endless or hostile: each ends as one named error, in time and in little memory."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from briefings.sources.fetching import Accept, FetchFault
from tests.briefings.sources.fetching.world import failure, fetcher, read
from tests.servers.web import (
    FEED,
    PAGE,
    Asked,
    Respond,
    WebServer,
    Wire,
    answer,
    babble,
    bomb,
    bytes_then_hangup,
    drip,
    endless,
    flood,
    redirect,
    silence,
    zipped,
)
from tests.waiting import until

GZIP = {"Content-Encoding": "gzip"}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


@pytest.mark.parametrize(
    ("status", "kind", "permanent"),
    [
        (400, FetchFault.REFUSED, False),
        (401, FetchFault.FORBIDDEN, False),
        (403, FetchFault.FORBIDDEN, False),
        (404, FetchFault.MISSING, False),
        (410, FetchFault.GONE, True),
        (418, FetchFault.REFUSED, False),
        (429, FetchFault.RATE_LIMITED, False),
        (451, FetchFault.FORBIDDEN, False),
        (500, FetchFault.SERVER, False),
        (503, FetchFault.SERVER, False),
        (599, FetchFault.SERVER, False),
        (204, FetchFault.EMPTY, False),
        (206, FetchFault.PROTOCOL, False),
        (300, FetchFault.PROTOCOL, False),
    ],
)
async def test_every_status_has_its_error(status: int, kind: FetchFault, permanent: bool) -> None:
    async with WebServer({"/feed": answer(b"", status=status)}) as site, fetcher(site) as web:
        error = await failure(web, site.url("/feed?key=secret"))
        assert (error.kind, error.status, error.permanent) == (kind, status, permanent)
        assert "secret" not in str(error)
        assert "/feed" in str(error)


@pytest.mark.parametrize(
    ("respond", "kind"),
    [
        (silence(), FetchFault.TIMEOUT),
        (babble(), FetchFault.TIMEOUT),
        (endless(b" "), FetchFault.TIMEOUT),
        (drip(), FetchFault.TIMEOUT),
        (drip(b"HTTP/1.1 200 O"), FetchFault.TIMEOUT),
        (drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), FetchFault.TIMEOUT),
    ],
    ids=["silent", "babbling", "byte-by-byte", "dripping", "dripping-status", "dripping-header"],
)
async def test_a_slow_server_costs_no_more_than_the_total_time(respond: Respond, kind: FetchFault) -> None:
    async with WebServer({"/feed": respond}) as site, fetcher(site, total_timeout=0.3) as web:
        started = asyncio.get_running_loop().time()
        assert (await failure(web, site.url("/feed"))).kind is kind
        assert asyncio.get_running_loop().time() - started < 1.5


async def test_the_total_time_counts_all_redirects_together() -> None:
    async def slow_hop(asked: Asked, wire: Wire) -> None:
        await asyncio.sleep(0.2)
        await redirect(f"/{int(asked.path[1:]) + 1}")(asked, wire)

    site = WebServer({f"/{step}": slow_hop for step in range(50)})
    async with site, fetcher(site, total_timeout=0.5, max_redirects=50) as web:
        assert (await failure(web, site.url("/0"))).kind is FetchFault.TIMEOUT
        assert len(site.paths()) <= 3


@pytest.mark.parametrize(
    ("respond", "kind"),
    [
        (bytes_then_hangup(b"<rss>HTTP/0.9 has no head</rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(b""), FetchFault.PROTOCOL),
        (bytes_then_hangup(b"\x16\x03\x01\x00\x05hello"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Content-Length: 900\r\n\r\n<rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Content-Length: -1\r\n\r\n<rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(OK + b"Transfer-Encoding: magic\r\n\r\n<rss>"), FetchFault.PROTOCOL),
        (bytes_then_hangup(b"HTTP/1.1 200 OK\r\nContent-Ty"), FetchFault.PROTOCOL),
        (bytes_then_hangup(b"HTTP/1.1 9999 OK\r\n\r\n"), FetchFault.PROTOCOL),
        (bytes_then_hangup(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), FetchFault.PROTOCOL),
        (flood(), FetchFault.PROTOCOL),
        (flood(lines=5_000), FetchFault.PROTOCOL),
    ],
    ids=[
        "http-0.9", "nothing", "tls", "short", "negative-length", "two-lengths", "cut-chunk", "odd-chunk",
        "odd-encoding", "cut-head", "odd-status", "upgrade", "flood", "long-flood",
    ],
)  # fmt: skip
async def test_what_is_not_http_is_named_so(respond: Respond, kind: FetchFault) -> None:
    async with WebServer({"/feed": respond}) as site, fetcher(site) as web:
        assert (await failure(web, site.url("/feed"))).kind is kind


async def test_a_longer_body_than_announced_is_cut_where_its_length_says() -> None:
    body = OK + b"Content-Length: %d\r\n\r\n" % len(FEED) + FEED + b"HTTP/1.1 200 OK\r\n\r\nsmuggled"
    async with WebServer({"/feed": bytes_then_hangup(body)}) as site, fetcher(site) as web:
        for _ in range(2):
            assert (await read(web, site.url("/feed"))).content == FEED


async def test_nobody_listens() -> None:
    async with WebServer() as site:
        pass
    async with fetcher(site) as web:
        assert (await failure(web, site.url("/feed"))).kind is FetchFault.CONNECT


@pytest.mark.parametrize(
    "respond",
    [
        endless(),
        answer(b"<rss>" + b" " * 200_000, "text/xml"),
        bytes_then_hangup(OK + b"Content-Length: 9999999999999999999\r\n\r\n<rss>"),
        answer(zipped(b"<rss>" + b" " * 200_000), "text/xml", headers=GZIP),
        answer(bomb(50_000_000), "text/xml", headers=GZIP),
        answer(bomb(50_000_000), "application/gzip"),
        # empty blocks: much data that unpacks to nothing
        endless(b"\x00\x00\x00\xff\xff" * 1_000, first=zipped(b"")[:10]),
    ],
    ids=["endless", "large", "announced", "large-zipped", "bomb", "bomb-file", "hollow"],
)
async def test_too_much_is_refused_and_never_held(respond: Respond) -> None:
    async with WebServer({"/feed": respond}) as site, fetcher(site, max_feed_bytes=100_000) as web:
        tracemalloc.start()
        error = await failure(web, site.url("/feed"))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert error.kind is FetchFault.TOO_LARGE
        assert peak < 3_000_000


async def test_the_caps_of_feeds_and_pages_are_their_own() -> None:
    long_page = PAGE + b" " * 2_000
    site = WebServer({"/page": answer(long_page, "text/html"), "/feed": answer(FEED + b" " * 2_000)})
    async with site, fetcher(site, max_feed_bytes=1_000, max_page_bytes=3_000) as web:
        assert (await read(web, site.url("/page"), Accept.PAGE)).content == long_page
        assert (await failure(web, site.url("/feed"))).kind is FetchFault.TOO_LARGE
        assert (await read(web, site.url("/feed"), Accept.ANY)).content


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (zipped(FEED), GZIP),
        (zipped(FEED), {"Content-Encoding": "X-GZIP"}),
        (zipped(FEED), {"Content-Encoding": "gzip, identity"}),
        (zipped(FEED), {}),
        (zipped(FEED[:40]) + zipped(FEED[40:]), GZIP),
        (zipped(FEED) + b"\x00" * 512, GZIP),
        (FEED, {"Content-Encoding": "identity"}),
    ],
    ids=["gzip", "x-gzip", "identity-too", "a-gzip-file", "two-members", "padded", "identity"],
)
async def test_one_layer_of_gzip_is_undone(body: bytes, headers: dict[str, str]) -> None:
    async with WebServer({"/feed": answer(body, "text/xml", headers=headers)}) as site, fetcher(site) as web:
        assert (await read(web, site.url("/feed"))).content == FEED


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (zipped(FEED, 2), "gzip, gzip"),
        (zipped(FEED, 2), "gzip"),
        (zipped(FEED, 12), "gzip"),
        (FEED, "deflate"),
        (FEED, "br"),
        (FEED, "zstd"),
        (FEED, "gzip, br"),
        (FEED, "\x80\x81"),
        (FEED, "gzip"),
        (zipped(FEED)[:-20], "gzip"),
        (zipped(FEED)[:30] + b"\xff" * 80, "gzip"),
        (zipped(b"") * 5_000, "gzip"),
        (b"\x1f", "gzip"),
    ],
    ids=[
        "declared-twice", "twice", "nested", "deflate", "br", "zstd", "two-kinds", "nonsense", "not-gzip", "cut",
        "broken", "many-members", "one-byte",
    ],
)  # fmt: skip
async def test_any_other_compression_is_refused(body: bytes, encoding: str) -> None:
    respond = answer(body, "text/xml", headers={"Content-Encoding": encoding})
    async with WebServer({"/feed": respond}) as site, fetcher(site) as web:
        assert (await failure(web, site.url("/feed"))).kind is FetchFault.COMPRESSION


async def test_a_broken_fetch_leaves_the_door_open_for_the_next() -> None:
    routes = {"/drip": drip(), "/endless": endless(), "/cut": bytes_then_hangup(OK + b"Content-Length: 9\r\n\r\n<")}
    site = WebServer({**routes, "/feed": answer()})
    async with site, fetcher(site, total_timeout=1.2, concurrency=1, host_concurrency=1) as web:
        for path in routes:
            await failure(web, site.url(path))
            assert (await read(web, site.url("/feed"))).content == FEED


async def test_giving_up_on_a_fetch_gives_its_place_to_the_next() -> None:
    site = WebServer({"/silent": silence(), "/feed": answer()})
    async with site, fetcher(site, concurrency=1, host_concurrency=1) as web:
        waiting = asyncio.create_task(read(web, site.url("/silent")))
        await until(lambda: "/silent" in site.paths())
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await read(web, site.url("/feed"))).content == FEED
