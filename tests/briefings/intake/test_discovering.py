"""From what somebody types to what is followed, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from briefings.errors import SourceError
from briefings.intake.polling import Rules
from briefings.sources.worker import Workers
from tests.briefings.intake.world import LOCAL, PARAGRAPHS, world
from tests.servers.newspaper import Newspaper
from tests.servers.web import WebServer, answer

HOUR = timedelta(hours=1)


async def test_a_site_is_followed_by_the_feed_that_it_names_and_its_others_are_told(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        paper.publish("treaty", "Treaty", PARAGRAPHS, news.time.now)
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'
            for title, path in (("News", "/feed.xml"), ("Sport", "/sport.xml"))
        )
        server.routes["/"] = answer(f"<!doctype html><html><head>{links}</head></html>".encode(), "text/html")
        server.routes["/sport.xml"] = server.routes["/feed.xml"]
        added = await news.newsdesk.add(server.origin, "local")
        assert (added.following.kind, added.following.address) == ("feed", server.url("/feed.xml"))
        assert added.others == (server.url("/sport.xml"),)


async def test_the_scheme_may_be_left_out(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        added = await news.newsdesk.add(f"127.0.0.1:{server.port}", "local")
        assert added.following.address == paper.feed


async def test_a_site_that_names_no_feed_is_asked_where_feeds_usually_are(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server, full=True).open()
        paper.publish("treaty", "Treaty", PARAGRAPHS, news.time.now)
        server.routes["/"] = answer(b"<!doctype html><html><body><p>Hello</p></body></html>", "text/html")
        server.routes["/feed"] = server.routes.pop("/feed.xml")
        added = await news.newsdesk.add(server.origin, "local")
        assert added.following.address.startswith(server.url("/feed"))


async def test_the_page_of_an_article_becomes_a_source_and_its_changes_are_revisions(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        piece = paper.publish("treaty", "Leaders agree on a treaty", PARAGRAPHS, news.time.now - HOUR)
        added = await news.newsdesk.add(paper.link("treaty"), "local")
        assert (added.following.kind, added.following.name) == ("page", "Leaders agree on a treaty")
        await news.fetch(added.following.feed)
        piece.paragraphs = [
            *piece.paragraphs,
            "The president of the commission is to be elected on its first day in Porto.",
        ]
        await news.fetch(added.following.feed)
        (article,) = news.store.articles(LOCAL)
        assert (article.title, article.revision) == ("Leaders agree on a treaty", 2)


async def test_a_sitemap_for_news_is_read_through_its_index(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server)
        paper.publish("treaty", "Leaders agree on a treaty", PARAGRAPHS, news.time.now - HOUR)
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        index = f"<sitemapindex {space}><sitemap><loc>{server.url('/news.xml')}</loc></sitemap></sitemapindex>"
        pages = f"<urlset {space}><url><loc>{paper.link('treaty')}</loc><lastmod>{news.time.now.isoformat()}</lastmod></url></urlset>"
        server.routes["/sitemap.xml"] = answer(f'<?xml version="1.0"?>{index}'.encode(), "application/xml")
        server.routes["/news.xml"] = answer(f'<?xml version="1.0"?>{pages}'.encode(), "application/xml")
        added = await news.newsdesk.add(server.url("/sitemap.xml"), "local")
        assert added.following.kind == "sitemap"
        await news.fetch(added.following.feed)
        assert news.titles() == ["Leaders agree on a treaty"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("http://10.1.2.3/feed", "private network"),
        ("ftp://127.0.0.1/feed", "ftp"),
        ("/etc", "at the shell"),
        ("http://127.0.0.1:{port}/missing", "404"),
        ("http://127.0.0.1:{port}/empty", "names no feed"),
    ],
)
async def test_what_cannot_be_followed_is_refused_in_one_sentence_and_nothing_is_kept(
    tmp_path: Path, workers: Workers, typed: str, words: str
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        server.routes["/empty"] = answer(b"<!doctype html><html><body><p>Hi</p></body></html>", "text/html")
        with pytest.raises(SourceError, match=words):
            await news.newsdesk.add(typed.format(port=server.port), "local")
        assert news.store.following("local") == []


async def test_a_source_that_is_followed_already_is_not_fetched_to_know_it_again(
    tmp_path: Path, workers: Workers
) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        await news.newsdesk.add(paper.front, "local")
        asked = len(server.asked)
        again = await news.newsdesk.add(paper.feed, "local", "Our Herald")
        assert (again.is_new, again.following.name, len(server.asked)) == (False, "Our Herald", asked)
        assert [each.name for each in news.store.following("local")] == ["Our Herald"]


async def test_no_more_is_followed_than_is_allowed(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server, rules=Rules(most_feeds=1)) as news:
        papers = [Newspaper(server, folder=f"/{number}").open() for number in range(2)]
        await news.newsdesk.add(papers[0].feed, "local")
        with pytest.raises(SourceError, match="max_sources"):
            await news.newsdesk.add(papers[1].feed, "local")
        await news.newsdesk.add(papers[1].feed, "another workspace")


async def test_a_preview_shows_what_would_come_and_stores_nothing(tmp_path: Path, workers: Workers) -> None:
    async with WebServer() as server, world(tmp_path, workers, server) as news:
        paper = Newspaper(server).open()
        for number in range(7):
            paper.publish(f"n{number}", f"Report {number}", PARAGRAPHS, news.time.now - number * HOUR)
        preview = await news.newsdesk.preview(paper.front)
        assert [document.title for document in preview.documents] == [f"Report {number}" for number in range(5)]
        assert preview.listed == 7
        assert news.store.facts().articles == 0
        assert news.store.following("local") == []


async def test_a_list_of_feeds_is_followed_each_once_with_names_of_their_own(tmp_path: Path, workers: Workers) -> None:
    outlines = "".join(f'<outline text="Paper" xmlUrl="https://paper.example/{n % 3}"/>' for n in range(6))
    opml = f'<opml version="2.0"><body>{outlines}<outline text="Old" xmlUrl="https://old.example/"/></body></opml>'.encode()
    async with world(tmp_path, workers, rules=Rules(most_feeds=3)) as news:
        imported = await news.newsdesk.import_feeds(opml, "feeds.opml", "local")
        assert (imported.new, imported.known, imported.refused) == (3, 0, 1)
        assert [each.name for each in news.store.following("local")] == ["Paper", "Paper 2", "Paper 3"]
        again = await news.newsdesk.import_feeds(opml, "feeds.opml", "local")
        assert (again.new, again.known, again.refused) == (0, 3, 1)
        with pytest.raises(SourceError, match="names no feed"):
            await news.newsdesk.import_feeds(b"<opml/>", "feeds.opml", "local")
