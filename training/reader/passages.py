"""Sentences, and windows of whole sentences, of a training text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Span = tuple[int, int]
"""Character offsets in a text, the end excluded."""

_CASED = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+")
_UNCASED = re.compile(r"[.!?][\"”’')\]]*\s+|\n+")
_SHORTEST = 20  # characters: less is an abbreviation or an initial, and belongs to its neighbour


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in sentences, each with its length in word pieces."""

    text: str
    sentences: tuple[Span, ...]
    pieces: tuple[int, ...]

    def holding(self, span: Span) -> Span:
        """The first and one past the last sentence that a span of characters touches."""
        touched = [number for number, (start, end) in enumerate(self.sentences) if start < span[1] and span[0] < end]
        return (touched[0], touched[-1] + 1) if touched else (0, 1)

    def window(self, core: Span, size: int, chance: Random) -> Span:
        """The sentences ``core``, grown by neighbours on both sides at random until about ``size`` word pieces."""
        first, last = core
        total = sum(self.pieces[first:last])
        while True:
            sides = [side for side in (first - 1, last) if 0 <= side < len(self.pieces)]
            fitting = [side for side in sides if total + self.pieces[side] <= size]
            if not fitting:
                return first, last
            side = chance.choice(fitting)
            total += self.pieces[side]
            first, last = min(first, side), max(last, side + 1)

    def characters(self, window: Span) -> Span:
        """Where a window of sentences starts and ends in the text."""
        return self.sentences[window[0]][0], self.sentences[window[1] - 1][1]


def divide(text: str, count: Callable[[str], int]) -> Passage:
    """Split a text into sentences by punctuation; ``count`` says how many word pieces a sentence has."""
    breaks = (_UNCASED if text == text.lower() else _CASED).finditer(text)
    spans: list[Span] = []
    start = 0
    for end, resume in [*((found.end(), found.end()) for found in breaks), (len(text), len(text))]:
        if end - start < _SHORTEST and spans:
            start = spans.pop()[0]
        if text[start:end].strip():
            spans.append((start, start + len(text[start:end].rstrip())))
        start = resume
    return Passage(text, tuple(spans), tuple(count(text[first:last]) for first, last in spans))
