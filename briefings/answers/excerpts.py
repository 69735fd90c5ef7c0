"""What the trained reader is given to read: the best sentences of all articles, each with its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, SentenceKind, Vector
from briefings.answers.circumstances import CAUSES
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Sought
from briefings.answers.matching import rarity
from briefings.answers.passages import Reading
from briefings.answers.types import LABELS

MOST = 6
"""How many excerpts a question is read in: each costs some 10 ms of processor time."""
_FIT, _TYPED = 0.25, 0.25
_THE_SAME = 0.95  # cosine of two sentences that say one thing: another source's copy
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
    """The passages of all articles that promise most, the best first, none inside another and none told twice."""
    weights = rarity([situation.found for reading in found for situation in reading.situations], inquiry)
    ranked = sorted(
        (
            (_promise(inquiry, reading, each, weights), reading, each)
            for reading in found
            for each in reading.situations
        ),
        key=lambda row: -row[0],
    )
    chosen: list[Excerpt] = []
    told: list[Vector] = []
    for _, reading, situation in ranked:
        excerpt = _around(reading, situation.position)
        meaning = reading.known.annotation.vectors[situation.position]
        if not any(_holds(other, excerpt) for other in chosen) and not any(
            float(meaning @ other) > _THE_SAME for other in told
        ):
            chosen.append(excerpt)
            told.append(meaning)
        if len(chosen) == MOST:
            break
    return chosen


def _promise(inquiry: Inquiry, reading: Reading, situation: Situation, weights: Sequence[float]) -> float:
    """How likely a sentence is to answer: by its words, meaning and article, and by what it has of the type sought."""
    labels = LABELS.get(inquiry.sought, frozenset())
    typed = any(entity.label in labels for entity in situation.found.sentence.entities)
    if inquiry.sought is Sought.REASON:
        typed = any(token.lower in CAUSES for token in situation.found.sentence.tokens)
    return situation.found.coverage(weights) + situation.similarity + _FIT * reading.fit + _TYPED * typed


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
