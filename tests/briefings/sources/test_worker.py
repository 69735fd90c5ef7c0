"""Workers: hostile input costs an error, never the bot."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing import active_children

import pytest

from briefings.errors import EmptyError, LimitError, NotFeedError, SourceError, UnreadableError
from briefings.sources.feeds import Entry, parse_feed
from briefings.sources.worker import FEED_LIMITS, PAGE_LIMITS, Limits, Workers
from tests.briefings.sources.feeds.samples import ATOM, RSS, URL, rss
from tests.briefings.sources.test_documents import ENTRY, PARAGRAPHS, TEASER, page

# Below every limit on what a feed may have, and a second's work.
SLOW = rss(("<item>" + "".join(f"<category>{n}</category>" for n in range(450)) + "</item>") * 66)
SHORT = Limits(seconds=0.05, clock=2)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as opened:
        yield opened


def test_a_worker_says_what_the_parser_says(workers: Workers, now: datetime) -> None:
    assert workers.parse_feed(RSS, URL, now=now) == parse_feed(RSS, URL, now=now)
    assert workers.read_page(page(PARAGRAPHS), ENTRY.url).text == "\n".join(PARAGRAPHS)
    assert workers.read_entry(ENTRY, "Harbour News").text == TEASER
    assert workers.find_feeds(b'<link rel="alternate" type="application/rss+xml" href="/f">', URL)[0].url.endswith("/f")
    assert workers.read_opml(b'<opml><body><outline xmlUrl="https://h.example/"/></body></opml>', "x")
    with pytest.raises(NotFeedError) as caught:
        workers.parse_feed(b'<html><link rel="alternate" type="application/rss+xml" href="/f"></html>', URL)
    assert caught.value.feeds == ("https://harbour.example/f",)
    with pytest.raises(EmptyError, match="is empty"):
        workers.parse_feed(b"", URL)


def test_threads_and_asyncio_share_a_worker(workers: Workers) -> None:
    expected = parse_feed(ATOM, URL)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: workers.parse_feed(ATOM, URL), range(12))) == [expected] * 12

    async def parse() -> list[object]:
        return list(await asyncio.gather(*(asyncio.to_thread(workers.parse_feed, ATOM, URL) for _ in range(3))))

    assert asyncio.run(parse()) == [expected] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="there the clock decides")
def test_what_takes_too_much_processor_time_is_given_up_and_the_next_job_is_done() -> None:
    with Workers(feed=SHORT) as workers:
        with pytest.raises(LimitError, match=rf"{URL} takes more than 0\.05 s to read"):
            workers.parse_feed(SLOW, URL)
        assert workers.parse_feed(RSS, URL).entries


def test_what_takes_too_long_by_the_clock_is_given_up() -> None:
    with Workers(feed=Limits(seconds=60, clock=0.05)) as workers:
        with pytest.raises(LimitError, match="takes more than"):
            workers.parse_feed(SLOW, URL)
        assert workers.read_page(page(PARAGRAPHS), ENTRY.url).text


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_what_takes_too_much_memory_is_given_up() -> None:
    with Workers(feed=Limits(seconds=20, clock=60, memory=8 * 1024 * 1024)) as workers:
        with pytest.raises(LimitError, match="takes more than 8 MB of memory"):
            workers.parse_feed(rss("<item><title>" + "word " * 3_000_000 + "</title></item>"), URL)
        assert workers.parse_feed(RSS, URL).entries


def test_a_result_may_not_be_endless() -> None:
    with Workers(feed=replace(FEED_LIMITS, result=100)) as workers, pytest.raises(LimitError):
        workers.parse_feed(RSS, URL)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_dies_while_it_is_idle_is_replaced(number: signal.Signals) -> None:
    with Workers() as workers:
        workers.parse_feed(RSS, URL)
        for child in active_children():
            if child.name == "newsbrief-parser" and child.pid:
                os.kill(child.pid, number)
                child.join(5)
        assert workers.parse_feed(RSS, URL).entries


def test_a_parser_that_fails_in_an_unknown_way_costs_one_source(workers: Workers) -> None:
    with pytest.raises(UnreadableError, match=r"https://x\.example/ is broken in a way .*ZeroDivisionError"):
        workers._run(partial(divmod, 1, 0), "https://x.example/", PAGE_LIMITS)
    with pytest.raises(UnreadableError, match="is broken in a way"):
        workers._run(partial(os._exit, 3), "https://x.example/", PAGE_LIMITS)
    assert workers.parse_feed(RSS, URL).entries


def test_a_page_that_costs_too_much_leaves_the_feeds_own_text() -> None:
    hostile = b"<html><body><p " + b" ".join(b"a%d=1" % number for number in range(60_000)) + b">x</p></body></html>"
    with Workers(page=Limits(seconds=1, clock=5)) as workers:
        assert workers.read_entry(ENTRY, "Harbour News", hostile, ENTRY.url).text == TEASER
        with pytest.raises(SourceError):
            workers.read_entry(Entry(id="1", url=ENTRY.url), "Harbour News", hostile, ENTRY.url)


def test_closing_ends_the_processes_and_what_they_do() -> None:
    workers = Workers(size=2, feed=Limits(seconds=30, clock=60))
    workers.parse_feed(RSS, URL)
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(workers.parse_feed, SLOW, URL)
        time.sleep(0.2)
        workers.close()
        with pytest.raises(SourceError, match="the bot is stopping"):
            under_way.result(10)
    with pytest.raises(SourceError, match="the bot is stopping"):
        workers.parse_feed(RSS, URL)
    workers.close()
