from __future__ import annotations

from datetime import datetime

import pytest

from adapters.message import (
    Button,
    Field,
    FieldKind,
    Form,
    Heading,
    Item,
    Message,
    Option,
    Quote,
    Select,
    Source,
    Span,
    Text,
    group,
    heading,
    link,
    plain,
    say,
    source,
    strong,
    text,
)


def test_plain_strings_become_spans() -> None:
    assert text("Kim is ", strong("attending"), "").spans == (Span("Kim is "), strong("attending"))


def test_say_makes_its_own_summary() -> None:
    assert say("Two\nlines").summary == "Two lines"


@pytest.mark.parametrize(
    "build",
    [
        lambda: Span(""),
        lambda: Text(()),
        lambda: text("  \n "),
        lambda: Heading("Two\nlines"),
        lambda: Heading("x", 3),
        lambda: Item((), ()),
        lambda: Quote((Span("Said."),), ()),
        lambda: Source(" "),
        lambda: Source("AP", "javascript:alert(1)"),
        lambda: Source("AP", "https://a.example/with space"),
        lambda: Source("AP", "https://a.example/" + "x" * 2_000),
        lambda: Span("now", at=datetime(2024, 1, 1)),  # noqa: DTZ001
        lambda: group("Attending", []),
        lambda: Message((), "x"),
        lambda: Message((text("x"),), "two\nlines"),
        lambda: Button("", "press"),
        lambda: Button("Press", "Press It"),
        lambda: Button("Press", "press", "x" * 70),
        lambda: Button("Press", "press", url="ftp://a.example"),
        lambda: Select("Choose", "choose", ()),
        lambda: Select("Choose", "choose", tuple(Option(str(n), str(n)) for n in range(26))),
        lambda: Select("Choose", "choose", (Option("a", "1"), Option("b", "1"))),
        lambda: Select("Choose", "choose", (Option("a", "1", chosen=True), Option("b", "2", chosen=True))),
        lambda: say("x", actions=[Button("A", "press", "1"), Button("B", "press", "1")]),
        lambda: say("x", actions=[Button("A", "press", str(n)) for n in range(26)]),
        lambda: Field("when", "x" * 46),
        lambda: Field("when", "When", FieldKind.CHOICE),
        lambda: Field("when", "When", options=(Option("a", "1"),)),
        lambda: Form("A title that is too long for it", "save", (Field("when", "When"),)),
        lambda: Form("Save", "save", ()),
        lambda: Form("Save", "save", tuple(Field(f"f{n}", "F") for n in range(6))),
        lambda: Form("Save", "save", (Field("when", "When"), Field("when", "Again"))),
    ],
)
def test_what_a_platform_would_refuse_is_refused_when_it_is_built(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        build()


def test_what_an_article_says_of_itself_never_stops_a_message() -> None:
    assert source("  Two\nlines ", "javascript:x", "12\nMay") == Source("Two lines", None, "12 May")
    assert source("") == Source("unnamed source")
    assert len(source("x" * 500, "https://a.example").label) == 100
    assert heading("Two\nlines").text == "Two lines"
    assert link("words", "not a link") == Span("words")
    assert plain((Span("a"), strong("b"))) == "ab"
