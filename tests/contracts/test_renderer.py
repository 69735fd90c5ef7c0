"""What every renderer must do; Slack and Discord add themselves to RENDERERS."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import Phase, given, settings
from rich.console import Console

from adapters.console.render import render_lines, render_text
from adapters.discord.render import render as render_discord
from adapters.message import (
    Button,
    Divider,
    GroupedList,
    Heading,
    Message,
    Option,
    Select,
    Source,
    Span,
    group,
    item,
    link,
    note,
    quote,
    say,
    source,
    strong,
    text,
)
from adapters.plaintext import render_plain
from adapters.slack.render import render as render_slack
from tests.adapters.messages import MESSAGES, sources_of, words_of
from tests.contracts.hostile import HOSTILE
from tests.servers.discord.markdown import live


@dataclass(frozen=True, slots=True)
class Renderer:
    """``show`` gives everything that goes out; ``live`` finds what would act on a reader in it."""

    name: str
    show: Callable[[Message], str]
    live: Callable[[str], list[str]]


def hidden(shown: str) -> list[str]:
    """Control, direction and invisible characters, which no platform may be given."""
    found = [
        f"U+{ord(each):04X}"
        for each in shown
        if each != "\n" and unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")
    ]
    found += [
        f"U+{ord(each):04X}" for each in shown if unicodedata.category(each) == "Cf" and each not in "\u200c\u200d"
    ]
    return found + re.findall(r"[\u115f\u1160\u3164\uffa0\ufdd0-\ufdef\uffff]|[\u0300-\u036f]{7,}", shown)


def on_a_terminal(message: Message) -> str:
    """What a colour terminal gets, without the sequences that rich itself writes."""
    console = Console(file=io.StringIO(), force_terminal=True, width=200, color_system="truecolor", _environ={})
    for line in render_lines(message, 96):
        console.print(line, highlight=False, soft_wrap=True)
    assert isinstance(console.file, io.StringIO)
    return re.sub(r"\x1b\[[\d;]*m", "", console.file.getvalue())


def on_slack(message: Message) -> str:
    """Every string that people could read or press in what Slack is sent, in order."""
    rendered = render_slack(message)
    return "\n".join([*_strings(rendered.blocks), rendered.text])


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for name, each in part.items():
            yield from [each] if name in ("text", "url", "fallback") and isinstance(each, str) else _strings(each)
    elif isinstance(part, list):
        for each in part:
            yield from _strings(each)


def live_on_slack(shown: str) -> list[str]:
    """Mentions, and links to anything but the web."""
    return hidden(shown) + re.findall(r"<[@!#][^>]*>|<(?!https?:)[a-z]+:[^>]*>", shown, re.IGNORECASE)


_PRESSED = "\n(pressed)\n"  # between what Discord reads as markdown and what it shows as it is


def on_discord(message: Message) -> str:
    """Every string that people could read or press in what Discord is sent, in order."""
    body = cast(dict[str, Any], render_discord(message))
    read = [body["content"], *(embed.get(name, "") for embed in body["embeds"] for name in ("title", "description"))]
    pressed = [option for row in body["components"] for each in row["components"] for option in _labels(each)]
    return "\n".join(filter(None, read)) + _PRESSED + "\n".join(pressed)


def _labels(component: dict[str, Any]) -> list[str]:
    options = [words for each in component.get("options", []) for words in (each["label"], each.get("description"))]
    return [words for words in (component.get("label"), component.get("placeholder"), *options) if words]


def live_on_discord(shown: str) -> list[str]:
    """What Discord's markdown makes of it, beside the few things that we write ourselves."""
    read, pressed = shown.split(_PRESSED)
    return live(read) + hidden(pressed)


RENDERERS = [
    Renderer("discord", on_discord, live_on_discord),
    Renderer("slack", on_slack, live_on_slack),
    Renderer("plain", render_plain, hidden),
    Renderer("terminal", on_a_terminal, hidden),
    Renderer("terminal-40", lambda message: render_text(message, 40), hidden),
]


