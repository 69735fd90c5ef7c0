"""What the trained reader is given to read: the best sentences of all articles, each with its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, SentenceKind
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import rarity
from briefings.answers.passages import Reading

MOST = 6
"""How many excerpts a question is read in: each costs some 10 ms of processor time."""
_LONGEST = 1_000  # characters, about 220 word pieces: more would be read in two windows


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Characters [start, end) of an article, around one sentence of it."""

    reading: Reading
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, as the article has them."""
        return self.reading.known.article.text[self.start : self.end]


def excerpts(inquiry: Inquiry, found: Sequence[Reading]) -> list[Excerpt]:
    """The passages of all articles that promise most, the best first, none inside another."""
    weights = rarity([situation.found for reading in found for situation in reading.situations], inquiry)
    ranked = sorted(
        (
            (situation.found.coverage(weights) + situation.similarity + reading.fit, reading, situation.position)
            for reading in found
            for situation in reading.situations
        ),
        key=lambda row: -row[0],
    )
    chosen: list[Excerpt] = []
    for _, reading, position in ranked:
        excerpt = _around(reading, position)
        if not any(_holds(other, excerpt) for other in chosen):
            chosen.append(excerpt)
        if len(chosen) == MOST:
            break
    return chosen


def _around(reading: Reading, position: int) -> Excerpt:
    """A sentence with the one before and the one after it, as far as they are prose and it stays short."""
    sentences = reading.known.annotation.sentences
    start, end = sentences[position].start, sentences[position].end
    for near in (position - 1, position + 1):
        if 0 <= near < len(sentences) and _is_prose(sentences[near]):
            first, last = min(start, sentences[near].start), max(end, sentences[near].end)
            if last - first <= _LONGEST:
                start, end = first, last
    return Excerpt(reading, start, end)


def _is_prose(sentence: Sentence) -> bool:
    return sentence.kind is not SentenceKind.HEADING


def _holds(one: Excerpt, other: Excerpt) -> bool:
    same = one.reading.known.article.id == other.reading.known.article.id
    return same and one.start <= other.start and other.end <= one.end
