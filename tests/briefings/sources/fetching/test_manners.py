"""What a site's owner notices of us: who we are, how often we come, and that we keep to what they ask."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from briefings.sources.fetching import Accept, FetchFault, backoff, user_agent
from tests.briefings.sources.fetching.world import Time, failure, fetcher, read
from tests.servers.web import (
    FEED,
    PAGE,
    ROBOTS,
    Asked,
    Names,
    Respond,
    WebServer,
    Wire,
    answer,
    in_turn,
    redirect,
    revised,
)

CHANGED = "Thu, 28 Aug 2025 20:00:00 GMT"


def robots(text: str) -> dict[str, Respond]:
    return {ROBOTS: answer(text.encode(), "text/plain")}


async def test_a_feed_is_asked_for_once_and_then_only_whether_it_changed() -> None:
    async with WebServer({"/feed": revised(FEED, '"v1"', CHANGED)}) as site, fetcher(site) as web:
        first = await read(web, site.url("/feed"))
        assert (first.status, first.content, first.etag, first.last_modified) == (200, FEED, '"v1"', CHANGED)
        by_tag = await read(web, site.url("/feed"), etag=first.etag)
        by_date = await read(web, site.url("/feed"), last_modified=first.last_modified)
        for later in (by_tag, by_date):
            assert later.unchanged
            assert later.content == b""
            assert (later.etag, later.last_modified) == ('"v1"', CHANGED)


async def test_what_was_never_a_header_is_not_sent_back() -> None:
    async with WebServer({"/feed": answer()}) as site, fetcher(site) as web:
        await read(web, site.url("/feed"), etag='"é"', last_modified="a\r\nHost: elsewhere")
        assert not site.asked[-1].headers.keys() & {"if-none-match", "if-modified-since"}
        assert site.asked[-1].headers["host"] == f"127.0.0.1:{site.port}"


async def test_an_unasked_304_is_no_answer() -> None:
    async with WebServer({"/feed": answer(b"", status=304)}) as site, fetcher(site) as web:
        assert (await failure(web, site.url("/feed"))).kind is FetchFault.PROTOCOL


async def test_we_say_who_we_are_and_ask_for_gzip_alone() -> None:
    async with WebServer({"/feed": answer(headers={"Set-Cookie": "seen=1"})}) as site, fetcher(site) as web:
        for _ in range(2):
            await read(web, site.url("/feed"))
        assert {asked.headers["user-agent"] for asked in site.asked} == {"newsbrief/9.9 (+https://example.org/bot)"}
        assert {asked.headers["accept-encoding"] for asked in site.asked} == {"gzip"}
        assert not any("cookie" in asked.headers for asked in site.asked)
        assert {asked.connection for asked in site.asked} == {1}, "one connection serves them all"


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "newsbrief/1.2"),
        ("desk@example.org", "newsbrief/1.2 (+desk@example.org)"),
        ("desk (x)\r\nHost: evil", "newsbrief/1.2 (+deskxHost:evil)"),
    ],
)
def test_the_contact_cannot_break_the_header(contact: str, agent: str) -> None:
    assert user_agent("1.2", contact) == agent


async def test_a_host_rests_between_two_requests_and_others_need_not_wait() -> None:
    time, names = Time(), Names({"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]})
    async with (
        WebServer({"/feed": answer()}) as site,
        fetcher(site, time=time, resolve=names, host_interval=2.0) as web,
    ):
        one, two = (f"http://{name}:{site.port}/feed" for name in names.answers)
        for _ in range(3):
            await read(web, one)
        assert time.naps == [2.0] * 3, "after robots.txt, and between the three"
        time.now += timedelta(seconds=1.5)
        await read(web, one)
        assert time.naps[3:] == [0.5]
        time.now -= timedelta(days=1)  # somebody set the clock back
        await read(web, one)
        assert time.naps[4:] == [2.0]
        time.naps.clear()
        await read(web, two)
        assert time.naps == [2.0], "after its own robots.txt"


async def test_few_requests_at_a_time_to_one_host_and_in_all() -> None:
    async def slowly(asked: Asked, wire: Wire) -> None:
        await asyncio.sleep(0.1)
        await answer()(asked, wire)

    async with WebServer({"/feed": slowly}) as site:
        async with fetcher(site, host_concurrency=3) as web:
            await asyncio.gather(*(read(web, site.url("/feed")) for _ in range(12)))
        assert site.most_at_once == 3
        site.most_at_once = 0
        async with fetcher(site, host_concurrency=20, concurrency=2, total_timeout=0.5) as web:
            await asyncio.gather(*(read(web, site.url("/feed")) for _ in range(12)))
        assert site.most_at_once == 2, "and waiting for a turn counts as nobody's slowness"


async def test_the_crawl_delay_is_kept_for_feeds_and_bounded() -> None:
    time = Time()
    async with WebServer({**robots("User-agent: *\nCrawl-delay: 7"), "/feed": answer()}) as site:
        async with fetcher(site, time=time, host_interval=1.0) as web:
            for _ in range(2):
                await read(web, site.url("/feed"))
        assert time.naps == [7.0, 7.0]
    time.naps.clear()
    async with WebServer({**robots("User-agent: newsbrief\nRequest-rate: 1/7200"), "/feed": answer()}) as site:
        async with fetcher(site, time=time, max_crawl_delay=60.0) as web:
            await read(web, site.url("/feed"))
        assert time.naps == [60.0]


async def test_robots_txt_closes_pages_and_no_feed_that_somebody_added() -> None:
    wishes = "User-agent: newsbrief\nDisallow: /private\n\nUser-agent: *\nDisallow: /"
    routes = {**robots(wishes), "/private": answer(PAGE, "text/html"), "/open": answer(PAGE, "text/html")}
    async with WebServer({**routes, "/private/feed": answer()}) as site, fetcher(site) as web:
        assert (await read(web, site.url("/open"), Accept.PAGE)).content == PAGE
        assert (await read(web, site.url("/private/feed"))).content == FEED
        assert (await read(web, site.url("/private"), Accept.ANY)).content == PAGE
        refused = await failure(web, site.url("/private"), Accept.PAGE)
        assert (refused.kind, refused.permanent) == (FetchFault.ROBOTS, True)
        assert site.paths() == ["/open", "/private/feed", "/private"]
        assert [asked.path for asked in site.asked].count(ROBOTS) == 1, "kept for the day"


async def test_a_redirect_is_no_way_around_robots_txt() -> None:
    site = WebServer({**robots("User-agent: *\nDisallow: /private"), "/open": redirect("/private")})
    async with site, fetcher(site) as web:
        assert (await failure(web, site.url("/open"), Accept.PAGE)).kind is FetchFault.ROBOTS
        assert site.paths() == ["/open"]


async def test_robots_txt_is_asked_for_once_a_day_even_by_many_at_once() -> None:
    time = Time()
    async with WebServer({"/feed": answer()}) as site, fetcher(site, time=time) as web:
        await asyncio.gather(*(read(web, site.url("/feed")) for _ in range(5)))
        assert len(site.asked) - len(site.paths()) == 1
        time.now += timedelta(hours=25)
        await read(web, site.url("/feed"))
        assert len(site.asked) - len(site.paths()) == 2


async def test_a_broken_robots_txt_closes_pages_for_an_hour() -> None:
    time = Time()
    page, broken = answer(PAGE, "text/html"), answer(b"", status=500)
    site = WebServer({ROBOTS: in_turn(broken, answer(b"", "text/plain")), "/feed": answer(), "/page": page})
    async with site, fetcher(site, time=time) as web:
        for _ in range(2):
            closed = await failure(web, site.url("/page"), Accept.PAGE)
            assert (closed.kind, closed.permanent) == (FetchFault.ROBOTS, False)
        assert (await read(web, site.url("/feed"))).content == FEED
        time.now += timedelta(hours=2)
        assert (await read(web, site.url("/page"), Accept.PAGE)).content == PAGE


@pytest.mark.parametrize(
    "served",
    [
        answer(b"", status=403),
        answer(b"\xff\xfe\x00garbage" * 50, "image/png"),
        answer(b"<html>not found</html>", "text/html"),
        answer(b"Crawl-delay: nan\nUser-agent: *\nCrawl-delay: inf\nRequest-rate: 0/0", "text/plain"),
        redirect(ROBOTS),
    ],
    ids=["forbidden", "binary", "page", "nonsense", "loop"],
)
async def test_what_is_no_robots_txt_forbids_nothing(served: Respond) -> None:
    async with WebServer({ROBOTS: served, "/page": answer(PAGE, "text/html")}) as site, fetcher(site) as web:
        assert (await read(web, site.url("/page"), Accept.PAGE)).content == PAGE


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Fri, 29 Aug 2025 09:30:00 GMT", timedelta(minutes=30)),
        ("9999999999", timedelta(days=1)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", timedelta(days=1)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(0)),
        ("soon", timedelta(minutes=5)),
        ("", timedelta(minutes=5)),
    ],
)
async def test_a_host_that_wants_rest_gets_it(said: str, wait: timedelta) -> None:
    time = Time()
    busy = answer(b"", status=429, headers={"Retry-After": said} if said else {})
    async with WebServer({"/busy": busy, "/feed": answer()}) as site, fetcher(site, time=time) as web:
        error = await failure(web, site.url("/busy"))
        assert (error.kind, error.retry_after) == (FetchFault.RATE_LIMITED, time.now + wait)
        if wait:
            later = await failure(web, site.url("/feed"))
            assert (later.kind, later.retry_after) == (FetchFault.RATE_LIMITED, time.now + wait)
            assert site.paths() == ["/busy"], "the host was left alone, whichever address is next"
        time.now += wait + timedelta(seconds=1)
        assert (await read(web, site.url("/feed"))).content == FEED


async def test_those_who_wait_for_a_host_hear_that_it_wants_rest() -> None:
    busy = answer(b"", status=503, headers={"Retry-After": "60"})
    async with WebServer({"/busy": busy}) as site, fetcher(site, host_concurrency=1) as web:
        errors = await asyncio.gather(*(failure(web, site.url("/busy")) for _ in range(5)))
        assert {error.kind for error in errors} == {FetchFault.RATE_LIMITED}
        assert site.paths() == ["/busy"]


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache-Control": "public, max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": 'MAX-AGE="600"', "Age": "60"}, timedelta(minutes=9)),
        ({"Cache-Control": "max-age=99999999"}, timedelta(days=1)),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=soon", "Expires": "Fri, 29 Aug 2025 10:00:00 GMT"}, None),
        ({"Expires": "Fri, 29 Aug 2025 10:00:00 GMT"}, timedelta(hours=1)),
        (
            {"Expires": "Fri, 29 Aug 2025 10:00:00 GMT", "Date": "Fri, 29 Aug 2025 09:45:00 GMT"},
            timedelta(minutes=15),
        ),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
async def test_a_server_says_how_long_its_answer_is_fresh(headers: dict[str, str], fresh: timedelta | None) -> None:
    time = Time()
    async with WebServer({"/feed": answer(headers=headers)}) as site, fetcher(site, time=time) as web:
        fetched = await read(web, site.url("/feed"))
        assert fetched.fresh_until == (time.now + fresh if fresh else None)


def test_the_wait_after_failures_doubles_up_to_a_day_and_is_spread() -> None:
    longest = [backoff(failures, chance=0.999999) for failures in range(40)]
    assert longest[0] == timedelta(0)
    assert timedelta(minutes=4.9) < longest[1] < timedelta(minutes=5)
    assert all(timedelta(0) < after - before for before, after in pairwise(longest[:10]))
    assert timedelta(hours=23) < max(longest) < timedelta(hours=24)
    assert backoff(3, chance=0.0) == timedelta(minutes=10)
    assert backoff(10**9, chance=0.0) == timedelta(hours=12)
