"""What a message means, before any platform decides how it looks.

A message is built from blocks of spans; it never carries markup, so text from an article or a user cannot
become a mention, a link or a command. Mistakes that a platform would refuse are refused here, at construction.

Build with the small functions, which take plain strings where spans are meant::

    Message(
        (heading("Today"), item("Talks ", strong("resume"), sources=[source("Reuters", "https://...", "12 May")])),
        summary="1 story today",
        actions=(Button("More", "more", "s1"),),
    )
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from adapters.checks import linkable, require_line, require_unique
from adapters.controls import Action, Button, Field, FieldKind, Form, Option, Select, Weight

__all__ = [
    "Action",
    "Block",
    "Button",
    "Divider",
    "Field",
    "FieldKind",
    "Form",
    "Group",
    "GroupedList",
    "Heading",
    "Item",
    "Message",
    "Note",
    "Option",
    "Quote",
    "Select",
    "Source",
    "Span",
    "SpanLike",
    "Style",
    "Text",
    "Weight",
    "cited_parts",
    "code",
    "emphasis",
    "group",
    "heading",
    "item",
    "link",
    "moment",
    "note",
    "plain",
    "quote",
    "quoted",
    "say",
    "source",
    "strong",
    "text",
]

MAX_LABEL = 100
MAX_ROWS = 5  # Discord's action rows


class Style(enum.Enum):
    """How a run of text is meant to stand out."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one meaning; ``url`` makes it a link.

    ``at`` (aware) makes it a point in time: a platform that can shows it in the reader's own zone, the
    others show ``text``.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a span needs text; leave it out instead")
        if self.url is not None and not linkable(self.url):
            raise ValueError(f"{self.url[:80]!r} cannot be a link: use http or https")
        if self.at is not None and self.at.tzinfo is None:
            raise ValueError("a time in a message needs a time zone")


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: an outlet's name, where it says it, and when, as the reader should read it."""

    label: str
    url: str | None = None
    date: str = ""

    def __post_init__(self) -> None:
        require_line(self.label, "a source's label", MAX_LABEL)
        if len(self.date) > MAX_LABEL:
            raise ValueError(f"a source's date has more than {MAX_LABEL} letters")
        if self.url is not None and not linkable(self.url):
            raise ValueError(f"{self.url[:80]!r} cannot be a link: use http or https")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: level 1 names the message, level 2 a part of it."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        require_line(self.text, "a heading")
        if self.level not in (1, 2):
            raise ValueError("a heading's level is 1 or 2")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _require_text(self.spans, "a paragraph")


@dataclass(frozen=True, slots=True)
class Note:
    """A small line beside the main thing: when, how many, what to try next."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _require_text(self.spans, "a note")


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet, with its sources kept apart from its text so that nothing can cut them off."""

    spans: tuple[Span, ...]
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        _require_text(self.spans, "an item")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as somebody wrote it, with who wrote it."""

    spans: tuple[Span, ...]
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        _require_text(self.spans, "a quote")
        if not self.sources:
            raise ValueError("a quote needs a source")


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one title."""

    title: str
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        require_line(self.title, "a group's title", MAX_LABEL)
        if not self.items:
            raise ValueError(f"the group {self.title!r} is empty; leave it out instead")


@dataclass(frozen=True, slots=True)
class GroupedList:
    """Items in titled groups, such as a roster by status; ``empty`` is shown when there are no groups."""

    groups: tuple[Group, ...]
    empty: str = "Nothing yet."

    def __post_init__(self) -> None:
        require_line(self.empty, "the words for an empty list", MAX_LABEL)


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


Block: TypeAlias = Heading | Text | Note | Item | Quote | GroupedList | Divider


