"""Web pages: the article, its facts, and nothing of the page around it."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from briefings.errors import EmptyError, UnreadableError
from briefings.sources.chunks import join_chunks
from briefings.sources.pages import read_page, trim_title

LEAD = "North Korea's leader will attend a military parade in Beijing next week, the foreign ministry said on Thursday."
MORE = [
    f"The {rank} of the guests is expected to arrive by train at the beginning of the week, two officials told the paper."
    for rank in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
]


def page(head: str = "", body: str = "", paragraphs: list[str] | None = None) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or [LEAD, *MORE])
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>
        <nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
        <article>{body}{text}</article>
        <footer><p>Copyright The Daily Planet. All rights reserved. Terms and conditions apply to every use.</p></footer>
        </body></html>""".encode()


META = """<title>Kim to attend parade | The Daily Planet</title><meta property="og:site_name" content="The Daily Planet">
    <meta name="author" content="Jane Doe"><meta property="article:published_time" content="2025-08-28T10:30:00+02:00">
    <link rel="canonical" href="https://planet.example/world/kim">"""


def test_an_article_with_all_its_facts() -> None:
    document = read_page(
        page(META, "<h1>Kim to attend parade</h1>"), "https://www.planet.example/world/kim?utm_source=x#top"
    )
    assert document.text == "\n".join([LEAD, *MORE])
    assert document.title == "Kim to attend parade"
    assert document.author == "Jane Doe"
    assert document.source == "The Daily Planet"
    assert document.published == datetime(2025, 8, 28, 8, 30, tzinfo=UTC)
    assert document.url == document.key == "https://planet.example/world/kim"
    assert document.dateline == ""


def test_a_bare_page_leaves_the_facts_empty() -> None:
    document = read_page(page(), "", key="file:/a.html")
    assert document.text.startswith(LEAD)
    assert (document.title, document.author, document.source, document.url) == ("", "", "", "")
    assert document.published is None
    assert document.key == "file:/a.html"


def test_a_page_without_an_address_of_its_own_is_known_by_where_it_was_fetched() -> None:
    document = read_page(page(), "https://planet.example/a")
    assert (document.key, document.url, document.source) == ("https://planet.example/a",) * 2 + ("planet.example",)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://planet.example/",
        "https://planet.example",
        "https://other.example/world/kim",
        "javascript:alert(1)",
        "http://[x",
        "",
    ],
)
def test_an_address_that_cannot_be_believed_is_not(canonical: str) -> None:
    document = read_page(page(f'<link rel="canonical" href="{canonical}">'), "https://planet.example/a")
    assert document.key == document.url == "https://planet.example/a"


def test_a_canonical_address_may_be_relative() -> None:
    assert (
        read_page(page('<link rel="canonical" href="/b">'), "https://planet.example/a").key
        == "https://planet.example/b"
    )


@pytest.mark.parametrize(
    ("title", "h1", "expected"),
    [
        ("Kim to attend - The Daily Planet", "", "Kim to attend"),
        ("Kim to attend – planet.example", "", "Kim to attend"),
        ("Kim to attend | World | The Daily Planet", "Kim to attend", "Kim to attend"),
        ("The Daily Planet | Kim to attend", "", "Kim to attend"),
        ("The Daily Planet", "", "The Daily Planet"),
    ],
)
def test_the_sites_name_is_no_part_of_a_title(title: str, h1: str, expected: str) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="The Daily Planet">'
    assert read_page(page(head, f"<h1>{h1}</h1>" if h1 else ""), "https://planet.example/a").title == expected


@pytest.mark.parametrize("title", ["Kim - the leader - attends", "Kim to attend | Opinion", "Anti-war march | Live"])
def test_a_dash_or_a_bar_of_the_title_itself_stays(title: str) -> None:
    assert trim_title(title, ["The Daily Planet", "planet.example"], ["World"]) == title


def test_the_headline_and_the_byline_are_not_in_the_body_again() -> None:
    document = read_page(
        page("<title>Kim to attend parade</title>", "<h1>Kim to attend parade</h1><p>By Jane Doe</p>"), ""
    )
    assert document.text.startswith(LEAD)
    assert document.author == "Jane Doe"


def test_a_dateline_names_the_agency_where_the_page_names_nobody() -> None:
    document = read_page(page(paragraphs=[f"BEIJING (Reuters) - {LEAD}", *MORE]), "")
    assert (document.dateline, document.source) == ("BEIJING (Reuters) - ", "Reuters")
    assert document.text.startswith(document.dateline)


