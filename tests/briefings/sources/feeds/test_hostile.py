"""Feeds that are made to hurt: read or refused in a sentence, quickly, and without a look at any file or host."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from briefings.errors import LimitError, SourceError, UnreadableError
from briefings.sources.feeds import MAX_ENTRIES, parse_feed
from eval.data import folder
from eval.torture_feeds import real_feeds, torture
from tests.briefings.sources.feeds.samples import EVERY_KIND, URL, rss

DATA = folder()
SLOW_MACHINE = 3.0  # times as long as on a quiet one


def seconds(content: bytes) -> float:
    began = time.process_time()
    with suppress(SourceError):  # refusing it is as good
        parse_feed(content, URL)
    return time.process_time() - began


def nested(tag: str, depth: int) -> str:
    return f"<{tag}>" * depth + "x" + f"</{tag}>" * depth


COSTLY = {
    "200,000 items": rss("<item><title>x</title><link>https://h.example/1</link></item>" * 200_000),
    "attributes": rss("<item " + " ".join(f"a{n}='x'" for n in range(40_000)) + "><title>x</title></item>"),
    "attributes, broken off": rss("<item " + " ".join(f"a{n}='x'" for n in range(40_000)))[:-20],
    "categories": rss("<item>" + "".join(f"<category>{n}</category>" for n in range(12_000)) + "</item>"),
    "keywords": rss("<item><itunes:keywords>" + ",".join(map(str, range(50_000))) + "</itunes:keywords></item>"),
    "links": rss("<item>" + "".join(f"<a:link href='{n}'/>" for n in range(12_000)) + "</item>"),
    "nested tags": rss(f"<item><title>{nested('a', 10_000)}</title></item>"),
    "nested tags, deeper": rss(f"<item>{nested('b', 200_000)}</item>"),
    "nested items": rss("<item>" * 100_000),
    "nested HTML": rss("<item><description><![CDATA[" + "<div><b>" * 40_000 + "]]></description></item>"),
    "open comments": rss("<item><title>" + "<!--" * 100_000 + "</title></item>"),
    "open CDATA": rss("<item><title>" + "<![CDATA[" * 100_000),
    "open quotes": rss("<item><a b='" * 50_000),
    "white space": b" " * 3_000_000 + rss("<item/>") + b"\n" * 3_000_000,
    "white space before the root": b"<?xml version='1.0'?><!-- -->" + b" " * 1_000_000 + b"x",
    "comments before the root": b"<!-- a -->" * 200_000 + b"x",
    "ampersands": rss("<item><title>" + "&amp;" * 300_000 + "</title></item>"),
    "less-than signs": rss("<item><title>" + "<" * 300_000),
    "a long title": rss("<item><title>" + "x" * 3_000_000 + "</title></item>"),
    "a long date": rss("<item><pubDate>" + "1 " * 200_000 + "</pubDate></item>"),
    "a long link": rss("<item><link>https://h.example/" + "a" * 1_000_000 + "</link></item>"),
    "brackets in JSON": b'{"title": "x", "items": ' + b"[" * 500_000,
    "items in JSON": b'{"title": "x", "items": [' + b'{"title": "x"},' * 200_000 + b"{}]}",
    "a long number in JSON": b'{"title": "x", "items": [{"id": ' + b"9" * 100_000 + b"}]}",
    "pages in a sitemap": b"<urlset>" + b"<url><loc>https://h.example/1</loc></url>" * 50_000 + b"</urlset>",
    "nested sitemap": b"<urlset>" + b"<url>" * 100_000,
    "punycode": b"<?xml version='1.0' encoding='punycode'?><rss/>" + b"a" * 200_000,
    "UTF-7": b"<?xml version='1.0' encoding='utf-7'?>" + b"+ADw-" * 200_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_feed_takes_more_than_a_second(name: str) -> None:
    assert seconds(COSTLY[name]) < SLOW_MACHINE


def test_of_200_000_items_the_first_and_the_last_are_read() -> None:
    feed = parse_feed(COSTLY["200,000 items"], URL)
    assert (len(feed.entries), feed.total) == (MAX_ENTRIES, 200_000)


@pytest.mark.parametrize("name", ["attributes", "categories", "keywords", "links", "nested tags, deeper"])
def test_what_would_take_quadratic_time_is_refused_before_it_is_parsed(name: str) -> None:
    with pytest.raises(LimitError, match="follow another feed of that site"):
        parse_feed(COSTLY[name], URL)


def entities(declarations: str, use: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE rss [{declarations}]><rss version="2.0"><channel><item><title>{use}</title></item></channel></rss>'.encode()


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "declarations",
    [
        LAUGHS,
        f'<!ENTITY a11 "{"x" * 50_000}">',
        '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        '<!ENTITY a11 PUBLIC "x" "http://127.0.0.1:9/">',
    ],
    ids=["billion laughs", "quadratic", "a file", "parameter", "an address"],
)
def test_entities_are_never_expanded_beyond_a_few_letters(declarations: str) -> None:
    with pytest.raises(LimitError, match="entities"):
        parse_feed(entities(declarations, "&a11;" * 100), URL)


def test_a_feed_may_define_a_letter() -> None:
    assert parse_feed(entities('<!ENTITY eacute "&#233;">', "Caf&eacute;"), URL).entries[0].title == "Café"


def test_sitemaps_and_pages_read_no_file_either(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2", encoding="utf-8")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    sitemap = f"{doctype}<urlset><url><loc>https://h.example/&x;</loc><title>&x;</title></url></urlset>".encode()
    try:
        told = repr(parse_feed(sitemap, URL))
    except SourceError as error:
        told = str(error)
    assert "hunter2" not in told


def test_what_makes_the_parser_fail_is_named() -> None:
    with pytest.raises(UnreadableError, match=r"is broken in a way that no reader gets over \(TypeError\)"):
        parse_feed(b"<rss><channel><title>x</title></width></channel></rss>", URL)


def test_references_to_no_character_do_not_cost_a_feed_its_entries() -> None:
    one = rss("<item><title>Fer&#0;ry &#x110000;&#xD800;&#11;&#233;</title></item>")
    assert parse_feed(one, URL).entries[0].title == "Ferry é"


@pytest.mark.parametrize("feed", EVERY_KIND, ids=["rss", "atom", "rdf", "json", "news", "index"])
@pytest.mark.parametrize("wound", [b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x1b"])
def test_foreign_bytes_do_not_cost_a_feed_its_entries(feed: bytes, wound: bytes) -> None:
    place = feed.find(b"arbour") + 3
    wounded = parse_feed(feed[:place] + wound + feed[place:], URL)
    whole = parse_feed(feed, URL)
    assert len(wounded.entries) == len(whole.entries)
    assert len(wounded.sitemaps) == len(whole.sitemaps)
    assert not {"\x00", "\x1b"} & set("".join(f"{entry.title}{entry.url}{entry.content}" for entry in wounded.entries))


def test_broken_feeds_are_read_or_refused() -> None:
    report = torture(EVERY_KIND, 200)
    assert report.crashed == []
    assert report.slowest < SLOW_MACHINE
    assert report.read > 50
    assert sum(report.refused.values()) > 5


def test_the_memory_is_the_programs_own_and_not_that_of_the_one_that_started_it() -> None:
    large = bytearray(b"x" * 400_000_000)
    asked = "from eval.torture_feeds import peak_memory; print(peak_memory())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(done.stdout) < len(large) / 1_000_000


@pytest.mark.torture
@pytest.mark.skipif(DATA is None, reason="skipped, no data")
def test_10_000_real_feeds_that_broke_are_read_or_refused() -> None:
    done = subprocess.run([sys.executable, "-m", "eval.torture_feeds"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(DATA is None, reason="skipped, no data")
def test_real_feeds_that_broke_are_read_or_refused() -> None:
    assert DATA is not None
    report = torture(real_feeds(DATA), 200)
    assert report.crashed == []
    assert report.slowest < SLOW_MACHINE
