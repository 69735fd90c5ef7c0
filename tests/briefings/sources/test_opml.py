"""Lists of feeds: in from any reader, out to any reader."""

from datetime import datetime
from xml.etree.ElementTree import fromstring

import pytest

from briefings.errors import EmptyError, LimitError
from briefings.sources.opml import Subscription, read_opml, write_opml

LIST = """<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="News"><outline text="Sea &amp; harbour">
    <outline type="rss" text="Härbour" xmlUrl="https://harbour.example/feed" htmlUrl="https://harbour.example/"/></outline>
    <outline type="rss" title="Crane" xmlUrl="https://crane.example/?a=1&amp;b=2"/></outline>
  <outline text="Twice" xmlUrl="https://harbour.example/feed?utm_source=opml"/>
  <outline text="Old" xmlUrl="feed://old.example/rss"/><outline text="File" xmlUrl="file:///etc/passwd"/></body></opml>"""
FEEDS = (
    Subscription("https://harbour.example/feed", "Härbour", ("News", "Sea & harbour")),
    Subscription("https://crane.example/?a=1&b=2", "Crane", ("News",)),
    Subscription("http://old.example/rss", "Old"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_nested_folders_and_each_feed_once(encoding: str) -> None:
    assert read_opml(LIST.encode(encoding), "mine.opml") == FEEDS


def test_a_file_that_breaks_off_gives_what_stands_before_the_break() -> None:
    place = LIST.index('<outline text="Old')
    assert read_opml(LIST[:place].encode(), "mine.opml") == FEEDS[:2]
    assert read_opml(LIST.replace("&amp;", "&").replace("</head>", "").encode(), "mine.opml")[1] == FEEDS[1]


def test_what_is_written_is_read_back(now: datetime) -> None:
    written = write_opml(FEEDS, "Mine & yours", now)
    assert read_opml(written, "x") == FEEDS
    root = fromstring(written)
    assert (root.get("version"), root.findtext("head/title")) == ("2.0", "Mine & yours")
    assert root.findtext("head/dateCreated") == "Fri, 29 Aug 2025 09:00:00 GMT"
    assert [outline.get("text") for outline in root.findall("body/outline")] == ["News", "Old"]


def test_control_characters_in_a_title_do_not_break_the_file(now: datetime) -> None:
    written = write_opml([Subscription("https://h.example/", "a\x00\x1bb")], "t\x08", now)
    assert read_opml(written, "x")[0].title == "ab"


def test_500_feeds_come_in_their_order(now: datetime) -> None:
    many = tuple(Subscription(f"https://h{n}.example/feed", f"Feed {n}", (f"Folder {n % 7}",)) for n in range(500))
    read = read_opml(write_opml(many, "x", now), "x")
    assert sorted(read, key=lambda one: one.address) == sorted(many, key=lambda one: one.address)
    assert read_opml(write_opml(read, "x", now), "x") == read


@pytest.mark.parametrize(
    "content", [b"", b"Hello", b"<html><body>no</body></html>", b"<opml><body/></opml>", bytes(range(256))]
)
def test_a_file_that_names_no_feed_says_what_to_do(content: bytes) -> None:
    with pytest.raises(EmptyError, match=r"mine\.opml names no feed; export your feeds as OPML"):
        read_opml(content, "mine.opml")


def test_a_list_is_not_endless() -> None:
    with pytest.raises(LimitError, match="6 MB"):
        read_opml(b" " * 6_000_000, "big.opml")
    outlines = "".join(f'<outline text="{n}" xmlUrl="https://h{n}.example/"/>' for n in range(5001))
    with pytest.raises(LimitError, match="5,001 feeds"):
        read_opml(f"<opml><body>{outlines}</body></opml>".encode(), "big.opml")
    deep = '<outline text="f">' * 3000 + '<outline text="x" xmlUrl="https://h.example/"/>'
    assert len(read_opml(f"<opml><body>{deep}".encode(), "deep.opml")[0].folder) <= 10
