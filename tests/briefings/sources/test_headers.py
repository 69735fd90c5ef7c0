"""The head of a plain-text article: title, author, source, address and date where they stand, empty where they do not."""

from datetime import UTC, datetime

import pytest

from briefings.errors import EmptyError
from briefings.models import Document
from briefings.sources.text import read_text

BODY = """North Korea's leader Kim Jong Un will attend a military parade in Beijing next week, China said on Thursday.

The visit is his first to a gathering of many leaders."""
DAY = datetime(2025, 8, 28, tzinfo=UTC)
TITLE = "Kim to attend parade in Beijing"


def read(text: str) -> Document:
    return read_text(text.encode(), "file:/a.txt", "a.txt")


HEADS = [
    # head, title, author, source, published
    ("", "", "", "", None),
    (f"Title: {TITLE}\n", TITLE, "", "", None),
    (f"HEADLINE: {TITLE}\n\n", TITLE, "", "", None),
    (f"**Title:** {TITLE}\n", TITLE, "", "", None),
    (f"Title: {TITLE}\nBy Jane Doe\nPublished: 28 August 2025\n\n", TITLE, "Jane Doe", "", DAY),
    (
        f"Title: {TITLE}\nAuthor: Jane Doe\nDate: 2025-08-28\nSource: Reuters\nTags: a, b\n\n",
        TITLE,
        "Jane Doe",
        "Reuters",
        DAY,
    ),
    (f"# {TITLE}\n\n", TITLE, "", "", None),
    (f"# **{TITLE}** #\n\n", TITLE, "", "", None),
    (f"# [{TITLE}](https://example.org/a)\n\n", TITLE, "", "", None),
    (f"{TITLE}\n===========\n\n", TITLE, "", "", None),
    (f"**{TITLE}**\n\n", TITLE, "", "", None),
    (f"# {TITLE}\n\n*By Jane Doe, Associated Press*\n\n", TITLE, "Jane Doe", "Associated Press", None),
    (
        f'---\ntitle: "{TITLE}"\nauthors:\n  - Jane Doe\n  - John Roe\ndate: 2025-08-28\n---\n',
        TITLE,
        "Jane Doe, John Roe",
        "",
        DAY,
    ),
    (f"---\ntitle: {TITLE}\nauthor:\n  name: Jane Doe\n---\n\n# {TITLE}\n\n", TITLE, "Jane Doe", "", None),
    (f'+++\ntitle = "{TITLE}"\ndate = 2025-08-28T10:00:00+10:00\n+++\n', TITLE, "", "", DAY),
    (f"{TITLE}\n\n", TITLE, "", "", None),
    (f"\n\n{TITLE}\n\n", TITLE, "", "", None),
    ("Will Kim attend the parade?\n\n", "Will Kim attend the parade?", "", "", None),
    (f"{TITLE}\nBy JOHN SMITH | Staff writer\nUpdated 3:14 pm\n\n", TITLE, "JOHN SMITH", "", None),
    (f"{TITLE}\nBy JOHN SMITH\nAssociated Press\n\n", TITLE, "JOHN SMITH", "Associated Press", None),
    (f"{TITLE}\nBy JOHN SMITH\nStaff Writer\n\n", TITLE, "JOHN SMITH", "", None),
    (f"{TITLE}\nBy Reuters\n\n", TITLE, "", "Reuters", None),
    (f"{TITLE}\n\nBy Jane Doe in Beijing and Ana de la Cruz\n\n", TITLE, "Jane Doe, Ana de la Cruz", "", None),
    (f"{TITLE}\nBy Jane Doe for The Guardian\n28 August 2025\n\n", TITLE, "Jane Doe", "The Guardian", DAY),
    ("By Jane Doe and John Roe-Smith, Reuters\n\n", "", "Jane Doe, John Roe-Smith", "Reuters", None),
    (f"28 August 2025\n\n{TITLE}\n\n", TITLE, "", "", DAY),
    ("Thursday, August 28, 2025 / 12:00 AM GMT / CBS News\n\n", "", "", "CBS News", DAY),
    ("By Jane Doe | Aug 28, 2025\n\n", "", "Jane Doe", "", DAY),
    (f"{TITLE}\nPublished: 28 August 2025\nUpdated: 29 August 2025\n\n", TITLE, "", "", DAY),
    (f"{TITLE}\nUpdated: 28 August 2025\n\n", TITLE, "", "", DAY),
    ("28 August 2025 Last updated at 13:59 GMT\n\n" + TITLE + "\n\n", TITLE, "", "", DAY),
    ("Published 28 August 2025 Updated 29 August 2025\n\n", "", "", "", DAY),
    ("Published 2 hours ago\n\n", "", "", "", None),
    ("Author:\nDate: 28 August 2025\n\n", "", "", "", DAY),
    ("Updated: China confirms the visit of Kim\n\n", "Updated: China confirms the visit of Kim", "", "", None),
]


