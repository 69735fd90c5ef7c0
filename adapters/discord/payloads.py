"""Reading what Discord sends without ever failing: what is missing, or of another kind, is empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

Payload: TypeAlias = Mapping[str, object]

_EPOCH = 1_420_070_400_000  # the first millisecond of 2015, from which Discord's ids count


def take(payload: object, *keys: str) -> Payload:
    """Give the object that lies under these keys."""
    for key in keys:
        payload = payload.get(key) if isinstance(payload, Mapping) else None
    return payload if isinstance(payload, Mapping) else {}


def take_all(payload: object, key: str) -> list[Payload]:
    """Give the objects of the list under a key."""
    found = payload.get(key) if isinstance(payload, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def words(payload: object, key: str) -> list[str]:
    """Give the texts, or ids, of the list under a key."""
    found = payload.get(key) if isinstance(payload, Mapping) else None
    return [str(each) for each in found if isinstance(each, str | int)] if isinstance(found, list) else []


def word(payload: object, key: str) -> str:
    """Give the text, number or id under a key as text."""
    found = payload.get(key) if isinstance(payload, Mapping) else None
    if isinstance(found, bool):
        return str(found).lower()
    return str(found) if isinstance(found, str | int | float) else ""


def number(payload: object, key: str) -> int:
    """Give the whole number under a key, or 0; permissions and ids come as texts."""
    found = word(payload, key)
    return int(found) if found.isascii() and found.isdecimal() else 0


def time_of(snowflake: str) -> datetime:
    """Tell when Discord made the id."""
    made = (int(snowflake) >> 22) if snowflake.isascii() and snowflake.isdecimal() else 0
    return datetime.fromtimestamp((made + _EPOCH) / 1000, UTC)


def written_at(payload: Payload, stamp: str = "timestamp") -> datetime:
    """Tell when something was written, by its stamp, or where there is none by its id."""
    try:
        told = datetime.fromisoformat(word(payload, stamp))
    except ValueError:
        return time_of(word(payload, "id"))
    return told if told.tzinfo else told.replace(tzinfo=UTC)
