"""Every kind of feed gives the same plain facts."""

from datetime import UTC, datetime, timedelta

import pytest

from briefings.errors import EmptyError, LimitError, NotFeedError, SourceError, UnreadableError
from briefings.sources.feeds import MAX_FEED_BYTES, parse_feed
from tests.briefings.sources.feeds.samples import (
    ATOM,
    EVERY_KIND,
    JSON,
    NEWS_SITEMAP,
    RDF,
    RSS,
    SITEMAP_INDEX,
    URL,
    rss,
)


def test_rss_with_all_its_extensions() -> None:
    feed = parse_feed(RSS, URL)
    assert (feed.format, feed.title, feed.home, feed.language) == (
        "rss20",
        "Harbour News & Views",
        "https://harbour.example/",
        "en-gb",
    )
    assert (feed.address, feed.hub, feed.every) == (
        "https://harbour.example/feed.xml",
        "https://hub.example/",
        timedelta(minutes=30),
    )
    ferry, crane = feed.entries
    assert ferry.id == "harbour-1"
    assert ferry.url == "https://harbour.example/2025/08/ferry?utm_source=rss"
    assert ferry.title == "Ferry runs aground off Skåne & all are safe"
    assert ferry.published == datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
    assert ferry.author == "Jane Doe"
    assert ferry.categories == ("Sea", "Accidents")
    assert ferry.summary == "A ferry ran aground."
    assert ferry.content == "A ferry with 40 people ran aground on Thursday.\nAll are safe.\nDivers follow."
    assert ferry.image == "https://harbour.example/pictures/ferry.jpg"
    assert ferry.language == "en-gb"
    assert crane.id == crane.url == "https://harbour.example/crane"
    assert crane.published == datetime(2025, 8, 28, 14, 0, tzinfo=UTC)
    assert crane.author == "The Desk"
    assert crane.image == "https://harbour.example/crane.jpg"
    assert crane.content == "A crane fell."


def test_atom_with_a_base_address_and_xhtml() -> None:
    feed = parse_feed(ATOM, URL)
    entry = feed.entries[0]
    assert (feed.format, feed.title, feed.home) == ("atom10", "Harbour Blog", "https://harbour.example/")
    assert feed.address == "https://harbour.example/atom.xml"
    assert entry.id == "tag:harbour.example,2025:1"
    assert entry.url == "https://harbour.example/blog/afloat"
    assert entry.published == datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
    assert entry.updated == datetime(2025, 8, 29, 8, 30, tzinfo=UTC)
    assert entry.author == "Jane Doe, John Roe"
    assert entry.content == "The ferry is afloat.\nIt left at noon."


def test_rdf() -> None:
    feed = parse_feed(RDF, URL)
    entry = feed.entries[0]
    assert (feed.format, feed.title, entry.title, entry.summary) == (
        "rss10",
        "Harbour",
        "Ferry sold",
        "Sold to Greece.",
    )
    assert entry.published == datetime(2025, 8, 28, 8, 0, tzinfo=UTC)


def test_json_feed() -> None:
    feed = parse_feed(JSON, URL, "application/feed+json")
    ferry, note = feed.entries
    assert (feed.format, feed.title, feed.hub, feed.total) == ("json11", "Harbour", "https://hub.example/", 2)
    assert (ferry.id, ferry.url, ferry.title) == ("7", "https://harbour.example/ferry", "Ferry & crane")
    assert (ferry.content, ferry.author, ferry.categories) == ("One.\nTwo.", "Jane Doe", ("Sea",))
    assert ferry.published == datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
    assert ferry.image == "https://harbour.example/f.jpg"
    assert (note.title, note.url) == ("A note without a title.", "https://elsewhere.example/x")


def test_a_news_sitemap_gives_titles_and_the_latest_page_first() -> None:
    feed = parse_feed(NEWS_SITEMAP, URL)
    ferry, old = feed.entries
    assert (ferry.url, ferry.title, ferry.language) == ("https://harbour.example/ferry", "Ferry aground", "en")
    assert ferry.published == datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
    assert ferry.image == "https://harbour.example/f.jpg"
    assert (old.url, old.title) == ("https://harbour.example/old", "")


def test_an_index_of_sitemaps_names_the_one_for_news_first() -> None:
    feed = parse_feed(SITEMAP_INDEX, URL)
    assert feed.entries == ()
    assert feed.sitemaps == ("https://harbour.example/news.xml", "https://harbour.example/pages.xml")


@pytest.mark.parametrize("feed", EVERY_KIND, ids=["rss", "atom", "rdf", "json", "news", "index"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_encoding_does_not_matter(feed: bytes, encoding: str) -> None:
    assert parse_feed(feed.decode().encode(encoding), URL) == parse_feed(feed, URL)


def test_the_feed_knows_its_encoding_better_than_the_server() -> None:
    text = '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><item><title>Café für “alle”</title></item></channel></rss>'
    for declared, used, served in (
        ("windows-1252", "windows-1252", "text/xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-16", "utf-8", "application/xml"),
        ("no-such-code", "utf-8", ""),
        ("utf-8", "windows-1252", ""),
    ):
        feed = parse_feed(text.format(declared).encode(used), URL, served)
        assert feed.entries[0].title == "Café für “alle”", (declared, used, served)
    undeclared = b"<rss version='2.0'><channel><item><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></item></channel></rss>"
    assert parse_feed(undeclared, URL, "text/xml; charset=windows-1251").entries[0].title == "Привет"


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss(""), URL).entries == ()
    assert parse_feed(b'{"version": "https://jsonfeed.org/version/1", "title": "x", "items": []}', URL).entries == ()


def test_what_stands_before_a_feed_does_not_hide_it() -> None:
    assert (
        len(parse_feed(b"\n\n  <!-- made by hand --><?x y?>" + rss("<item><title>a</title></item>")[21:], URL).entries)
        == 1
    )
    broken = b"Warning: mysql_connect() failed\n" + rss("<item><title>a</title></item>")
    assert len(parse_feed(broken, URL).entries) == 1


def test_a_web_page_names_its_feeds_in_the_error() -> None:
    page = b"""<!DOCTYPE html><html><head><title>Harbour</title>
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
        <link rel="alternate" type="application/atom+xml" href="/atom.xml"></head><body>Hello</body></html>"""
    with pytest.raises(
        NotFeedError, match=r"is a web page, not a feed; its feed is https://harbour.example/atom.xml\."
    ) as caught:
        parse_feed(page, "https://harbour.example/", "text/html")
    assert caught.value.feeds == ("https://harbour.example/atom.xml", "https://harbour.example/comments/feed/")
    with pytest.raises(NotFeedError, match="names none"):
        parse_feed(b"<html><body>Hello</body></html>", URL)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyError, "is empty"),
        (b" \n\xef\xbb\xbf\x00", SourceError, "feed"),
        (b"Hello, world", NotFeedError, "is no feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NotFeedError, "is no feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotFeedError, "is no feed"),
        (b'{"items": 3}', NotFeedError, "no JSON Feed"),
        (b'{"items": [', UnreadableError, "broken JSON"),
        (b"[" * 100_000, UnreadableError, "broken JSON"),
        (b" " * (MAX_FEED_BYTES + 1), LimitError, "20 MB"),
    ],
)
def test_what_is_no_feed_is_named_in_one_sentence(content: bytes, error: type[SourceError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        parse_feed(content, URL)
    assert str(caught.value).startswith(URL)
    assert str(caught.value).endswith(".")