@pytest.mark.parametrize(("head", "title", "author", "source", "published"), HEADS)
def test_the_head_is_read_and_taken_off_the_body(
    head: str, title: str, author: str, source: str, published: datetime | None
) -> None:
    document = read(head + BODY)
    assert (document.title, document.author, document.source, document.published) == (title, author, source, published)
    assert document.text == BODY


NO_HEADS = [
    "Dear readers,",
    "Image caption Kim on his train in 2019",
    "About the author of this article",
    "Jane Doe/The Daily Planet",
    "Editor's note: the names have been changed",
    "28 August 2025 in Beijing and after",
    "Advertisement",
    "World news",
    "Kim to visit. Xi to host",
    "- Kim to attend parade in Beijing",
    "1. Kim to attend parade in Beijing",
    "## Kim to attend parade in Beijing",
    "> Kim to attend parade in Beijing",
    "WASHINGTON, Aug. 28",
    "Kim attends the parade in",
    "By Friday, Kim had arrived in Beijing.",
    "By contrast, Xi stayed.",
    "kim to attend parade in Beijing",
    "Name\tCountry\tStatus",
    "Status: Kim will attend the parade, according to two officials in Beijing who asked not to be named.",
    "---",
    "***",
    "https://example.org and more",
]


@pytest.mark.parametrize("line", NO_HEADS)
def test_a_line_that_is_no_header_stays_in_the_text(line: str) -> None:
    document = read(f"{line}\n\n{BODY}")
    assert document.text == f"{line}\n\n{BODY}"
    assert (document.title, document.author, document.source, document.published) == ("", "", "", None)


def test_the_first_line_of_a_wrapped_paragraph_is_no_title() -> None:
    wrapped = (
        "North Korea's leader Kim Jong Un will attend a military parade\n"
        "Beijing announced on Thursday in a step that few had foreseen and that may change\n"
        "much between the three."
    )
    document = read(f"{wrapped}\n\n{BODY}")
    assert document.title == ""
    assert document.text.startswith(wrapped)


def test_a_title_may_stand_right_above_a_paragraph_in_one_line() -> None:
    document = read(f"{TITLE}\n{BODY}")
    assert (document.title, document.text) == (TITLE, BODY)


def test_a_heading_inside_the_body_is_no_title() -> None:
    text = f"{BODY}\nA Big Stage\nFor China, this is no ordinary parade.\n\n# Old Friends\n\nThey met often."
    document = read(text)
    assert (document.title, document.text) == ("", text)


@pytest.mark.parametrize(
    ("line", "url", "source"),
    [
        ("Source: https://example.org/a?b=1", "https://example.org/a?b=1", ""),
        ("URL: https://example.org/a", "https://example.org/a", ""),
        ("Source: [Reuters](https://example.org/a)", "https://example.org/a", "Reuters"),
        ("Source: The Daily Planet", "", "The Daily Planet"),
        ("Publisher: AP", "", "Associated Press"),
        ("https://example.org/a", "https://example.org/a", ""),
    ],
)
def test_where_an_article_is_from(line: str, url: str, source: str) -> None:
    document = read(f"{line}\n\n{BODY}")
    assert (document.url, document.source, document.text) == (url, source, BODY)


def test_the_dateline_stays_in_the_text_and_names_the_agency() -> None:
    document = read(f"{TITLE}\n\nBEIJING (Reuters) - {BODY}")
    assert (document.title, document.source, document.dateline) == (TITLE, "Reuters", "BEIJING (Reuters) - ")
    assert document.text.startswith(document.dateline)
    assert document.text.endswith(BODY)


def test_a_source_line_beats_the_agency_of_the_dateline() -> None:
    assert read(f"Source: The Daily Planet\n\nBEIJING (Reuters) - {BODY}").source == "The Daily Planet"


def test_every_character_of_the_body_is_kept() -> None:
    body = "“Curly”  two spaces — dash…\u00a0no-break; tab\there; e\u0301 decomposed; soft\u00adhyphen; 🙂; \u200bzero width."
    assert read(f"{TITLE}\n\n{body} {BODY}").text == f"{body} {BODY}"


@pytest.mark.parametrize("text", ["Title: Kim to attend\n", "# Kim to attend\n\n", "---\ntitle: Kim\n---\n"])
def test_a_head_without_an_article_is_refused(text: str) -> None:
    with pytest.raises(EmptyError, match=r"a\.txt has a heading but no article"):
        read(text)


def test_a_single_line_is_an_article() -> None:
    assert read("Kim will attend the parade").text == "Kim will attend the parade"


def test_front_matter_that_repeats_itself_without_end_costs_nothing() -> None:
    bomb = "a: &a [1,1]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
    )
    assert read(f"---\n{bomb}authors: *u\n---\n{BODY}").text == BODY


def test_a_title_in_chinese_is_known() -> None:
    body = "中国外交部周四表示，朝鲜领导人金正恩将出席下周在北京举行的阅兵式。"
    document = read(f"习近平将于下周在北京主持阅兵式\n\n{body}")
    assert (document.title, document.text) == ("习近平将于下周在北京主持阅兵式", body)
