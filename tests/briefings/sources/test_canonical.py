"""One article, one address, however it was linked; two articles, two."""

import pytest

from briefings.sources.canonical import article_key, believable_address, canonical_address, same_site
from briefings.sources.vocabulary import load


@pytest.mark.parametrize(
    ("linked", "canonical"),
    [
        ("HTTPS://WWW.Harbour.Example:443/a//b?utm_source=x&id=3&fbclid=y#top", "https://www.harbour.example/a/b?id=3"),
        ("http://harbour.example", "http://harbour.example/"),
        ("http://harbour.example:80/a", "http://harbour.example/a"),
        ("https://harbour.example:8443/a", "https://harbour.example:8443/a"),
        ("https://harbour.example./a", "https://harbour.example/a"),
        (" https://harbour.example/a\n", "https://harbour.example/a"),
        ("https://harbour.example/a/amp/", "https://harbour.example/a/"),
        ("https://harbour.example/news/a/amp", "https://harbour.example/news/a"),
        ("https://harbour.example/amp/news/a", "https://harbour.example/news/a"),
        ("https://harbour.example/a.amp.html?amp=1", "https://harbour.example/a.html"),
        ("https://harbour.example/a?outputType=amp", "https://harbour.example/a"),
        ("https://harbour-example.cdn.ampproject.org/c/s/harbour.example/news/a", "https://harbour.example/news/a"),
        ("https://www.google.com/amp/s/harbour.example/news/a.amp.html", "https://harbour.example/news/a.html"),
        ("https://b\u00fccher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://harbour.example/%7Ejane/%c3%a9", "https://harbour.example/~jane/%c3%a9"),
        ("https://harbour.example/#!/story/1", "https://harbour.example/#!/story/1"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
    ],
)
def test_what_says_nothing_about_the_article_goes(linked: str, canonical: str) -> None:
    assert canonical_address(linked) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    "address",
    [
        "https://harbour.example/story?12345",
        "https://harbour.example/index.php?cid=12&mod=news",
        "https://harbour.example/article.asp?source=7",
        "https://harbour.example/amp",
        "https://harbour.example/example.amplifier",
        "https://m.harbour.example/a",
        "https://harbour.example/a?q=a%26b=c",
    ],
)
def test_what_may_tell_two_articles_apart_stays(address: str) -> None:
    assert canonical_address(address) == address


def test_where_the_path_names_the_article_the_wide_list_of_trackers_goes_too() -> None:
    story = "https://harbour.example/2025/ferry-runs-aground-off-coast"
    assert canonical_address(f"{story}?cid=12&source=tw&ref=home&page=2") == f"{story}?page=2"
    assert canonical_address("https://harbour.example/a-1234567?partner=feed") == "https://harbour.example/a-1234567"


@pytest.mark.parametrize(
    "text",
    ["", "ferry", "/a", "//harbour.example/a", "javascript:alert(1)", "ftp://h.example/", "https://", "http://[", "http://h.example:99999/",
     "https://jane:secret@h.example/", "https://h.example/" + "a" * 3000, "https://\ud800.example/"],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_none(text: str) -> None:
    assert canonical_address(text) == ""


def test_a_page_is_believed_about_its_own_site_only() -> None:
    url = "https://www.harbour.example/a?utm_source=x"
    assert believable_address(["https://harbour.example/a-b"], url) == "https://harbour.example/a-b"
    assert believable_address(["https://m.harbour.example/a-b"], url) == "https://m.harbour.example/a-b"
    own = "https://www.harbour.example/a"
    assert believable_address(["https://bank.example/a"], url) == own
    assert believable_address(["https://www.harbour.example/"], url) == own
    assert believable_address(["", "nonsense", "https://harbour.example/b"], url) == "https://harbour.example/b"
    assert believable_address([], "") == ""
    assert believable_address(["https://harbour.example/b"], "") == "https://harbour.example/b"


def test_sites_are_one_whatever_the_device() -> None:
    assert same_site("https://www.harbour.example/", "http://amp.harbour.example/x")
    assert not same_site("https://harbour.example/", "https://harbour.example.evil.example/")
    assert not same_site("https://alice.blog.example/", "https://bob.blog.example/")
    assert not same_site("nonsense", "nonsense")


def test_the_key_is_the_feeds_id_else_the_address_else_the_title_and_day() -> None:
    assert article_key("tag:h,2025:1", "https://h.example/a") == "tag:h,2025:1"
    assert article_key("", "http://h.example/a?utm_medium=x") == "https://h.example/a"
    assert article_key("", "", "Ferry aground").startswith("title:")
    assert article_key("", "", "Ferry aground") != article_key("", "", "Ferry afloat")
    assert article_key(" ", "", "") == ""


def test_the_words_of_addresses_are_written_as_they_are_compared() -> None:
    tracking = load("addresses")["tracking"]
    for words in tracking.values():
        assert words == words.casefold()
        assert len(words.split()) == len(set(words.split()))
