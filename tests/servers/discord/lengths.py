"""How long a text is to Discord."""

from __future__ import annotations


def size(text: object) -> int:
    """Count UTF-16 units, of which an emoji has two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(text, str) else 0


def too_long(text: object, most: int, name: str) -> list[str]:
    """Name a text that is longer than Discord takes it."""
    return [f"{name} has {size(text)} characters, at most {most}"] if size(text) > most else []
