"""A feed over real HTTP, from its first fetch to its last: nothing is read twice, nothing is lost, nobody is kept waiting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.intake.polling import Rules
from briefings.intake.ports import Following, Standing
from briefings.models import Scope
from briefings.sources.worker import Workers
from tests.briefings.intake.world import LOCAL, PARAGRAPHS, HandsByHand, World, world
from tests.servers.newspaper import Newspaper
from tests.servers.web import WebServer, answer, in_turn, redirect, silence
from tests.waiting import until

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def publish(paper: Newspaper, world: World, count: int, every: timedelta = HOUR) -> None:
    for number in range(count):
        words = [f"Report number {number}: {each}" for each in PARAGRAPHS]
        paper.publish(f"report-{number}", f"Report {number}", words, world.time.now - every * (count - number))


async def test_the_pages_behind_entries_are_read_once_and_an_unchanged_feed_costs_one_answer(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        publish(paper, news, 3)
        feed = await news.follow(paper.feed)
        assert news.titles() == ["Report 2", "Report 1", "Report 0"]
        assert all(len(text.split()) > 150 for text in news.texts())
        asked = len(server.paths())
        again = await news.fetch(feed)
        assert (again.found, again.stored, again.failed) == (0, 0, 0)
        assert server.paths()[asked:] == ["/feed.xml"]
        assert server.asked[-1].headers["if-none-match"]


async def test_a_feed_with_whole_articles_needs_no_pages(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 2)
        await news.follow(paper.feed)
        assert len(news.texts()) == 2
        assert not [path for path in server.paths() if path.startswith("/news/")]


async def test_without_full_text_no_page_is_asked_for_and_a_teaser_is_marked(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server, full_text=False) as news:
        paper = Newspaper(server).open()
        publish(paper, news, 1)
        await news.follow(paper.feed)
        assert server.paths() == ["/feed.xml", "/feed.xml"]
        assert [article.teaser for article in news.store.articles(LOCAL)] == [True]


async def test_of_a_new_source_the_latest_are_taken_and_the_older_ones_never(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 60)
        feed = await news.follow(paper.feed)
        assert len(news.texts()) == 50
        paper.publish("new", "The newest", PARAGRAPHS, news.time.now)
        assert (await news.fetch(feed)).stored == 1
        assert "Report 9" not in news.titles()


async def test_touched_dates_and_ids_bring_nothing_new(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 3)
        feed = await news.follow(paper.feed)
        for number, piece in enumerate(paper.pieces):
            piece.published += timedelta(minutes=7)
            piece.guid = f"https://cms.example/?p={number}&v=2"
        again = await news.fetch(feed)
        assert (again.found, again.stored) == (0, 0)
        assert len(news.texts()) == 3


async def test_a_changed_article_is_a_new_revision_and_waits_to_be_annotated_again(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 1)
        feed = await news.follow(paper.feed)
        await news.newsdesk.annotate_waiting()
        paper.pieces[0].paragraphs[0] = "Correction: four nations agreed, not five."
        assert (await news.fetch(feed)).stored == 1
        (article,) = news.store.articles(LOCAL)
        assert article.revision == 2
        assert "four nations" in article.text
        assert [each.id for each in news.store.waiting()] == [article.id]


async def test_the_same_text_from_two_papers_is_one_article_with_both_outlets(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        papers = [
            Newspaper(server, name, f"/{number}", full=True).open() for number, name in enumerate(("Herald", "Post"))
        ]
        for paper in papers:
            paper.publish("treaty", "Treaty", PARAGRAPHS, news.time.now - HOUR)
            await news.follow(paper.feed)
            news.time.now += timedelta(minutes=10)
        assert len(news.texts()) == 1
        found = news.newsdesk.explain(LOCAL, papers[1].link("treaty"))
        assert [(each.outlet, each.origin) for each in found.traces] == [("Herald", True), ("Post", False)]


async def test_a_page_that_fails_for_now_is_tried_once_more_and_its_teaser_stands_in(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        publish(paper, news, 1)
        page = server.routes["/news/report-0.html"]
        broken = answer(b"down", "text/plain", status=500)
        server.routes["/news/report-0.html"] = in_turn(broken, page)
        feed = await news.follow(paper.feed)
        assert [article.teaser for article in news.store.articles(LOCAL)] == [True]
        await news.fetch(feed)
        assert [article.teaser for article in news.store.articles(LOCAL)] == [False]
        server.routes["/news/report-0.html"] = broken
        asked = len(server.paths())
        await news.fetch(feed)
        assert server.paths()[asked:] == ["/feed.xml"]


async def test_a_page_that_fails_twice_is_let_be(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        publish(paper, news, 1)
        server.routes["/news/report-0.html"] = answer(b"down", "text/plain", status=500)
        feed = await news.follow(paper.feed)
        for _ in range(3):
            await news.fetch(feed)
        assert server.paths().count("/news/report-0.html") == 2
        assert len(news.texts()) == 1


async def test_an_entry_without_any_text_is_passed_over_and_its_reason_is_known(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        paper.publish("locked", "Locked", [" "], news.time.now)
        server.routes["/news/locked.html"] = answer(b"no", "text/plain", status=403)
        await news.follow(paper.feed)
        assert news.texts() == []
        (trace,) = news.newsdesk.explain(LOCAL, paper.link("locked")).traces
        assert trace.article is None
        assert "403" in trace.reason


async def test_a_feed_is_fetched_and_stored_once_for_all_workspaces(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 2)
        feed = await news.follow(paper.feed, "alpha")
        assert await news.follow(paper.feed, "beta", "Ours") == feed
        assert news.texts(Scope("alpha")) == news.texts(Scope("beta"))
        assert news.texts(Scope("gamma")) == []
        assert news.store.facts().articles == 2
        news.store.stand("alpha", feed, Standing.PAUSED, news.time.now)
        news.time.now += DAY
        assert news.store.due(news.time.now) == [feed], "beta still follows it"
        news.store.unfollow("beta", feed)
        assert news.store.due(news.time.now) == []


async def test_a_slow_host_keeps_no_other_waiting_and_is_not_asked_twice_at_once(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as slow, WebServer() as server, world(tmp_path, workers, slow, server) as news:
        slow.routes["/feed.xml"] = silence()
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 1)
        for address in (slow.url("/feed.xml"), paper.feed):
            news.store.add_source(Following("local", address, address, "feed", address), news.time.now)
        assert await news.newsdesk.begin_due(news.time.now) == 2
        await until(news.texts)
        assert await news.newsdesk.begin_due(news.time.now + DAY) <= 1, "the slow one is under way"
        assert slow.paths() == ["/feed.xml"]


async def test_a_dead_feed_is_paused_after_two_days_and_told_of_once(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        feed = await news.follow(paper.feed)
        server.routes["/feed.xml"] = answer(b"oops", "text/plain", status=500)
        for _ in range(30):
            news.time.now += timedelta(hours=6)
            await news.newsdesk.poll_due(news.time.now)
        state = news.state(feed)
        assert (state.standing, state.failures) == (Standing.PAUSED, 10)
        (notice,) = await news.newsdesk.notices()
        assert "500" in notice.error
        await news.newsdesk.mark_told(notice)
        assert await news.newsdesk.notices() == []
        (facts,) = news.store.sources(LOCAL)
        assert (facts.standing, facts.failures) == ("paused", 10)
        Newspaper(server).open()
        news.store.stand("local", feed, Standing.ACTIVE, news.time.now)
        await news.newsdesk.poll_due(news.time.now)
        assert news.state(feed).failures == 0


async def test_while_nothing_can_be_reached_no_feed_is_given_up(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        papers = [Newspaper(server, folder=f"/{number}").open() for number in range(2)]
        feeds = [await news.follow(paper.feed) for paper in papers]
        port = server.port
    async with world(tmp_path, workers, time=news.time, ports=frozenset({port})) as news:
        for _ in range(40):
            news.time.now += timedelta(hours=6)
            await news.newsdesk.poll_due(news.time.now)
        assert {news.state(feed).standing for feed in feeds} == {Standing.ACTIVE}
        assert "refuses connections" in news.state(feeds[0]).error


async def test_gone_is_gone_at_once_and_a_permanent_move_is_remembered(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        feed = await news.follow(paper.feed)
        server.routes["/new.xml"] = server.routes["/feed.xml"]
        server.routes["/feed.xml"] = redirect("/new.xml", 301)
        await news.fetch(feed)
        assert news.state(feed).address == server.url("/new.xml")
        server.routes["/new.xml"] = answer(b"gone", "text/plain", status=410)
        await news.fetch(feed)
        assert news.state(feed).standing is Standing.RETIRED
        assert news.store.due(news.time.now + 100 * DAY) == []
        assert [notice.standing for notice in await news.newsdesk.notices()] == [Standing.RETIRED]


async def test_retry_after_is_kept(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        feed = await news.follow(paper.feed)
        server.routes["/feed.xml"] = answer(b"busy", "text/plain", status=429, headers={"Retry-After": "7200"})
        await news.fetch(feed)
        assert news.state(feed).next_try == news.time.now + 2 * HOUR


async def test_a_fetch_that_is_broken_off_is_taken_up_and_stores_nothing_twice(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        publish(paper, news, 30)
        server.routes["/news/report-20.html"] = in_turn(silence(), server.routes["/news/report-20.html"])
        added = await news.newsdesk.add(paper.feed, "local")
        feed = added.following.feed
        fetching = asyncio.create_task(news.fetch(feed))
        await until(lambda: len(news.texts()) >= 10)
        fetching.cancel()
        await news.newsdesk._poller.close()
        assert 10 <= len(news.texts()) < 30
        news.time.now += HOUR
        await news.newsdesk.poll_due(news.time.now)
        assert sorted(news.titles()) == sorted(f"Report {number}" for number in range(30))


async def test_what_the_models_trip_over_keeps_nothing_else_waiting(tmp_path: Path, workers: Workers) -> None:
    hands = HandsByHand(lambda article: article.title == "Report 1")
    async with WebServer() as server, world(tmp_path, workers, server, hands=hands) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 4)
        await news.follow(paper.feed)
        assert await news.newsdesk.annotate_waiting() == 4
        assert news.store.waiting() == []
        assert len(news.store.stories(LOCAL)) >= 1


async def test_all_that_waits_is_annotated_or_as_much_as_is_asked_for(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefings.intake.annotating._PORTION", 3)
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 20)
        await news.follow(paper.feed)
        assert await news.newsdesk.annotate_waiting(limit=7) == 7
        both = await asyncio.gather(news.newsdesk.annotate_waiting(), news.newsdesk.annotate_waiting())
        assert sorted(both) == [0, 13]
        assert await news.newsdesk.backlog() == 0


async def test_polling_rests_while_too_much_waits_to_be_annotated(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefings.intake.polling.BACKLOG", 3)
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 3)
        await news.follow(paper.feed)
        news.time.now += DAY
        assert await news.newsdesk.begin_due(news.time.now) == 0
        await news.newsdesk.annotate_waiting()
        assert await news.newsdesk.begin_due(news.time.now) == 1


async def test_a_folder_is_read_again_when_a_file_changes(tmp_path: Path, workers: Workers) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("The bridge opened on Monday. Thousands came to see it.")
    async with world(tmp_path, workers) as news:
        added = await news.newsdesk.add(str(folder), "local", folders=True)
        assert (await news.fetch(added.following.feed)).stored == 1
        assert (await news.fetch(added.following.feed)).found == 0
        (folder / "one.txt").write_text("The bridge opened on Tuesday. Thousands came to see it, and stayed.")
        (folder / "two.txt").write_text("The ferry stops in May. The bridge takes its place.")
        assert (await news.fetch(added.following.feed)).stored == 2
        assert [article.revision for article in news.store.articles(LOCAL)] in ([1, 2], [2, 1])


async def test_articles_older_than_they_are_kept_are_compacted_but_for_what_was_cited(
    tmp_path: Path, workers: Workers
) -> None:
    rules = Rules(kept_for=30 * DAY)
    async with WebServer() as server, world(tmp_path, workers, server, rules=rules) as news:
        paper = Newspaper(server, full=True).open()
        publish(paper, news, 2)
        await news.follow(paper.feed)
        await news.newsdesk.annotate_waiting()
        cited, other = (article.id for article in news.store.articles(LOCAL))
        assert await news.newsdesk.compact(news.time.now, set) == 0
        news.time.now += 31 * DAY
        assert await news.newsdesk.compact(news.time.now, lambda: {cited}) == 2
        assert await news.newsdesk.compact(news.time.now, lambda: {cited}) == 0
        kept, dropped = news.store.named(LOCAL, [cited, other])
        assert kept.text.startswith("Report number")
        assert dropped.text == ""
        assert news.store.annotated(LOCAL, [cited, other]) == []
        assert news.store.stories(LOCAL) == []
        assert news.store.search(LOCAL, ["commission"]) == []
        assert (await news.fetch(next(each.feed for each in news.store.following("local")))).stored == 0
