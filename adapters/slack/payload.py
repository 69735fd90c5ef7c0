"""Reading what Slack sends without trusting its shape: what is missing or of another kind is empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Payload: TypeAlias = Mapping[str, object]


def dig(payload: object, *path: str) -> object:
    """Give what lies at a path of names, or None."""
    for name in path:
        if not isinstance(payload, Mapping):
            return None
        payload = payload.get(name)
    return payload


def word(payload: object, *path: str) -> str:
    """Give the text at a path, or ""; a number is taken for its digits, of a post's moment six after the point."""
    found = dig(payload, *path)
    if isinstance(found, float):
        return f"{found:.6f}"
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def part(payload: object, *path: str) -> Payload:
    """Give the object at a path, or an empty one."""
    found = dig(payload, *path)
    return found if isinstance(found, Mapping) else {}


def parts(payload: object, *path: str) -> list[Payload]:
    """Give the objects of the list at a path."""
    found = dig(payload, *path)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def words(payload: object, *path: str) -> tuple[str, ...]:
    """Give the texts of the list at a path."""
    found = dig(payload, *path)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def outline(payload: object) -> str:
    """Say what a payload is, for a log: the names in it, and none of what they hold, which may be secret."""
    names = sorted(map(str, payload))[:20] if isinstance(payload, Mapping) else type(payload).__name__
    return f"{word(payload, 'type') or 'nothing named'!r:.80} with {names!r:.300}"


def is_true(payload: object, *path: str) -> bool:
    """Tell whether true is what lies at a path; forms write it as a word."""
    return dig(payload, *path) in (True, "true", "1")