@dataclass(frozen=True, slots=True)
class Message:
    """Everything said at once: ``summary`` is the one line that a notification or a plain-text reader shows.

    ``ping`` is the platform's own id of a role or group that is to be called; only an admin's setting may fill it.
    ``replaces``, of a private answer to a press: it takes the place of the private message that was pressed on, where
    the platform can; without it that message stays.
    """

    blocks: tuple[Block, ...]
    summary: str
    actions: tuple[Action, ...] = ()
    ping: str = ""
    replaces: bool = False

    def __post_init__(self) -> None:
        require_line(self.summary, "a message's summary")
        if not self.blocks:
            raise ValueError("a message needs at least one block")
        rows = sum(isinstance(action, Select) for action in self.actions)
        buttons = len(self.actions) - rows
        if rows + -(-buttons // 5) > MAX_ROWS:
            raise ValueError(f"a message takes {MAX_ROWS} rows of 5 buttons or one menu each, and this one has more")
        require_unique([f"{action.action}:{action.value}" for action in self.actions], "actions of a message")


SpanLike: TypeAlias = str | Span


def strong(words: str) -> Span:
    """Make a span that stands out."""
    return Span(words, Style.STRONG)


def emphasis(words: str) -> Span:
    """Make a stressed span."""
    return Span(words, Style.EMPHASIS)


def quoted(words: str) -> Span:
    """Make a span of somebody else's words; the renderer puts it in quotation marks."""
    return Span(words, Style.QUOTE)


def code(words: str) -> Span:
    """Make a span to be typed or read letter by letter, such as a command."""
    return Span(words, Style.CODE)


def link(words: str, url: str) -> Span:
    """Make a link, or the bare words where the address cannot be one."""
    return Span(words, url=url if linkable(url) else None)


def moment(at: datetime, words: str) -> Span:
    """Make a point in time, with the words for platforms that cannot show it in the reader's zone."""
    return Span(words, at=at)


def source(label: str, url: str | None = None, date: str = "") -> Source:
    """Make a source from what an article says of itself: an address that cannot be a link is left out."""
    line = " ".join(label.split())
    line = line if len(line) <= MAX_LABEL else line[: MAX_LABEL - 1].rstrip() + "…"
    return Source(line or "unnamed source", url if url and linkable(url) else None, " ".join(date.split())[:MAX_LABEL])


def heading(words: str, level: int = 1) -> Heading:
    """Make a heading; line breaks become spaces."""
    return Heading(" ".join(words.split()), level)


def text(*parts: SpanLike) -> Text:
    """Make a paragraph."""
    return Text(_spans(parts))


def note(*parts: SpanLike) -> Note:
    """Make a small line."""
    return Note(_spans(parts))


def item(*parts: SpanLike, sources: Iterable[Source] = ()) -> Item:
    """Make a bullet."""
    return Item(_spans(parts), tuple(sources))


def quote(*parts: SpanLike, sources: Iterable[Source]) -> Quote:
    """Make a quoted sentence."""
    return Quote(_spans(parts), tuple(sources))


def group(title: str, items: Iterable[Item]) -> Group:
    """Make a titled group of items."""
    return Group(" ".join(title.split()), tuple(items))


def say(*parts: SpanLike, actions: Iterable[Action] = ()) -> Message:
    """Make a message of one paragraph, which is also its summary."""
    paragraph = text(*parts)
    return Message((paragraph,), " ".join(plain(paragraph.spans).split()), tuple(actions))


def plain(spans: Sequence[Span]) -> str:
    """Give the words of spans without their styles."""
    return "".join(span.text for span in spans)


def cited_parts(block: Block) -> tuple[Item | Quote, ...]:
    """Give the parts of a block that carry sources."""
    if isinstance(block, GroupedList):
        return tuple(item for group in block.groups for item in group.items)
    return (block,) if isinstance(block, Item | Quote) else ()


def _spans(parts: Iterable[SpanLike]) -> tuple[Span, ...]:
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


def _require_text(spans: Sequence[Span], name: str) -> None:
    if not plain(spans).strip():
        raise ValueError(f"{name} needs text")