@pytest.fixture(params=RENDERERS, ids=lambda renderer: renderer.name)
def renderer(request: pytest.FixtureRequest) -> Renderer:
    assert isinstance(request.param, Renderer)
    return request.param


def everywhere(words: str) -> Message:
    """The same words in every place that takes other people's words."""
    line = " ".join(words.split()) or "x"
    filled = words if words.strip() else f"x{words}"
    label = line[:100]
    return Message(
        (
            Heading(line),
            text(filled, strong(filled)),
            note(filled),
            item(filled, sources=[source(words, None, words)]),
            quote(filled, sources=[Source(label)]),
            GroupedList((group(label, [item(filled, sources=[source(words)])]),)),
            GroupedList((), empty=label),
        ),
        summary=line,
        actions=(
            Button(line, "press", confirm=line),
            Select(line, "choose", (Option(line, "a", line),)),
        ),
    )


def squeezed(shown: str) -> str:
    """Without spaces, and without the bar of a quote that went on: wrapping may break anywhere."""
    return re.sub(r"[\s│]+", "", shown)


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_hostile_text_is_never_live(renderer: Renderer, words: str) -> None:
    shown = renderer.show(everywhere(words))
    assert renderer.live(shown) == []
    shown.encode()


def test_text_that_hides_completely_still_leaves_something_to_read(renderer: Renderer) -> None:
    shown = renderer.show(Message((text("\u200b"), item("\u3164", sources=[source("\u2060")])), "x"))
    assert shown.count("(no readable text)") == 3


def test_markup_is_shown_as_it_was_typed_by_those_without_markup(renderer: Renderer) -> None:
    if renderer.name in ("slack", "discord"):
        pytest.skip("escaped: its own test reads it back")
    assert "[bold red]**not** <b>bold</b>[/bold red]" in renderer.show(
        say("[bold red]**not** <b>bold</b>[/bold red]")
    ).replace("\n", " ")


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(MESSAGES)
def test_every_word_and_every_source_is_shown(message: Message) -> None:
    for renderer in RENDERERS:
        shown = squeezed(renderer.show(message))
        at = 0
        for word in words_of(message):
            found = shown.find(word, at)
            assert found >= at, f"{renderer.name} lost {word[:40]!r}"
            at = found + len(word)
        for each in sources_of(message):
            assert squeezed(each.label) in shown
            assert squeezed(each.date) in shown
            assert each.url is None or each.url in shown


def test_an_address_stays_in_one_piece(renderer: Renderer) -> None:
    address = "https://news.example/" + "long-path/" * 20
    shown = renderer.show(Message((item("Short.", sources=[source("AP", address, "12 May")]),), "x"))
    assert address in shown


def test_an_empty_list_says_so(renderer: Renderer) -> None:
    assert "Nobody yet." in renderer.show(Message((GroupedList((), empty="Nobody yet."),), "x"))


def test_a_message_of_a_divider_alone_is_shown(renderer: Renderer) -> None:
    assert renderer.show(Message((Divider(),), "x")).strip()


def test_buttons_and_choices_can_be_read(renderer: Renderer) -> None:
    actions = (
        Button("Evidence", "evidence"),
        Select("More on", "more", (Option("The summit", "1"), Option("Talks", "2"))),
    )
    shown = renderer.show(say("Hello", actions=actions))
    for label in ("Evidence", "More on", "The summit", "Talks"):
        assert label in shown


def test_a_link_that_is_no_web_address_is_only_words(renderer: Renderer) -> None:
    shown = renderer.show(
        say(link("press here", "javascript:alert(1)"), link(" or here", "https://a.example/\u202efdp"))
    )
    assert "press here" in shown.replace("\n", " ")
    assert "javascript" not in shown
    assert "a.example" not in shown


def test_other_scripts_and_emoji_are_left_as_they_are(renderer: Renderer) -> None:
    # Persian with a joiner between letters, a family emoji, Hindi, Hebrew, Vietnamese, a flag.
    words = "می\u200cروم 👨\u200d👩\u200d👧 हिन्दी שלום Việt 🇰🇪 naïve"
    assert squeezed(words) in squeezed(renderer.show(Message((text(Span(words)),), "x")))
