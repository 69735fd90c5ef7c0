"""Several things in a sentence, as people write them (pure)."""

from __future__ import annotations

from collections.abc import Sequence


def enumerate_words(words: Sequence[str], joining: str = "and") -> str:
    """At least one thing as a sentence lists them: "A", "A and B", "A, B and C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joining} {words[-1]}"
