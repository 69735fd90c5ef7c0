"""Messages of every shape, for the tests of splitting and rendering."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from adapters.message import (
    Block,
    Button,
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
    Style,
    Text,
)

WORDS = st.lists(
    st.sampled_from(["talks", "Nairobi", "1,200", "“peace”", "naïve", "会談", "👩‍🔬", "e\u0301", "ends."]), min_size=1
)
LONG = st.integers(1, 5_000).map("letters".__mul__)
SENTENCES = st.one_of(WORDS.map(" ".join), st.integers(1, 400).map("The talks ended. ".__mul__), LONG)
URLS = st.integers(1, 1_900).map(lambda length: "https://news.example/" + "a" * length)
SPANS = st.lists(st.builds(Span, SENTENCES, st.sampled_from(Style), st.none() | URLS), min_size=1, max_size=4).map(
    tuple[Span, ...]
)
SOURCES = st.lists(
    st.builds(Source, st.integers(0, 10**6).map("Outlet {}".format), st.none() | URLS, st.just("12 May")), max_size=30
)
ITEMS = st.builds(Item, SPANS, SOURCES.map(tuple[Source, ...]))
GROUPS = st.builds(
    Group, st.sampled_from(["Attending", "Undecided"]), st.lists(ITEMS, min_size=1, max_size=6).map(tuple[Item, ...])
)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, SENTENCES, st.sampled_from([1, 2])),
    st.builds(Text, SPANS),
    st.builds(Note, SPANS),
    ITEMS,
    st.builds(Quote, SPANS, SOURCES.filter(bool).map(tuple[Source, ...])),
    st.builds(GroupedList, st.lists(GROUPS, max_size=3).map(tuple[Group, ...])),
    st.just(Divider()),
)
BUTTONS = st.integers(0, 10).map(lambda count: tuple(Button(f"Button {n}", "more", str(n)) for n in range(count)))
MESSAGES = st.builds(
    Message, st.lists(BLOCKS, min_size=1, max_size=15).map(tuple[Block, ...]), st.just("A summary"), BUTTONS
)


def words_of(message: Message) -> list[str]:
    """Every word a reader must get, in order."""
    words: list[str] = []
    _walk(message, lambda text: words.extend(text.split()), lambda source: None)
    return words


def sources_of(message: Message) -> list[Source]:
    """Every source a reader must get, in order."""
    found: list[Source] = []
    _walk(message, lambda text: None, found.append)
    return found


def _walk(message: Message, on_text: Callable[[str], object], on_source: Callable[[Source], object]) -> None:
    for block in message.blocks:
        if isinstance(block, Heading):
            on_text(block.text)
        elif isinstance(block, Text | Note | Item | Quote):
            _walk_cited(block, on_text, on_source)
        elif isinstance(block, GroupedList):
            if not block.groups:
                on_text(block.empty)
            for group in block.groups:
                on_text(group.title)
                for item in group.items:
                    _walk_cited(item, on_text, on_source)


def _walk_cited(
    block: Text | Note | Item | Quote, on_text: Callable[[str], object], on_source: Callable[[Source], object]
) -> None:
    for span in block.spans:
        on_text(span.text)
    for source in block.sources if isinstance(block, Item | Quote) else ():
        on_source(source)
