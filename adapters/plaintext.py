"""A message as plain text: what a reader reads, without a platform's looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.message import (
    Action,
    Block,
    Button,
    Divider,
    GroupedList,
    Heading,
    Item,
    Message,
    Note,
    Quote,
    Source,
    Span,
    Style,
    Text,
)
from adapters.platform import Limits, Size
from adapters.visible import make_line, make_visible

BULLET = "• "
RULE = "-" * 20
_QUOTES = "\"“„«‘'"
NO_TEXT = "(no readable text)"


def render_plain(message: Message) -> str:
    """Write a message line by line: bullets with their sources behind a dash, buttons in brackets at the end."""
    lines = [line for block in message.blocks for line in _block_lines(block)]
    if message.actions:
        lines.append(" ".join(render_action(action) for action in message.actions))
    return "\n".join(lines)


def render_spans(spans: Iterable[Span]) -> str:
    """Write the words of a paragraph; a link's address follows it in angle brackets."""
    return make_visible("".join(_span_words(span) for span in spans)).strip() or NO_TEXT


def render_source(source: Source) -> str:
    """Write a source on one line: outlet, date, address."""
    return ", ".join(part for part in (make_line(source.label) or NO_TEXT, make_line(source.date), source.url) if part)


def render_action(action: Action) -> str:
    """Write a button as [Label], a menu as [Placeholder: choice | choice]."""
    if isinstance(action, Button):
        return f"[{make_line(action.label) or NO_TEXT}]"
    choices = " | ".join(make_line(option.label) or NO_TEXT for option in action.options)
    return f"[{make_line(action.placeholder) or NO_TEXT}: {choices}]"


def measure_plain(part: Block | tuple[Action, ...]) -> Size:
    """Measure a block, or all the actions of a message, as plain text."""
    if isinstance(part, tuple):
        return Size(-(-len(part) // 5), sum(len(render_action(action)) + 1 for action in part))
    lines = list(_block_lines(part))
    return Size(1, sum(map(len, lines)) + len(lines))


UNLIMITED = Limits(measure_plain, blocks=1_000_000, block_characters=10**9, message_characters=10**9, sources=10**6)


def _block_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield make_line(block.text) or NO_TEXT
    elif isinstance(block, Text | Note):
        yield render_spans(block.spans)
    elif isinstance(block, Item):
        yield BULLET + _cited(render_spans(block.spans), block.sources)
    elif isinstance(block, Quote):
        words = render_spans(block.spans)
        yield _cited(words if words[0] in _QUOTES else f"“{words}”", block.sources)
    elif isinstance(block, GroupedList):
        if not block.groups:
            yield make_line(block.empty) or NO_TEXT
        for group in block.groups:
            yield make_line(group.title) or NO_TEXT
            for item in group.items:
                yield "  " + BULLET + _cited(render_spans(item.spans), item.sources)
    elif isinstance(block, Divider):
        yield RULE


def _cited(words: str, sources: Iterable[Source]) -> str:
    named = "; ".join(render_source(source) for source in sources)
    return f"{words} — {named}" if named else words


def _span_words(span: Span) -> str:
    words = f"“{span.text}”" if span.style is Style.QUOTE else span.text
    return f"{words} <{span.url}>" if span.url else words
