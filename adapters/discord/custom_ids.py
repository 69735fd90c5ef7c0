"""What a button, a menu or a form carries, and reads back after any restart: its custom id. Pure.

``action|marker|value``, at most 100 characters. An action has no bar and a marker none, so the value may hold anything.
The value is a token that the bot looks up; nothing in it can be gained by forging it. The marker is the delivery's:
what a post is found again by where no nonce travels (a forum's post, a follow-up to an interaction) or none is
remembered any more. A question mark in front means that a confirmation is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.discord.markup import count

MAX_CUSTOM_ID = 100
MAX_MARKER = 25
_CUSTOM_ID = re.compile(r"(\??)([a-z][a-z0-9_.-]*)\|([^|]{0,25})\|(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CustomId:
    """A custom id, taken apart; ``asks`` marks one whose press is to be confirmed before it is passed on."""

    action: str
    value: str = ""
    marker: str = ""
    asks: bool = False

    def __str__(self) -> str:
        written = f"{'?' if self.asks else ''}{self.action}|{self.marker}|{self.value}"
        if read_custom_id(written) != self:
            raise ValueError(f"Discord cannot carry {written!r}: at most {MAX_CUSTOM_ID} letters, no bar in a marker")
        return written


def read_custom_id(custom_id: str) -> CustomId | None:
    """Take a custom id apart; None where it is none of ours."""
    found = _CUSTOM_ID.fullmatch(custom_id) if count(custom_id) <= MAX_CUSTOM_ID else None
    return CustomId(found[2], found[4], found[3], bool(found[1])) if found else None


def markers_of(components: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Give the markers in a post's components, as Discord's history shows them."""
    read = (read_custom_id(custom_id) for custom_id in _custom_ids(components))
    return frozenset(each.marker for each in read if each and each.marker)


def _custom_ids(components: object) -> Iterator[str]:
    if isinstance(components, Mapping):
        custom_id = components.get("custom_id")
        if isinstance(custom_id, str):
            yield custom_id
        for name in ("components", "component", "accessory"):
            yield from _custom_ids(components.get(name))
    elif isinstance(components, Sequence) and not isinstance(components, str | bytes):
        for each in components:
            yield from _custom_ids(each)
