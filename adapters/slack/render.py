"""A message for Slack: blocks for the eye, and the one line that notifications and screen readers get (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.controls import FieldKind
from adapters.message import Action, Block, Message
from adapters.platform import Limits, Size
from adapters.slack.actions import action_blocks
from adapters.slack.blocks import MAX_SOURCES, render_block, render_blocks
from adapters.slack.words import Json, escape, fallback_text, length

MAX_BLOCKS = 50
MAX_CHARACTERS = 13_200
"""What a message may take in all. Slack names no figure; its users found this one (slackapi/bolt-js#2509)."""

SUMMARY = 300  # letters of the fallback text, escaped; the notification of a phone shows fewer
SETTLE_TIME = 60.0
"""Seconds after which a lost send cannot arrive any more: the client gives up after 30."""

_ADDED = 24  # what Slack writes into each block itself: its id
_AROUND = 200  # the braces and names around blocks and text, and the metadata that carries the marker
_PING = 160  # the block that calls somebody
_GROUP = re.compile(r"S[A-Z0-9]{2,}\Z")
_BROADCASTS = frozenset({"here", "channel", "everyone"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """What Slack is sent: ``text`` is escaped and never empty, ``blocks`` hold everything."""

    blocks: list[Json]
    text: str


def render(message: Message) -> Rendered:
    """Render a message that ``split`` made fit: with its sources under each bullet where there is room for that."""
    text = fallback_text(message.summary, SUMMARY)
    for roomy in (True, False):
        blocks = [
            *_ping_blocks(message.ping),
            *render_blocks(message.blocks, roomy=roomy),
            *action_blocks(message.actions),
        ]
        if len(blocks) <= MAX_BLOCKS and measure_payload(blocks, text) <= MAX_CHARACTERS:
            break
    return Rendered(blocks, text)


def measure_payload(blocks: Sequence[Json], text: str) -> int:
    """Count the characters that blocks and text take in the end, as Slack would at its strictest."""
    return _AROUND + length(text) + sum(map(_measured, blocks))


def measure(part: Block | tuple[Action, ...]) -> Size:
    """Measure a block, or all the actions of a message, in the tight layout, into which everything falls back."""
    made = action_blocks(part) if isinstance(part, tuple) else render_block(part, roomy=False)
    return Size(len(made), sum(map(_measured, made)))


def _measured(block: Json) -> int:
    return _ADDED + length(json.dumps(block, ensure_ascii=False, separators=(",", ":")))


def _ping_blocks(ping: str) -> list[Json]:
    """Call a user group, or everybody here, by itself above the message; only an admin's setting may fill it."""
    if not ping:
        return []
    called = f"<!{ping}>" if ping in _BROADCASTS else f"<!subteam^{ping}>" if _GROUP.match(ping) else escape(ping)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": called[:50], "verbatim": True}}]


_ROOM = min(MAX_CHARACTERS - SUMMARY - _AROUND - _PING, 12_000)  # of which 12,000 may be text, says bolt-js#2509
LIMITS = Limits(
    measure,
    blocks=MAX_BLOCKS - 1,  # one for the ping
    block_characters=_ROOM,
    message_characters=_ROOM,
    sources=MAX_SOURCES,
    marker_length=64,
    posts_per_second=1.0,
    settle_time=SETTLE_TIME,
    nonce_time=0.0,
    fields=frozenset(FieldKind) - {FieldKind.ROLE},
    hears_threads=True,
    reserved=frozenset({"help"}),  # too common a name where all apps share one list of commands
)
