"""A site's feeds, from its pages and its robots.txt."""

from briefings.sources.discovery import FeedLink, find_feeds, find_sitemaps, usual_feeds

URL = "https://harbour.example/news/"


def test_declared_feeds_come_first_and_those_of_comments_last() -> None:
    page = b"""<html><head><base href="https://harbour.example/sub/">
      <link rel="alternate" type="application/rss+xml" title="Harbour &raquo; Comments Feed" href="/comments/feed/">
      <link rel="ALTERNATE" type="application/RSS+XML; charset=utf-8" title="Harbour &raquo; Feed" href="feed.xml">
      <link rel="alternate" type="application/feed+json" href="/feed.json">
      <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/xml" href="/x.xsl">
      <link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0?x"></head>
      <body><a href="/old.rss">RSS</a><a href="https://other.example/feed">theirs</a><a href="/feed.json">again</a></body></html>"""
    assert find_feeds(page, URL) == (
        FeedLink("https://harbour.example/sub/feed.xml", "Harbour » Feed"),
        FeedLink("https://harbour.example/feed.json"),
        FeedLink("https://harbour.example/old.rss", "RSS"),
        FeedLink("https://harbour.example/comments/feed/", "Harbour » Comments Feed"),
    )


def test_a_page_is_no_feed_of_itself_and_names_none_that_is_not_on_the_web() -> None:
    page = b"""<link rel="alternate" type="application/rss+xml" href=""><link rel="alternate" type="application/rss+xml"
      href="javascript:x"><link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">"""
    assert find_feeds(page, URL) == ()


def test_hardly_a_page_names_no_feed() -> None:
    assert find_feeds(b"", URL) == ()
    assert find_feeds(b"\x00\xff<", URL) == ()
    assert len(find_feeds(b"".join(b'<a href="/%d/rss">x</a>' % n for n in range(500)), URL)) == 30


def test_where_feeds_usually_are() -> None:
    found = usual_feeds("https://harbour.example/blog/2025/")
    assert found[0] == "https://harbour.example/blog/2025/feed"
    assert "https://harbour.example/feed" in found
    assert len(found) == len(set(found))
    assert usual_feeds("mailto:x") == ()


def test_sitemaps_of_a_robots_file() -> None:
    robots = """User-agent: *
        Disallow: /private
        Sitemap: https://harbour.example/sitemap.xml
        SITEMAP : /news-sitemap.xml
        Sitemap: ftp://harbour.example/x"""
    assert find_sitemaps(robots, URL) == (
        "https://harbour.example/news-sitemap.xml",
        "https://harbour.example/sitemap.xml",
    )
