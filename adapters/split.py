"""A message cut into messages that fit a platform.

Everything comes out, in order: long texts part at the ends of sentences or words, sources stay with the last
piece of their text, and nothing is ever cut from the end. Buttons come with the last part.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from adapters.message import (
    MAX_LABEL,
    Block,
    Divider,
    Group,
    GroupedList,
    Heading,
    Item,
    Message,
    Note,
    Quote,
    Source,
    Span,
    Text,
    cited_parts,
    note,
    plain,
)
from adapters.platform import Limits, Size

_MORE_SOURCES = (Span("Further sources"),)
_CONTINUED = " (continued)"
_LONGEST_MARK = note("(999/999)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s)|\n")
_JOINING = "\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_SHORT = 40  # characters of text that are not worth parting from their sources

_Holds: TypeAlias = Callable[[tuple[Span, ...]], bool]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much one block may take, so that it fits into a message beside the part's mark and the buttons."""

    limits: Limits
    blocks: int
    characters: int

    def holds(self, block: Block) -> bool:
        size = self.limits.measure(block)
        if size.blocks > self.blocks or size.characters > self.characters:
            return False
        return all(len(each.sources) <= self.limits.sources for each in cited_parts(block))


def split(message: Message, limits: Limits) -> tuple[Message, ...]:
    """Give the message as it is where it fits, else as parts marked "(1/3)", "(2/3)", ... in order."""
    beside = limits.measure(message.actions)
    if beside.blocks > limits.blocks // 2 or beside.characters > limits.message_characters // 2:
        raise ValueError("the buttons and menus of a message take more than half of it; use fewer")
    mark = limits.measure(_LONGEST_MARK)
    whole = _Room(limits, limits.blocks - beside.blocks, limits.message_characters - beside.characters)
    room = _Room(limits, whole.blocks - mark.blocks, min(limits.block_characters, whole.characters - mark.characters))
    pieces = [piece for block in message.blocks for piece in _pieces(block, room)]
    if len(pieces) == len(message.blocks) and _fits(pieces, whole):
        return (message,)
    parts = _pack(pieces, dataclasses.replace(whole, blocks=room.blocks, characters=whole.characters - mark.characters))
    return tuple(
        Message(
            _marked(part, number, len(parts)),
            f"{message.summary} ({number}/{len(parts)})" if len(parts) > 1 else message.summary,
            message.actions if number == len(parts) else (),
            message.ping if number == 1 else "",
        )
        for number, part in enumerate(parts, 1)
    )


def _total(sizes: Iterable[Size]) -> Size:
    sizes = list(sizes)
    return Size(sum(size.blocks for size in sizes), sum(size.characters for size in sizes))


def _fits(blocks: Iterable[Block], room: _Room) -> bool:
    size = _total(room.limits.measure(block) for block in blocks)
    return size.blocks <= room.blocks and size.characters <= room.characters


def _pack(pieces: list[Block], room: _Room) -> list[list[Block]]:
    """Fill parts in order; a heading never ends one, and a divider never begins one."""
    parts: list[list[Block]] = [[]]
    for piece in pieces:
        part = parts[-1]
        if not part or _fits([*part, piece], room):
            part.append(piece)
            continue
        if isinstance(piece, Divider):
            continue
        opening: list[Block] = [piece]
        if isinstance(part[-1], Heading) and len(part) > 1 and _fits([part[-1], piece], room):
            opening.insert(0, part.pop())
        parts.append(opening)
    return parts


def _marked(part: list[Block], number: int, count: int) -> tuple[Block, ...]:
    if count == 1:
        return tuple(part)
    mark = note(f"({number}/{count})")
    return (*part, mark) if number == 1 else (mark, *part)


def _pieces(block: Block, room: _Room) -> Iterator[Block]:
    """Cut one block into blocks that each fit."""
    if room.holds(block):
        yield block
    elif isinstance(block, Heading):
        for spans in _cut_all((Span(block.text),), lambda spans: room.holds(Heading(plain(spans), block.level))):
            yield Heading(plain(spans), block.level)
    elif isinstance(block, Text | Note):
        for spans in _cut_all(block.spans, lambda spans: room.holds(type(block)(spans))):
            yield type(block)(spans)
    elif isinstance(block, Item):
        yield from _item_pieces(block.spans, block.sources, room.holds)
    elif isinstance(block, Quote):
        yield from _quote_pieces(block, room)
    elif isinstance(block, GroupedList):
        for group in block.groups:
            yield from _group_pieces(group, room)
    else:
        yield block


