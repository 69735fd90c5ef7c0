"""A message for the terminal: wrapped to the screen, bold and dim where it helps, live nowhere."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text as Line

from adapters.console.choices import Choice, number_choices
from adapters.message import (
    Block,
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
from adapters.plaintext import NO_TEXT
from adapters.visible import make_line, make_visible

WIDEST = 96  # longer lines are hard to read
NARROWEST = 20
_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.EMPHASIS: "italic",
    Style.QUOTE: "",
    Style.CODE: "cyan",
}
_WRAPPER = Console(file=io.StringIO(), color_system=None)


def render_text(message: Message, width: int = 80) -> str:
    """Write a message as plain text of at most ``width`` columns; an address alone may run over."""
    return "\n".join(line.plain.rstrip() for line in render_lines(message, width))


def render_lines(message: Message, width: int) -> list[Line]:
    """Give a message as styled lines of at most ``width`` columns; an address alone may run over, whole."""
    width = max(NARROWEST, min(width, WIDEST))
    lines: list[Line] = []
    before: Block | None = None
    for block in message.blocks:
        if before is not None and _parted(before, block):
            lines.append(Line())
        lines += _block_lines(block, width)
        before = block
    choices = number_choices(message.actions)
    if choices:
        lines.append(Line())
        lines += _choice_lines(choices, width)
    return lines


def _parted(before: Block, block: Block) -> bool:
    """Tell whether a blank line stands between two blocks."""
    if isinstance(before, Heading) and (before.level == 2 or isinstance(block, Note)):
        return False
    if isinstance(before, Item) and isinstance(block, Item):
        return bool(before.sources)
    return not (isinstance(before, Note) and isinstance(block, Note))


def _block_lines(block: Block, width: int) -> Iterator[Line]:
    if isinstance(block, Heading):
        yield from _wrap(
            Line(make_line(block.text) or NO_TEXT, "bold" if block.level == 2 else "bold underline"), width
        )
    elif isinstance(block, Text):
        yield from _wrap(_paragraph(block.spans), width)
    elif isinstance(block, Note):
        yield from _wrap(_paragraph(block.spans, "dim"), width)
    elif isinstance(block, Item):
        yield from _item_lines(block, width)
    elif isinstance(block, Quote):
        yield from _wrap(_paragraph(block.spans), width, "│ ", "│ ")
        yield from _source_lines(block.sources, width, "│ ")
    elif isinstance(block, GroupedList):
        if not block.groups:
            yield from _wrap(Line(make_line(block.empty) or NO_TEXT, "dim"), width)
        for number, group in enumerate(block.groups):
            if number:
                yield Line()
            yield from _wrap(Line(make_line(group.title) or NO_TEXT, "bold"), width)
            for item in group.items:
                yield from _item_lines(item, width)
    elif isinstance(block, Divider):
        yield Line("─" * width, "dim")


def _item_lines(item: Item, width: int) -> Iterator[Line]:
    yield from _wrap(_paragraph(item.spans), width, "• ", "  ")
    yield from _source_lines(item.sources, width, "  ")


def _source_lines(sources: Iterable[Source], width: int, indent: str) -> Iterator[Line]:
    """Name sources on as few lines as hold them; an address gets the rest of a line, or one of its own."""
    waiting = ""
    for source in sources:
        named = ", ".join(part for part in (make_line(source.label) or NO_TEXT, make_line(source.date)) if part)
        joined = f"{waiting} · {named}" if waiting else named
        if waiting and Line(joined).cell_len > width - len(indent):
            yield from _wrap(Line(waiting, "dim"), width, indent, indent)
            joined = named
        waiting = joined
        if source.url:
            if Line(f"{waiting} {source.url}").cell_len <= width - len(indent):
                yield Line(f"{indent}{waiting} {source.url}", "dim")
            else:
                yield from _wrap(Line(waiting, "dim"), width, indent, indent)
                yield Line(indent + source.url, "dim")
            waiting = ""
    if waiting:
        yield from _wrap(Line(waiting, "dim"), width, indent, indent)


def _choice_lines(choices: Iterable[Choice], width: int) -> Iterator[Line]:
    """Show buttons side by side, and the choices of a menu under its words."""
    row = Line()
    menu = ""
    for choice in choices:
        if choice.menu != menu:
            if row:
                yield row
            menu, row = choice.menu, Line()
            yield from _wrap(Line(menu, "bold"), width)
        label = Line.assemble((f"[{choice.number}]", "bold cyan"), " ", choice.label)
        if choice.address:
            if row:
                yield row
            row = Line()
            yield label
            yield Line("    " + choice.address, "dim")
            continue
        if row and row.cell_len + 2 + label.cell_len > width:
            yield row
            row = Line()
        wrapped = list(_wrap(Line("  ").append_text(label) if row else label, width))
        yield from wrapped[:-1]
        row = row.append_text(wrapped[-1]) if len(wrapped) == 1 else wrapped[-1]
    if row:
        yield row


def _paragraph(spans: Iterable[Span], base: str = "") -> Line:
    line = Line(style=base)
    for span in spans:
        words = make_visible(span.text)
        line.append(f"“{words}”" if span.style is Style.QUOTE else words, _STYLES[span.style])
        if span.url:
            line.append(f" ({span.url})", "dim")
    return line if line.plain.strip() else Line(NO_TEXT, "dim")


def _wrap(line: Line, width: int, first: str = "", later: str = "") -> Iterator[Line]:
    """Wrap to ``width`` columns, with a hanging indent."""
    wrapped = line.wrap(_WRAPPER, width - len(first), overflow="fold", tab_size=1)
    for number, part in enumerate(wrapped):
        part.rstrip()
        yield Line.assemble((first if number == 0 else later, "dim" if "│" in first else ""), part)
