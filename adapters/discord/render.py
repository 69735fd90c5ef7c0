"""Message -> the body of a Discord message. Pure: no clock, no connection, no discord.py object.

Embeds, not components v2. What weighs: a phone's notification shows ``content`` and nothing else, and components v2
must do without it; a message with them can never be edited back; whatever reads Discord (bridges, archives, screen
readers' rules, other servers) looks for content and embeds first; an embed holds 6,000 characters where components v2
hold 4,000, so fewer posts are cut in two. The price is the permission Embed Links, which the bot asks for by name.

A message reads from the top: one line of content (what the notification says, with the role that is called), then
the body. Where that line is the body's own first block, it is said once; a message of a few plain lines has no embed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adapters.discord.controls import Json, label, pages_in_words, render_rows
from adapters.discord.custom_ids import MAX_MARKER, CustomId
from adapters.discord.markup import count, escape_line, render_link, render_quoted, render_sources, render_spans
from adapters.discord.payloads import Payload, take_all, word
from adapters.message import (
    Action,
    Block,
    Button,
    GroupedList,
    Heading,
    Item,
    Message,
    Note,
    Quote,
    Text,
    plain,
)
from adapters.platform import Limits, Size
from adapters.visible import make_line, shorten

MAX_CONTENT = 2_000
MAX_TITLE = 256
MAX_DESCRIPTION = 4_096
MAX_EMBEDDED = 6_000
MAX_THREAD_NAME = 100
NO_MENTIONS: Json = {"parse": [], "users": [], "roles": [], "replied_user": False}

_COLOUR = 0x3D6CB9
_RULE = "─" * 12
_LEAD = 160  # characters of the line that a notification shows: two or three lines of a phone
_PART = re.compile(r" \((\d+)/(\d+)\)\Z")  # what split adds to the summary
_SNOWFLAKE = re.compile(r"[0-9]{1,20}\Z")


def render(message: Message, *, marker: str = "", nonce: bool = False) -> Json:
    """Write the body of a message: content, embeds, components and whom it may call, which is nobody but ``ping``.

    With a marker, it is in the custom ids, so that the post can be found again in the channel's history. ``nonce``
    is for the route that makes messages in channels: there Discord itself drops a second post with the marker, for
    some minutes.
    """
    part = _PART.search(message.summary)
    called = _role(message)
    blocks, content = list(message.blocks), ""
    if part is None or part[1] == "1":  # the parts that follow call for nobody's attention
        summary = message.summary[: part.start()] if part else message.summary
        content, blocks = _lead(summary, blocks, called)
    body: Json = {
        "content": " ".join(filter(None, [called, content])),
        "embeds": _embeds(blocks, pages_in_words(message.actions)),
        "components": render_rows(message.actions, marker, f"{part[1]} of {part[2]}" if part else "newsbrief"),
        "allowed_mentions": {**NO_MENTIONS, "roles": [message.ping] if called else []},
    }
    if nonce and marker:
        body |= {"nonce": marker, "enforce_nonce": True}
    return body


def render_plainly(message: Message, *, marker: str = "", nonce: bool = False) -> list[Json]:
    """Write a message without cards, for a server that stumbles over them: in parts, as content holds less.

    The first part has the buttons, the marker and whom it may call; what is too long for content is further parts.
    """
    body = render(message, marker=marker, nonce=nonce)
    parts = [str(body["content"])]
    for line in (line for card in take_all(body, "embeds") for line in _lines_of(card)):
        longer = f"{parts[-1]}\n{line}".strip("\n")
        if count(longer) <= MAX_CONTENT:
            parts[-1] = longer
        else:
            parts.append(shorten(line, MAX_CONTENT // 2))
    further: list[Json] = [{"content": each, "allowed_mentions": dict(NO_MENTIONS)} for each in parts[1:]]
    return [body | {"content": parts[0], "embeds": []}, *further]


def _lines_of(card: Payload) -> list[str]:
    title = f"**{word(card, 'title')}**" if word(card, "title") else ""
    return [line for line in (title, *word(card, "description").split("\n")) if line]


def render_confirmation(pressed: CustomId, words: str) -> Json:
    """Ask before a press is passed on: the question and one button, for the eyes of the presser alone.

    A custom id has no room for the bot's own question, and a restart must not lose it: the button's label is asked.
    """
    custom_id = CustomId(pressed.action, pressed.value, pressed.marker)
    button = {"type": 2, "style": 4, "label": label(words, 80), "custom_id": str(custom_id)}
    return {
        "content": f"**{escape_line(words)}**: are you sure? If not, dismiss this message.",
        "embeds": [],
        "components": [{"type": 1, "components": [button]}],
        "allowed_mentions": dict(NO_MENTIONS),
    }


def name_thread(message: Message) -> str:
    """Name the thread or the forum's post that a message opens."""
    return label(_PART.sub("", message.summary), MAX_THREAD_NAME)


