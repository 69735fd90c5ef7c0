"""What publishers do to their entries, and what stays the same all the same."""

from datetime import UTC, datetime

import pytest

from briefings.sources.feeds import MAX_ENTRIES, Entry, parse_feed
from tests.briefings.sources.feeds.samples import URL, rss


def entry(item: str, now: datetime | None = None) -> Entry:
    return parse_feed(rss(f"<item>{item}</item>"), URL, now=now).entries[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<guid>1</guid><title>A</title><pubDate>Thu, 28 Aug 2025 10:00:00 GMT</pubDate>",
            "<guid>1</guid><title>B</title><pubDate>Fri, 29 Aug 2025 10:00:00 GMT</pubDate>",
        ),
        ("<link>https://h.example/a</link>", "<link>http://h.example/a?utm_campaign=x#top</link><title>New</title>"),
        ("<guid>https://h.example/a#0</guid>", "<guid>https://h.example/a#3</guid>"),
        (
            "<title>Ferry aground</title><pubDate>Thu, 28 Aug 2025 10:00:00 GMT</pubDate>",
            "<title>Ferry Aground</title><pubDate>Thu, 28 Aug 2025 16:30:00 GMT</pubDate>",
        ),
    ],
    ids=["dates and titles", "tracking and https", "counted revisions", "no id at all"],
)
def test_an_id_outlives_what_publishers_touch(before: str, after: str) -> None:
    assert entry(before).id == entry(after).id != ""


def test_a_fragment_that_names_a_part_is_kept() -> None:
    assert entry("<guid>https://h.example/log#v1.2</guid>").id != entry("<guid>https://h.example/log#v1.3</guid>").id


def test_entries_with_one_id_for_all_are_told_apart_by_their_pages() -> None:
    items = "".join(f"<item><guid>site</guid><link>https://h.example/{n}</link></item>" for n in range(3))
    assert [one.id for one in parse_feed(rss(items), URL).entries] == [f"https://h.example/{n}" for n in range(3)]
    twice = "<item><guid>1</guid><link>https://h.example/1</link></item>" * 2
    assert [one.id for one in parse_feed(rss(twice), URL).entries] == ["1", "1"]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Thu, 28 Aug 2025 10:30:00 GMT", (28, 10, 30)),
        ("Thu, 28 Aug 2025 10:30:00", (28, 10, 30)),
        ("28 Aug 2025 10:30 +0200", (28, 8, 30)),
        ("Thu, 28 August 2025 10:30:00 EDT", (28, 14, 30)),
        ("Thursday, 28 Aug 25 10:30:00 -0700", (28, 17, 30)),
        ("2025-08-28T10:30:00+02:00", (28, 8, 30)),
        ("2025-08-28T10:30:00.123456Z", (28, 10, 30)),
        ("2025-08-28 10:30:00", (28, 10, 30)),
        ("2025-08-28", (28, 0, 0)),
        ("20250828T103000Z", (28, 10, 30)),
        ("Thu Aug 28 10:30:00 2025", (28, 10, 30)),
        ("Fri, 28 Aug 2025 10:30:00 GMT", (28, 10, 30)),
    ],
)
def test_dates_as_publishers_write_them(written: str, moment: tuple[int, int, int]) -> None:
    day, hour, minute = moment
    assert entry(f"<pubDate>{written}</pubDate>").published == datetime(2025, 8, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "0000-00-00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 99 Foo 99999 99:99:99",
        "0001-01-01T00:00:00Z",
        "1" * 5000,
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert entry(f"<title>x</title><pubDate>{written}</pubDate>").published is None


def test_a_date_to_come_is_not_believed(now: datetime) -> None:
    future = "<pubDate>Sat, 30 Aug 2025 10:00:00 GMT</pubDate>"
    assert entry(future, now).published is None
    assert entry(future).published == datetime(2025, 8, 30, 10, tzinfo=UTC)
    assert entry("<pubDate>Fri, 29 Aug 2025 09:10:00 GMT</pubDate>", now).published is not None  # a clock that is fast


def test_titles_are_one_line_of_plain_text() -> None:
    assert (
        entry("<title><![CDATA[ <a href='x'>Up</a>\n and &amp;#8217;down&amp;#8217; ]]></title>").title
        == "Up and ’down’"
    )
    assert entry("<title>Is 3 &lt; 4?</title>").title == "Is 3 < 4?"
    assert (
        entry("<description>No title. More &lt;b&gt;text&lt;/b&gt; of it.</description>").title
        == "No title. More text of it."
    )
    long = entry(f"<title>{'word ' * 1000}</title>").title
    assert len(long) <= 400
    assert long.endswith("word…")


def test_an_entry_without_id_link_and_title_is_known_by_its_first_words() -> None:
    one, other = (entry(f"<description>{text}</description>") for text in ("A ferry.", "A crane."))
    assert one.id != other.id
    assert one.id == entry("<description>A ferry.</description>").id != ""


def test_only_links_to_the_web_remain() -> None:
    one = entry(
        "<link>javascript:alert(1)</link><comments>data:text/html,x</comments><guid isPermaLink='false'>1</guid>"
    )
    assert (one.url, one.comments) == ("", "")
    assert entry("<link>file:///etc/passwd</link>").url == ""
    assert entry("<guid>https://h.example/1</guid>").url == "https://h.example/1"
    assert entry("<link>//h.example/a b</link>").url == "https://h.example/a%20b"


def test_an_author_s_mail_address_is_nobody_s_business() -> None:
    assert entry("<author>jane@h.example (Jane Doe)</author>").author == "Jane Doe"
    assert entry("<author>jane@h.example</author>").author == ""


def test_a_feed_of_its_whole_archive_is_cut_to_both_ends() -> None:
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(MAX_ENTRIES + 200))
    feed = parse_feed(rss(items), URL)
    assert feed.total == MAX_ENTRIES + 200
    assert len(feed.entries) == MAX_ENTRIES
    assert (feed.entries[0].id, feed.entries[-1].id) == ("0", str(MAX_ENTRIES + 199))


def test_how_often_to_come_again() -> None:
    sy = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    head = f"<sy:updatePeriod {sy}>hourly</sy:updatePeriod><sy:updateFrequency {sy}>2</sy:updateFrequency>"
    hours = [
        feed.every and feed.every.total_seconds() / 3600
        for feed in (
            parse_feed(rss("", part), URL) for part in (head, "<ttl>90</ttl>", "<ttl>99999</ttl>", "<ttl>x</ttl>", "")
        )
    ]
    assert hours == [0.5, 1.5, 168, None, None]