def in_blocks(after: str = "") -> bytes:
    halves = [[LEAD, *MORE[:4]], MORE[4:]]
    blocks = "<aside>Buy this now</aside>".join(
        f'<div class="grid"><div class="article-body">{"".join(f"<p>{text}</p>" for text in half)}</div></div>'
        for half in halves
    )
    return f"<html><body><main><article><div>{blocks}</div></article>{after}</main></body></html>".encode()


def test_an_article_cut_into_blocks_by_advertisements_is_whole() -> None:
    assert read_page(in_blocks(), "").text == "\n".join([LEAD, *MORE])


def test_readers_comments_are_not_taken_for_blocks_of_the_article() -> None:
    comments = "".join(
        f'<div class="comment-text"><p>I read that {text} I say!</p><p>And that {text} I do!</p></div>'
        for text in MORE[:4]
    )
    assert read_page(in_blocks(f"<div>{comments}</div>"), "").text == "\n".join([LEAD, *MORE])


def test_a_list_of_other_articles_is_not_joined() -> None:
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/{number}">Story {number}</a></h3><p>{text}</p><p>{text} Indeed.</p></div>'
        for number, text in enumerate(MORE)
    )
    alone = document_fromstring(f"<html><body><main>{teasers}</main></body></html>")
    assert join_chunks(alone) is alone
    assert read_page(in_blocks(f"<div>{teasers}</div>"), "").text == "\n".join([LEAD, *MORE])


@pytest.mark.parametrize(
    ("head", "body", "moment"),
    [
        ('<meta property="article:published_time" content="2025-08-28">', "", datetime(2025, 8, 28, tzinfo=UTC)),
        ("", '<time datetime="2025-08-28T23:30:00-04:00">Thursday</time>', datetime(2025, 8, 29, 3, 30, tzinfo=UTC)),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-08-28T10:00:00Z"}</script>',
            "",
            datetime(2025, 8, 28, 10, tzinfo=UTC),
        ),
    ],
)
def test_the_moment_of_publication(head: str, body: str, moment: datetime) -> None:
    assert read_page(page(head, body), "").published == moment


def test_a_day_to_come_is_no_date_of_publication() -> None:
    html = page("", "<p>The fair opens on 3 May 2031 at the town hall.</p>")
    now = datetime(2025, 8, 29, tzinfo=UTC)
    published = read_page(html, "", now=now).published
    assert published is None or published <= now


@pytest.mark.parametrize(("name", "author"), [("Unknown", ""), ("admin", ""), ("The Daily Planet", "The Daily Planet")])
def test_nobody_is_no_author(name: str, author: str) -> None:
    head = f'<meta name="author" content="{name}"><meta property="og:site_name" content="The Daily Planet">'
    assert read_page(page(head), "").author == author


def test_a_page_in_an_old_encoding_is_read() -> None:
    html = page(
        paragraphs=["Café owners in Besançon say that the façade of the old town must be kept as it is.", *MORE]
    )
    latin = html.decode().replace('charset="utf-8"', 'charset="iso-8859-1"').encode("latin-1")
    assert read_page(latin, "").text.startswith("Café owners in Besançon")


@pytest.mark.parametrize(
    "html",
    [
        b"<html><head><title>x</title></head><body></body></html>",
        b"<html><body><script>var a = 'Kim will attend';</script></body></html>",
        b"<" * 50_000,
        b"<div>" * 50_000,
        b"<!--" + b"-" * 50_000,
    ],
)
def test_a_page_without_an_article_is_refused(html: bytes) -> None:
    with pytest.raises(EmptyError, match=r"^No article was found in https://planet.example/a; save "):
        read_page(html, "https://planet.example/a")


def test_a_picture_is_no_page() -> None:
    with pytest.raises(UnreadableError, match="a JPEG picture"):
        read_page(b"\xff\xd8\xff\xe0" + bytes(200), "https://planet.example/a.jpg")


def test_control_characters_of_a_page_do_not_reach_the_store() -> None:
    text = read_page(page(paragraphs=[LEAD.replace("leader", "lea&#0;der&#x1b;\x07 and"), *MORE]), "").text
    assert not any(ord(character) < 32 and character != "\n" for character in text)


def test_the_extractor_is_loaded_only_when_a_page_comes() -> None:
    code = "import sys, briefings.sources.files as f; print('trafilatura' in sys.modules, 'lxml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