def measure(part: Block | tuple[Action, ...]) -> Size:
    """Measure a block as its line in an embed, with the empty line after it; actions cost only links in words."""
    if isinstance(part, tuple):
        return Size(0, sum(count(_page(each)) + 2 for each in pages_in_words(part)))
    return Size(1, count(render_block(part)) + 2)


LIMITS = Limits(
    measure,
    blocks=100,  # Discord counts none; this only bounds the work of one message
    block_characters=MAX_DESCRIPTION,
    message_characters=MAX_EMBEDDED,
    marker_length=MAX_MARKER,
    posts_per_second=1.0,
    posts_per_second_in_all=45.0,  # 50 requests a second in all, and answers to interactions are not among them
    settle_time=60.0,  # a request is given up after seconds; this is for what Discord took and does late
    bare_commands=False,
    nonce_time=0.0,  # Discord remembers nonces for minutes, other servers do not: whoever posts again looks first
)


def render_block(block: Block) -> str:
    """Write one block in markdown."""
    if isinstance(block, Heading):
        return f"{'##' if block.level == 1 else '###'} {escape_line(block.text)}"
    if isinstance(block, Text):
        return render_spans(block.spans)
    if isinstance(block, Note):
        return f"-# {render_spans(block.spans, one_line=True)}"
    if isinstance(block, Item):
        # A bullet of our own, not a list's: in a list the words of an article could open a heading or a quote.
        named = f"\n-# {render_sources(block.sources)}" if block.sources else ""
        return f"• {render_spans(block.spans, one_line=True)}{named}"
    if isinstance(block, Quote):
        return f"> {render_quoted(block.spans)}\n> — {render_sources(block.sources)}"
    if isinstance(block, GroupedList):
        return "\n".join(_list_lines(block))
    return _RULE


def _list_lines(block: GroupedList) -> Iterator[str]:
    if not block.groups:
        yield f"*{escape_line(block.empty)}*"
    for number, group in enumerate(block.groups):
        yield from [""] if number else []
        yield f"**{escape_line(group.title)}**"
        for each in group.items:
            named = f" — {render_sources(each.sources)}" if each.sources else ""
            yield f"• {render_spans(each.spans, one_line=True)}{named}"


def _role(message: Message) -> str:
    return f"<@&{message.ping}>" if _SNOWFLAKE.match(message.ping) else ""


def _lead(summary: str, blocks: list[Block], called: str) -> tuple[str, list[Block]]:
    """Give what is content, and the blocks that are left; a few plain lines are content altogether."""
    room = MAX_CONTENT - count(called) - 1
    if all(isinstance(block, Text | Note) for block in blocks) and count(_paragraphs(blocks)) <= room:
        return _paragraphs(blocks), []
    # What an answer found comes after a note on how far it goes, and is not to be said twice either.
    place = 1 if isinstance(blocks[0], Note) and len(blocks) > 1 else 0
    first = blocks[place]
    words = plain(first.spans) if isinstance(first, Text) else first.text if isinstance(first, Heading) else ""
    if make_line(words) == make_line(summary):
        lead = render_block(first) if isinstance(first, Text) else f"**{escape_line(words)}**"
        if count(lead) <= room:
            return lead, [*blocks[:place], *blocks[place + 1 :]]
    return escape_line(shorten(make_line(summary), _LEAD)), blocks


def _embeds(blocks: Sequence[Block], pages: Sequence[Button]) -> list[Json]:
    title = ""
    if blocks and isinstance(blocks[0], Heading) and count(escape_line(blocks[0].text)) <= MAX_TITLE:
        title, blocks = escape_line(blocks[0].text), blocks[1:]
    cards: list[list[Block | Button]] = [[]]
    for each in (*blocks, *pages):
        if cards[-1] and count(_paragraphs([*cards[-1], each])) > MAX_DESCRIPTION:
            cards.append([])
        cards[-1].append(each)
    embeds: list[Json] = [{"color": _COLOUR, "description": _paragraphs(card)} for card in cards if card]
    if title:
        embeds = [{"color": _COLOUR, "title": title, **(embeds[0] if embeds else {})}, *embeds[1:]]
    return embeds


def _paragraphs(blocks: Sequence[Block | Button]) -> str:
    """Write blocks below each other: an empty line between paragraphs, none inside a list without sources."""
    text, last = "", None
    for each in blocks:
        close = isinstance(each, Note) or (isinstance(each, Item) and isinstance(last, Item) and not last.sources)
        text += ("\n" if close else "\n\n") if text else ""
        text += _page(each) if isinstance(each, Button) else render_block(each)
        last = each
    return text


def _page(button: Button) -> str:
    return render_link(button.label, button.url or "")
