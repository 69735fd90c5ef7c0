"""Spans that the trained reader proposes, as tokens of their sentences, so that they can be checked like others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from briefings.annotation import Sentence
from briefings.answers.excerpts import Excerpt, excerpts
from briefings.answers.inquiry import Inquiry
from briefings.answers.passages import Reading
from briefings.answers.ranker import Proposal

if TYPE_CHECKING:
    from briefings.answers.reader import Answerable


class PassageReader(Protocol):
    """Reads a question and passages together: the trained reader of ``reader.py``."""

    def read(self, question: str, passages: Sequence[str]) -> list[Answerable]:
        """The best span of every passage with the calibrated chance that it answers."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A span that the reader found in an article; its proposal's ``confidence`` is the reader's probability."""

    reading: Reading
    proposal: Proposal


def proposals(inquiry: Inquiry, readings: Sequence[Reading], reader: PassageReader) -> list[Found]:
    """The reader's spans in the best passages of all articles, read at once, the surest first, each once."""
    passages = excerpts(inquiry, readings)
    if not passages:
        return []
    spans = reader.read(wording(inquiry), [passage.text for passage in passages])
    same: dict[tuple[int, int, int, int], list[Found]] = {}
    for passage, span in zip(passages, spans, strict=True):
        each = _located(inquiry, passage, span)
        if each is not None:
            situation = each.proposal.situation
            place = (passage.reading.known.article.id, situation.position, each.proposal.first, each.proposal.last)
            same.setdefault(place, []).append(each)
    found = [_joined(each) for each in same.values()]
    return sorted(found, key=lambda each: -each.proposal.confidence)


def _joined(same: Sequence[Found]) -> Found:
    """One span that several passages gave, as sure as they are on average."""
    confidence = sum(each.proposal.confidence for each in same) / len(same)
    return replace(same[0], proposal=replace(same[0].proposal, confidence=confidence))


def wording(inquiry: Inquiry) -> str:
    """The question as the reader is asked it: in its own words, with its names as the articles spell them."""
    spelled = {term.index: term.lower for term in inquiry.terms if term.name}
    sentence = inquiry.sentence
    parts = []
    for token in sentence.tokens:
        before = sentence.tokens[token.index - 1].end if token.index else token.start
        name = spelled.get(token.index, token.lower)
        parts.append(" " if token.start > before else "")
        parts.append(token.text if name == token.lower else name)
    return "".join(parts)


def _located(inquiry: Inquiry, passage: Excerpt, span: Answerable) -> Found | None:
    """A span as tokens of the sentence that it starts in; None where there are none."""
    start, end = passage.start + span.start, passage.start + span.end
    for position, sentence in enumerate(passage.reading.known.annotation.sentences):
        if sentence.start <= start < sentence.end:
            inside = _tokens(sentence, start, end)
            if inside is None:
                return None
            first, last = inside
            text = sentence.span(sentence.tokens[first:last])
            situation = passage.reading.situation(inquiry, position)
            return Found(passage.reading, Proposal(situation, first, last, text, span.probability))
    return None


def _tokens(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The tokens that characters [start, end) of the article touch, without space at the ends."""
    inside = [
        token.index for token in sentence.tokens if token.start < end and start < token.end and token.pos != "SPACE"
    ]
    return (inside[0], inside[-1] + 1) if inside else None
