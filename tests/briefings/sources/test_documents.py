"""An entry and its page become one document; what could not be read in full says so."""

from datetime import UTC, datetime

import pytest

from briefings.errors import EmptyError
from briefings.sources.documents import has_full_text, publisher_of, read_entry
from briefings.sources.feeds import Entry, Feed
from briefings.sources.pages import read_page
from briefings.sources.teasers import is_teaser, is_whole, strip_additions

WHEN = datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
PARAGRAPHS = [
    f"The harbour master told the council on Thursday that the {ship} would be towed to the northern dock before the "
    "storm, and that nobody on board had been hurt when it ran aground."
    for ship in ("ferry", "trawler", "tanker", "tug", "barge", "yacht", "pilot boat", "dredger")
]
TEASER = "The harbour master told the council on Thursday that the ferry would be towed away."
ENTRY = Entry(
    id="harbour-1",
    url="https://harbour.example/ferry?utm_source=rss",
    title="Ferry to be towed before storm",
    author="Jane Doe",
    published=WHEN,
    summary=TEASER,
    content=TEASER,
    image="https://harbour.example/f.jpg",
)


def page(paragraphs: list[str], head: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Ferry to be towed | Harbour News</title>
        <meta property="og:site_name" content="Harbour News"><meta property="og:image" content="/og.jpg">
        <link rel="canonical" href="https://harbour.example/2025/ferry">{head}</head>
        <body><article>{body}</article></body></html>""".encode()


def test_the_page_gives_the_text_and_the_feed_the_facts() -> None:
    document = read_entry(ENTRY, "Harbour", page(PARAGRAPHS), "https://harbour.example/ferry")
    assert document.text == "\n".join(PARAGRAPHS)
    assert (document.key, document.url) == ("harbour-1", "https://harbour.example/2025/ferry")
    assert (document.title, document.author, document.source) == (ENTRY.title, "Jane Doe", "Harbour News")
    assert (document.published, document.image, document.language) == (WHEN, ENTRY.image, "en-GB")
    assert not document.teaser


def test_a_page_that_names_only_its_host_is_its_feeds_publishers() -> None:
    bare = page(PARAGRAPHS).replace(b"Harbour News", b"")
    assert read_entry(ENTRY, "The Harbour Times", bare, "https://harbour.example/ferry").source == "The Harbour Times"


def test_without_a_page_the_feeds_own_text_stands_in_and_is_called_a_teaser() -> None:
    document = read_entry(ENTRY, "Harbour News")
    assert (document.text, document.source, document.url) == (TEASER, "Harbour News", "https://harbour.example/ferry")
    assert document.teaser
    assert read_entry(ENTRY).source == "harbour.example"


def test_a_feed_with_the_whole_text_needs_no_page() -> None:
    from dataclasses import replace

    whole = replace(
        ENTRY, content="\n".join(PARAGRAPHS) + "\nThe post Ferry to be towed appeared first on Harbour News."
    )
    assert has_full_text(whole)
    assert not has_full_text(ENTRY)
    document = read_entry(whole, "Harbour News")
    assert document.text == "\n".join(PARAGRAPHS)
    assert not document.teaser
    short = replace(whole, content="\n".join(PARAGRAPHS[:2]))
    assert not read_entry(short, "Harbour News").teaser, "a short article that its feed gives beside a summary"
    for cut in (PARAGRAPHS[0], f"{short.content} And on Friday", f"{short.content} [...]"):
        assert read_entry(replace(whole, content=cut), "Harbour News").teaser, cut
    assert read_entry(replace(short, summary=short.content), "Harbour News").teaser, "a feed with one text"
    wall = page(PARAGRAPHS[:1], "<p>Subscribe to continue reading</p>")
    assert read_entry(short, "Harbour News", wall).teaser, "its page must be paid for"
    behind_a_wall = read_entry(whole, "Harbour News", page(PARAGRAPHS[:1], "<p>Subscribe to continue reading</p>"))
    assert behind_a_wall.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "wall",
    [
        page([*PARAGRAPHS[:2], "Subscribe to continue reading this article."]),
        page(
            PARAGRAPHS[:2],
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree": false}</script>',
        ),
        page([PARAGRAPHS[0] + " The storm, which …"]),
    ],
    ids=["words", "declared", "an ellipsis"],
)
def test_a_paywall_is_noticed(wall: bytes) -> None:
    assert read_entry(ENTRY, "Harbour News", wall).teaser
    assert read_page(wall, ENTRY.url).teaser


def test_a_declared_wall_that_lets_everything_through_is_none() -> None:
    declared = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    assert not read_page(page(PARAGRAPHS, declared), ENTRY.url).teaser


def test_a_consent_form_is_not_the_article() -> None:
    form = page(["We value your privacy. Our partners and we store cookies on your device to show advertising."] * 3)
    document = read_entry(ENTRY, "Harbour News", form)
    assert document.text == TEASER
    assert document.teaser


def test_nothing_at_all_is_an_error_that_names_the_article() -> None:
    bare = Entry(id="1", url="https://harbour.example/x", title="Ferry")
    with pytest.raises(
        EmptyError, match=r"“Ferry” came without any text, and its page could not be read; open https://harbour"
    ):
        read_entry(bare, "Harbour News", b"\x00\x01")


def test_another_language_is_marked() -> None:
    german = "Der Hafenmeister sagte am Donnerstag, dass die Fähre noch vor dem Sturm in das Dock geschleppt wird und dass niemand verletzt ist."
    entry = Entry(id="1", title="Fähre", content=german)
    assert read_entry(entry).language == "und"
    assert read_entry(Entry(id="1", title="Fähre", content=german, language="de-AT")).language == "de-AT"
    assert read_entry(Entry(id="1", title="Ferry", content="\n".join(PARAGRAPHS), language="de")).language == "en"


@pytest.mark.parametrize(
    ("title", "home", "publisher"),
    [
        ("World news | The Harbour Times", "https://www.harbourtimes.example/world", "The Harbour Times"),
        ("Harbour Times - RSS", "https://www.harbourtimes.example/", "Harbour Times"),
        ("The Quay RSS Feed", "https://q.example/", "The Quay"),
        ("HT > World News", "https://harbourtimes.example/", "HT > World News"),
        ("", "https://www.harbourtimes.example/", "harbourtimes.example"),
    ],
)
def test_whose_feed_it_is(title: str, home: str, publisher: str) -> None:
    assert publisher_of(Feed("rss20", title, home), "https://feeds.example/1") == publisher


def test_a_publishers_name_is_no_author_and_no_part_of_a_title() -> None:
    entry = Entry(id="1", title="Ferry towed - Harbour News", author="Harbour News", content="\n".join(PARAGRAPHS))
    document = read_entry(entry, "Harbour News", page(PARAGRAPHS))
    assert (document.title, document.author) == ("Ferry towed", "")


def test_what_is_a_teaser() -> None:
    long = " ".join(PARAGRAPHS)
    assert is_whole(long)
    assert not is_teaser(long)
    assert is_teaser("Short.")
    assert is_teaser(f"{PARAGRAPHS[0]} {PARAGRAPHS[1]} Read more »")
    assert is_teaser(f"{long} [...]")
    assert not is_teaser(f"{long * 3} Subscribe to continue reading our newsletter.")
    assert is_teaser(" ".join(PARAGRAPHS[:3]), locked=True)


def test_what_a_feeds_program_adds_is_taken_off() -> None:
    assert strip_additions("A ferry.\nThe post A ferry first appeared on Quay.\nComments (3)") == "A ferry."
    assert strip_additions("Read more") == "Read more"