def _quote_pieces(block: Quote, room: _Room) -> Iterator[Quote | Item]:
    # A quote never stands without a name: a piece that carries no source of its own names the first.
    name = (Source(block.sources[0].label),)

    def holds(piece: Item) -> bool:
        return room.holds(piece) and room.holds(Quote(piece.spans, piece.sources or name))

    for piece in _item_pieces(block.spans, block.sources, holds):
        yield piece if piece.spans is _MORE_SOURCES else Quote(piece.spans, piece.sources or name)


def _group_pieces(group: Group, room: _Room) -> Iterator[GroupedList]:
    def listed(items: Iterable[Item], title: str) -> GroupedList:
        return GroupedList((Group(title, tuple(items)),))

    title = group.title
    later = group.title[: MAX_LABEL - len(_CONTINUED)] + _CONTINUED
    waiting: list[Item] = []
    for item in group.items:
        for piece in _item_pieces(item.spans, item.sources, lambda each: room.holds(listed([each], later))):
            if waiting and not room.holds(listed([*waiting, piece], title)):
                yield listed(waiting, title)
                title, waiting = later, []
            waiting.append(piece)
    yield listed(waiting, title)


def _item_pieces(spans: tuple[Span, ...], sources: tuple[Source, ...], holds: Callable[[Item], bool]) -> Iterator[Item]:
    """Cut an item: its text first, its sources with the last piece, the rest of them in items of their own."""
    while not holds(Item(spans, ())):
        head, tail = _cut(spans, lambda head: holds(Item(head, ())))
        if not tail:
            break
        yield Item(head, ())
        spans = tail
    while sources and _fitting(spans, sources, holds) == 0:
        half = len(plain(spans)) // 2
        if half <= _SHORT:
            break
        head, tail = _cut(spans, lambda head: len(plain(head)) <= half)  # noqa: B023 -- called at once
        if not tail:
            break
        yield Item(head, ())
        spans = tail
    taken = _fitting(spans, sources, holds)
    yield Item(spans, sources[:taken])
    sources = sources[taken:]
    while sources:
        taken = _fitting(_MORE_SOURCES, sources, holds)
        if taken == 0:  # an address that fills a block by itself: its name still stands
            sources = (dataclasses.replace(sources[0], url=None), *sources[1:])
            taken = 1
        yield Item(_MORE_SOURCES, sources[:taken])
        sources = sources[taken:]


def _fitting(spans: tuple[Span, ...], sources: tuple[Source, ...], holds: Callable[[Item], bool]) -> int:
    """Count how many of the sources, from the first on, fit beside the text."""
    return next((count for count in range(len(sources), 0, -1) if holds(Item(spans, sources[:count]))), 0)


def _cut_all(spans: tuple[Span, ...], holds: _Holds) -> Iterator[tuple[Span, ...]]:
    while spans and not holds(spans):
        head, spans = _cut(spans, holds)
        yield head
    if spans:
        yield spans


def _cut(spans: tuple[Span, ...], holds: _Holds) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Part spans at the last sentence end that fits in the second half of the room, else at a word's end."""
    text = plain(spans)
    start = len(text) - len(text.lstrip())
    most = bisect.bisect_left(
        range(start + 1, len(text) + 1), True, key=lambda end: not holds(_slice(spans, start, end))
    )
    end = start + most
    if most == 0:  # a link whose address leaves no room for a letter: the words stay, the link goes
        return (
            _cut(tuple(dataclasses.replace(span, url=None) for span in spans), holds) if _linked(spans) else (spans, ())
        )
    if end < len(text):
        sentences = [found.end() for found in _SENTENCE_END.finditer(text, start, end + 1) if found.end() <= end]
        space = max(text.rfind(" ", start + 1, end + 1), text.rfind("\n", start + 1, end + 1))
        if sentences and sentences[-1] > start + most // 2:
            end = sentences[-1]
        elif space > start + most // 2:
            end = space
        else:
            end = _whole_letter(text, start, end)
    rest = len(text) - len(text[end:].lstrip())
    return _slice(spans, start, end), _slice(spans, rest, len(text))


def _whole_letter(text: str, start: int, end: int) -> int:
    """Step back so that no accent or joined emoji is torn from its letter."""
    for cut in range(end, max(start, end - 16), -1):
        joined = unicodedata.combining(text[cut]) or text[cut] in _JOINING or text[cut - 1] == "\u200d"
        if not joined:
            return cut
    return end


def _linked(spans: Iterable[Span]) -> bool:
    return any(span.url for span in spans)


def _slice(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    sliced = []
    at = 0
    for span in spans:
        words = span.text[max(0, start - at) : max(0, end - at)]
        if words:
            sliced.append(dataclasses.replace(span, text=words))
        at += len(span.text)
    return tuple(sliced)
